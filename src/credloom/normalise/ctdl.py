"""Records of a CTDL JSON-LD document."""

from __future__ import annotations

import msgspec

from credloom.model.identity import local_key
from credloom.model.record import Document, Node, Record, Refusal
from credloom.normalise import jsonld
from credloom.normalise.contexts import ForeignJsonLd
from credloom.normalise.implied import implied
from credloom.normalise.records import record_from_node
from credloom.sources.manifest import Source


def records_of(source: Source, document: Document) -> tuple[list[Record], list[Refusal]]:
    """Every node with an identity as a record, and what these only mention. Raises `SourceBadData`."""
    read = jsonld.Document(base_of(source, document), local_key(source.key, "node", ""))
    try:
        read.read(document.data)
    except ForeignJsonLd:
        return _by_rdf(source, document)
    return records_from_document(source, document, read)


def _by_rdf(source: Source, document: Document) -> tuple[list[Record], list[Refusal]]:
    from credloom.normalise import rdf  # few documents need it

    return rdf.records_of(source, msgspec.structs.replace(document, format="rdf:jsonld"))


def records_from_document(
    source: Source, document: Document, read: jsonld.Document
) -> tuple[list[Record], list[Refusal]]:
    """Records of a document that was read; keys that mean nothing in CTDL are reported."""
    refusals = [
        Refusal(
            source=source.key,
            place=_place(document, pointer),
            reason=f"{key!r} is no term of CTDL; the rest of the record was kept.",
            field=key,
            ref=document.ref,
        )
        for key, pointer in read.dropped.items()
    ]
    refusals += [
        Refusal(source=source.key, place=_place(document, pointer), reason=_sentence(reason), ref=document.ref)
        for pointer, reason in read.problems
    ]
    records, more = records_from_nodes(source, document, read.nodes, read.pointers)
    return records, refusals + more


def base_of(source: Source, document: Document) -> str:
    """What `#part` in a document is a part of: its address, else a name within the source."""
    return document.url or local_key(source.key, "document", document.ref)


def _place(document: Document, pointer: str) -> str:
    return f"{document.ref}#{pointer}" if pointer else document.ref


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def records_from_nodes(
    source: Source, document: Document, nodes: dict[str, Node], pointers: dict[str, str]
) -> tuple[list[Record], list[Refusal]]:
    """Records of canonical nodes by `@id`, the mentioned things behind them."""
    records: list[Record] = []
    refusals: list[Refusal] = []
    mentioned: dict[str, Record] = {}
    for name, node in nodes.items():
        pointer = pointers.get(name, "")
        if jsonld.main_type(node) is None:
            place = _place(document, pointer)
            reason = f"The node {name} has no @type, so nothing says what it is."
            refusals.append(Refusal(source=source.key, place=place, reason=reason, ref=document.ref))
            continue
        for key, inner in implied(source.key, node):
            if key not in mentioned:
                mentioned[key] = record_from_node(source, document, inner, pointer=pointer, key=key)
        records.append(record_from_node(source, document, node, pointer=pointer))
    return records + list(mentioned.values()), refusals
