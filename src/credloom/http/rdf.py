"""A published record as triples. The node is walked, not parsed as JSON-LD: nothing in it can make anyone fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from credloom.model import vocabulary

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

FORMATS = {"text/turtle": "turtle", "application/n-triples": "nt"}
"""Media type to the name of the serialiser."""
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*", re.IGNORECASE)
_TAG = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


def serialise(node: Mapping[str, Any], media: str) -> bytes:
    """The record in Turtle or N-Triples. Takes milliseconds a kilobyte: call it in a thread."""
    from rdflib import Graph  # takes a quarter of a second, and most requests need none of it

    graph = Graph(bind_namespaces="none")
    for prefix, base in vocabulary.prefixes().items():
        graph.bind(prefix, base)
    _subject(graph, node)
    return graph.serialize(format=FORMATS[media], encoding="utf-8")


def _subject(graph: Graph, node: Mapping[str, Any]) -> Node:
    from rdflib import RDF, BNode, URIRef

    name = node.get("@id", "")
    subject = URIRef(vocabulary.expand(name)) if _IRI.fullmatch(name) else BNode()
    for kind in _listed(node.get("@type")):
        graph.add((subject, RDF.type, URIRef(vocabulary.expand(kind))))
    for key, value in node.items():
        if not key.startswith("@") and _IRI.fullmatch(expanded := vocabulary.expand(key)):
            for target in _objects(graph, key, value):
                graph.add((subject, URIRef(expanded), target))
    return subject


def _objects(graph: Graph, key: str, value: object) -> Iterator[Node]:
    from rdflib import Literal

    term = vocabulary.terms().get(key)
    kind = term.kind if term is not None else ""
    if kind == "@language" and isinstance(value, dict):
        for tag, texts in value.items():
            for text in _listed(texts):
                yield Literal(text, lang=tag if tag != "und" and _TAG.fullmatch(tag) else None)
        return
    for item in _listed(value):
        if isinstance(item, dict):
            yield _subject(graph, item)
        else:
            yield _scalar(item, kind)


def _scalar(item: object, kind: str) -> Node:
    from rdflib import Literal, URIRef

    if kind in ("@id", "@vocab") and isinstance(item, str) and _IRI.fullmatch(expanded := vocabulary.expand(item)):
        return URIRef(expanded)
    typed = kind.startswith(("xsd:", "schema:")) and kind != "xsd:string"
    return Literal(str(item) if typed else item, datatype=URIRef(vocabulary.expand(kind)) if typed else None)


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
