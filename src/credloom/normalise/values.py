"""Canonical values: what a literal, a reference or a language map becomes, whatever spelling a source uses."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from credloom.model import vocabulary
from credloom.model.identity import ctid_of
from credloom.model.text import NO_LANGUAGE

RESOURCES = "https://credentialengineregistry.org/resources/"
NUMBERS = frozenset({"xsd:float", "xsd:integer", "xsd:double", "xsd:int", "schema:Number", "schema:Float"})
BOOLEANS = frozenset({"xsd:boolean", "schema:Boolean"})

_OTHER_SEPARATORS = re.compile(r"[_:]")
_SUBTAG = re.compile(r"^[A-Za-z0-9]{1,8}$")

Scalar = str | int | float | bool


@lru_cache(maxsize=1024)
def language(tag: str) -> str:
    """A language tag in the usual case (RFC 5646, section 2.1.1): `en-us` and `en:us` are `en-US`; `und` for no tag."""
    parts = _OTHER_SEPARATORS.sub("-", tag.strip()).split("-")
    cases = {4: str.title, 2: str.upper}
    shaped = [parts[0].lower(), *(cases.get(len(part), str.lower)(part) for part in parts[1:])]
    return "-".join(shaped) if all(_SUBTAG.match(part) for part in parts) else NO_LANGUAGE


@lru_cache(maxsize=65_536)
def reference(text: str) -> str:
    """A reference in one spelling: kept concepts and classes prefixed, CTIDs as Registry addresses, else the IRI."""
    found = ctid_of(text) if "ce-" in text.lower() or "urn:ctid" in text.lower() else None
    if found and (text.lower() == found or "/" in text or text.lower().startswith("urn:ctid")):
        return RESOURCES + found
    stripped = text.strip()
    entry = vocabulary.concept(stripped)
    if entry is not None:
        return entry.uri
    short = vocabulary.compact(stripped)
    if short in vocabulary.classes():
        return short
    return vocabulary.expand(stripped).replace(" ", "%20") if "://" in stripped else vocabulary.expand(stripped)


def number(value: Scalar) -> Scalar:
    """A number as such: integers where nothing is lost; what cannot be read stays as it is."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def boolean(value: Scalar) -> Scalar:
    """A truth value as such; what cannot be read stays as it is."""
    if isinstance(value, str):
        return {"true": True, "1": True, "false": False, "0": False}.get(value.strip().lower(), value)
    return value


def decimal(value: Scalar) -> Scalar:
    """A decimal number as text without a tail of zeros; what cannot be read stays as it is."""
    text = lexical(value)
    try:
        found = Decimal(text.strip()) if len(text) < 100 else Decimal("NaN")
    except InvalidOperation:
        return text
    if not found.is_finite() or abs(found.adjusted()) > 30:
        return text
    plain = format(found, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def literal(value: Scalar, kind: str) -> Scalar:
    """A literal of a given datatype."""
    if kind in NUMBERS:
        return number(value)
    if kind in BOOLEANS:
        return boolean(value)
    if kind == "xsd:decimal":
        return decimal(value)
    if kind.startswith(("xsd:", "schema:")) and not isinstance(value, str):
        return lexical(value)
    if isinstance(value, float):
        return number(value)
    return value


def lexical(value: Scalar) -> str:
    """How XML Schema writes a number or a truth value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value if isinstance(value, str) else number(value))
