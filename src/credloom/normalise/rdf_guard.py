"""Guards in front of rdflib: what would fetch, unfold or recurse without end is refused before it is parsed."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from credloom.errors import SourceBadData
from credloom.model import vocabulary
from credloom.normalise.contexts import MAX_DEPTH, SCHEMA_ORG, RemoteContext, is_kept, not_kept
from credloom.normalise.jsonld import tagged
from credloom.normalise.values import language

SPACE = "%20"
"""How a space stands in a reference that rdflib reads."""


def guarded_json(value: Any, pointer: str = "", depth: int = 0) -> Any:
    """A copy of a JSON-LD document in which every context is inline or the name of a kept one.

    Raises `RemoteContext` for any other, `SourceBadData` for a document that is nested too deeply.
    """
    if depth > MAX_DEPTH:
        raise SourceBadData(f"{pointer}: nested deeper than {MAX_DEPTH}.")
    if isinstance(value, list):
        return [guarded_json(item, f"{pointer}/{place}", depth + 1) for place, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    made = {}
    for key, inner in value.items():
        at = f"{pointer}/{key}"
        if key == "@id" and not (isinstance(inner, str) and inner.strip()):
            continue
        if key == "@context":
            made[key] = _context(inner, at, depth + 1)
        else:
            name = _term(key)
            made[name] = guarded_json(_readable(name, inner), at, depth + 1)
    return made


def _term(key: str) -> str:
    """A key in the form that the kept context knows; published files mix both."""
    name = vocabulary.compact(key) if key.startswith("http") else key
    return name if name in vocabulary.terms() else key


def _readable(name: str, value: Any) -> Any:
    """A value without what rdflib would drop or refuse a whole file for: spaces in references, odd language tags."""
    term = vocabulary.terms().get(name)
    if name == "@id" or (term is not None and term.kind in ("@id", "@vocab")):
        many = [_spaced(item) for item in value] if isinstance(value, list) else value
        return _spaced(many)
    if name == "@language":
        return language(value) if isinstance(value, str) else value
    if term is not None and term.kind == "@language" and isinstance(value, dict | list):
        made: dict[str, list[str]] = {}
        for tag, text in tagged(value):
            made.setdefault(language(tag), []).append(text)
        return made
    return value


def _spaced(value: Any) -> Any:
    return value.strip().replace(" ", SPACE) if isinstance(value, str) else value


def _context(value: Any, pointer: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise SourceBadData(f"{pointer}: nested deeper than {MAX_DEPTH}.")
    if isinstance(value, str):
        return _named(value, pointer)
    if isinstance(value, list):
        return [_context(item, f"{pointer}/{place}", depth + 1) for place, item in enumerate(value)]
    if isinstance(value, dict):
        if "@import" in value:
            raise RemoteContext(not_kept(value["@import"], f"{pointer}/@import"))
        return guarded_json(value, pointer, depth)
    if value is None:
        return None
    raise SourceBadData(f"{pointer}: a context is an address, an object or a list of them.")


def _named(address: str, pointer: str) -> str:
    if is_kept(address):
        return "ctdl"
    if address in SCHEMA_ORG:
        return "schema.org"
    raise RemoteContext(not_kept(address, pointer))


def guarded_xml(body: bytes) -> None:
    """Check that XML is well-formed, has no DTD and is not too deep. Raises `SourceBadData` with line and column."""
    parser = expat.ParserCreate()
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise SourceBadData(f"{parser.CurrentLineNumber}: elements are nested deeper than {MAX_DEPTH}.")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise SourceBadData(f"{parser.CurrentLineNumber}: a document type (DTD) is never read; leave it out.")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, doctype
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise SourceBadData(f"{error.lineno}:{error.offset + 1}: is not well-formed XML: {reason}.") from error
