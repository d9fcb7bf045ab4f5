"""Statements → expanded JSON-LD: what rdflib found in a file, in the one form that the direct reader understands.

This runs in the limited process. Statements keep the order in which they came; lists become `@list`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Set
from io import BytesIO
from typing import Any

import rdflib
from rdflib.parser import InputSource
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.store import Store
from rdflib.term import BNode, Identifier, Literal, Node, URIRef

from credloom.model import vocabulary

Statement = tuple[Node, Node, Node]
Json = dict[str, Any]

_FIRST, _REST, _NIL, _TYPE = rdflib.RDF.first, rdflib.RDF.rest, rdflib.RDF.nil, rdflib.RDF.type
_PARSERS = {"rdf:turtle": "turtle", "rdf:nt": "nt", "rdf:xml": "xml"}
SCHEMA_ORG = {"@vocab": "https://schema.org/"}
"""What a document means that names the context of schema.org."""

rdflib.NORMALIZE_LITERALS = False  # a literal is what its source wrote
logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # what it says of odd IRIs has no reader here


class TooManyStatements(Exception):
    """A file holds more statements than it may."""


class Statements(Store):
    """A store that only collects: each statement once, in order, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.found: dict[Statement, None] = {}
        self._limit = limit
        self._prefixes: dict[str, URIRef] = {}

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Keep a statement."""
        del context, quoted
        if len(self.found) >= self._limit and triple not in self.found:
            raise TooManyStatements
        self.found[triple] = None

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Keep a prefix (parsers bind those of their file)."""
        if override or prefix not in self._prefixes:
            self._prefixes[prefix] = namespace

    def namespace(self, prefix: str) -> URIRef | None:
        """The namespace of a prefix."""
        return self._prefixes.get(prefix)

    def prefix(self, namespace: URIRef) -> str | None:
        """The prefix of a namespace."""
        return next((prefix for prefix, known in self._prefixes.items() if known == namespace), None)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """All prefixes."""
        yield from self._prefixes.items()


def parsed(body: bytes, format_: str, base: str, limit: int) -> list[Json]:
    """The nodes of a file. Raises what rdflib raises, and `TooManyStatements`."""
    store = Statements(limit)
    graph = rdflib.Graph(store=store, bind_namespaces="none")
    if format_ == "rdf:jsonld":
        to_rdf(with_contexts(json.loads(body)), graph, base=base, context_data=ctdl_context())
    else:
        source = InputSource()
        source.setByteStream(BytesIO(body))  # XML says itself how it is encoded
        graph.parse(source, format=_PARSERS[format_], publicID=base)
    return nodes(store.found)


def with_contexts(data: Any) -> Any:
    """The document with the kept contexts in place of their names; nothing is fetched, whatever else it names."""
    if isinstance(data, list):
        return [with_contexts(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {key: _context(value) if key == "@context" else with_contexts(value) for key, value in data.items()}


def _context(value: Any) -> Any:
    if value == "ctdl":
        return ctdl_context()
    if value == "schema.org":
        return SCHEMA_ORG
    return [_context(item) for item in value] if isinstance(value, list) else with_contexts(value)


_ctdl: Json = {}


def ctdl_context() -> Json:
    """The published contexts of CTDL and CTDL-ASN as one, from the kept vocabulary."""
    if not _ctdl:
        _ctdl.update(vocabulary.prefixes())
        for name, term in vocabulary.terms().items():
            if term.kind:
                _ctdl[name] = {"@container": "@language"} if term.kind == "@language" else {"@type": term.kind}
    return _ctdl


def nodes(statements: Mapping[Statement, None]) -> list[Json]:
    """The subjects of statements as expanded nodes, in the order in which they are first spoken of."""
    about: dict[Node, dict[Node, list[Node]]] = {}
    for subject, predicate, value in statements:
        about.setdefault(subject, {}).setdefault(predicate, []).append(value)
    lists = {subject for subject in about if isinstance(subject, BNode) and _is_cell(about[subject])}
    return [_node(subject, about, lists) for subject in about if subject not in lists]


def _is_cell(said: dict[Node, list[Node]]) -> bool:
    """Whether something is a link of a well-formed list."""
    return len(said.get(_FIRST, ())) == 1 and len(said.get(_REST, ())) == 1 and said.keys() <= {_FIRST, _REST, _TYPE}


def _node(subject: Node, about: Mapping[Node, dict[Node, list[Node]]], lists: Set[Node]) -> Json:
    made: Json = {"@id": _name(subject)}
    for predicate, values in about[subject].items():
        if predicate == _TYPE:
            made["@type"] = [_name(value) for value in values if isinstance(value, URIRef)]
        else:
            made[str(predicate)] = [_value(value, about, lists) for value in values]
    return made


def _value(value: Node, about: Mapping[Node, dict[Node, list[Node]]], lists: Set[Node]) -> Json:
    if value == _NIL:
        return {"@list": []}
    if value in lists:
        return {"@list": [_plain(item) for item in _members(value, about, lists)]}
    return _plain(value)


def _members(cell: Node, about: Mapping[Node, dict[Node, list[Node]]], lists: Set[Node]) -> Iterator[Node]:
    """The members of a list; a list in a list gives its members, a ring ends where it began."""
    seen: set[Node] = set()
    left = [cell]
    while left:
        here = left.pop()
        if here in lists and here not in seen:
            seen.add(here)
            left += [about[here][_REST][0], about[here][_FIRST][0]]
        elif here not in lists and here != _NIL:
            yield here


def _plain(value: Node) -> Json:
    if not isinstance(value, Literal):
        return {"@id": _name(value)}
    made: Json = {"@value": str(value)}
    if value.language:
        made["@language"] = value.language
    elif value.datatype is not None:
        made["@type"] = str(value.datatype)
    return made


def _name(node: Node) -> str:
    text = str(node) if isinstance(node, Identifier) else ""
    return f"_:{text}" if isinstance(node, BNode) else text
