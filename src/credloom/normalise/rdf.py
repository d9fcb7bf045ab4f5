"""Records of Turtle, N-Triples, RDF/XML and of JSON-LD that the direct reader does not cover.

rdflib reads them in a limited process; what it found goes through the same canonical form as CTDL JSON-LD. Nothing is
ever fetched: a context that is not kept, a DTD or a file that is too deep is refused before rdflib sees it.
"""

from __future__ import annotations

from typing import Any

import orjson

from credloom.errors import SourceBadData
from credloom.model.identity import local_key
from credloom.model.record import Document, Record, Refusal
from credloom.normalise import jsonld
from credloom.normalise.contexts import EMPTY
from credloom.normalise.ctdl import base_of, records_from_document
from credloom.normalise.rdf_guard import SPACE, guarded_json, guarded_xml
from credloom.normalise.rdf_worker import worker
from credloom.sources.formats import decoded, strict_json
from credloom.sources.manifest import Source

RELATIVE = "http://relative.invalid/"
"""What relative addresses start from where a document has no address: it is taken off again."""


def records_of(source: Source, document: Document) -> tuple[list[Record], list[Refusal]]:
    """Every node with an identity as a record, and what these only mention. Raises `SourceBadData`."""
    made = jsonld.Document(base_of(source, document), local_key(source.key, "node", ""))
    return records_from_document(source, document, read(document, made))


def read(document: Document, made: jsonld.Document) -> jsonld.Document:
    """The canonical nodes of a document in any format of RDF, read into `made`. Raises `SourceBadData`."""
    start = document.url if document.url and document.format != "rdf:jsonld" else RELATIVE
    try:
        nodes = worker.nodes(_body(document), document.format, start)
    except SourceBadData as error:
        raise SourceBadData(f"{document.ref}: {error}") from error
    made.read(as_written(nodes, start), EMPTY)
    made.pointers.clear()  # places in what rdflib found say nothing of the file
    made.problems = [("", reason) for _, reason in made.problems]
    made.dropped = dict.fromkeys(made.dropped, "")
    return made


def _body(document: Document) -> bytes:
    if document.format == "rdf:xml":
        guarded_xml(document.body)
    if document.format in ("rdf:turtle", "rdf:nt"):
        return decoded(document.body, "", document.ref).encode()
    if document.format != "rdf:jsonld":
        return document.body
    data = strict_json(document.body, document.ref) if document.data is None else document.data
    return orjson.dumps(guarded_json(_payload(data)))


def _payload(data: Any) -> Any:
    """What an envelope of the Registry holds."""
    inside = data.get("decoded_resource") if isinstance(data, dict) else None
    return inside if isinstance(inside, dict) else data


def as_written(value: Any, start: str) -> Any:
    """Relative references as they were written, where nothing says what they are relative to."""
    if start != RELATIVE:
        return value
    if isinstance(value, list):
        return [as_written(item, start) for item in value]
    if isinstance(value, dict):
        return {
            key.removeprefix(RELATIVE): _shortened(inner) if key in ("@id", "@type") else as_written(inner, start)
            for key, inner in value.items()
        }
    return value


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    return value.removeprefix(RELATIVE).replace(SPACE, " ") if value.startswith(RELATIVE) else value
