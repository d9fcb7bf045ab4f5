"""HTML that is read as text: its tags and entities make room for what they mean, so that every place stays the same."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,10})(?:\s[^<>]{0,2000})?/?>")
_UNSEEN = re.compile(r"<(script|style)\b[^<>]{0,2000}>[^<]{0,20000}</\1\s*>", re.IGNORECASE)
"""What no reader sees."""
_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9A-Fa-f]{1,5}|[A-Za-z]{2,8});")
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "em",
        "font",
        "i",
        "mark",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "o",
        "code",
        "ins",
        "del",
    )
)
_USUAL = frozenset(
    (
        "p",
        "br",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "tr",
        "table",
        "hr",
        "section",
        "body",
    )
)


def plain(text: str) -> str:
    """A text of the same length in which nothing is markup; the text itself where it holds no HTML."""
    if "<" not in text:
        return text
    text = _UNSEEN.sub(lambda hit: " " * (hit.end() - hit.start()), text)
    if not any(hit[1].lower() in _USUAL | _INLINE for hit in _TAG.finditer(text)):
        return text
    return _ENTITY.sub(_meant, _TAG.sub(_room, text))


def _room(hit: re.Match[str]) -> str:
    name, length = hit[1].lower(), hit.end() - hit.start()
    if name in _INLINE:
        return " " * length
    if name not in _USUAL:
        return hit[0]
    if name == "li" and hit[0][1] != "/":
        return "\n\u2022".ljust(length)
    return ("\n" if name == "br" else "\n\n").ljust(length)


def _meant(hit: re.Match[str]) -> str:
    said = html.unescape(hit[0])
    length = hit.end() - hit.start()
    return (said if len(said) <= length and said != hit[0] else hit[0]).replace("\xa0", " ").ljust(length)
