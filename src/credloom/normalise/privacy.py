"""Personal data is dropped while a record is made: names, e-mail addresses and telephone numbers of persons.

Whole properties that describe persons or ways to reach them are left out; in free text, e-mail addresses and North
American telephone numbers are blotted out. An organization's own name and address stay.
"""

from __future__ import annotations

import re

PERSONAL = frozenset(
    {
        "ceterms:email",
        "ceterms:telephone",
        "ceterms:faxNumber",
        "ceterms:employee",
        "ceterms:targetContactPoint",
        "ceterms:contactType",
        "ceterms:participant",
        "ceasn:author",
        "schema:email",
        "schema:telephone",
        "schema:faxNumber",
        "schema:contactPoint",
        "schema:applicationContact",
        "schema:employee",
        "schema:author",
        "schema:creator",
        "foaf:mbox",
        "foaf:phone",
        "dct:creator",
        "dc:creator",
    }
)
"""Properties that are never kept."""
PERSONAL_CLASSES = frozenset({"ceterms:ContactPoint", "schema:Person", "schema:ContactPoint", "foaf:Person"})
"""Nodes that are never kept."""

REMOVED = "[removed]"
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SHORTEST_PHONE = 12
_DIGITS = tuple("0123456789")
_PHONE = re.compile(r"(?<![\w.-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\w-])")


def blot(text: str) -> str:
    """The text with e-mail addresses and telephone numbers blotted out."""
    if "@" in text:
        text = _EMAIL.sub(REMOVED, text)
    if len(text) < _SHORTEST_PHONE:
        return text
    if not text.isascii():
        return _PHONE.sub(REMOVED, text)
    for digit in _DIGITS:  # seven times as fast as the expression, and most texts have none
        if digit in text:
            return _PHONE.sub(REMOVED, text)
    return text


def personal_address(text: str) -> bool:
    """Whether an IRI reaches a person (`mailto:`, `tel:`)."""
    return text[:1] in "mMtT" and text[:7].lower().startswith(("mailto:", "tel:"))
