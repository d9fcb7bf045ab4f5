"""Values of schema.org data as publishers write them: prefixed or not, single or list, text, object or language map."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from credloom.model.record import Node
from credloom.normalise.mapping_values import address, html_text, tidy
from credloom.normalise.mapping_words import BadValue
from credloom.normalise.privacy import REMOVED, blot
from credloom.normalise.values import language as tag_of

Json = dict[str, Any]

_BASE = re.compile(r"^(?:https?://(?:www\.)?(?:schema\.org|purl\.org/jdx/terms)/|(?:schema|sdo|jdx|ceterms|ceasn):)")
_TAG = re.compile(r"^(?:[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*|@none)$")
_ESCAPED = re.compile(r"&lt;/?[a-z]", re.IGNORECASE)
_MARKED = re.compile(r"</?(?:p|br|div|li|ul|ol|b|strong|em|i|span|h[1-6]|a|table)\b[^>]*>", re.IGNORECASE)
_REACHED = re.compile(
    r"\b[A-Z][\w.'\u2019-]{0,30}(?:\s{1,2}[A-Z][\w.'\u2019-]{0,30}){0,3}\s{0,2}[,:(\u2013-]?\s{0,2}"
    r"(?:(?:at|on|via|by (?:phone|e-?mail)(?: at)?)\s{1,2})?" + re.escape(REMOVED)
)
_CONTACT = re.compile(
    r"^[^\w\n]{0,10}(?:contact(?: (?:person|name|information|info))?|recruiter(?: name)?|hiring manager|poc|attn"
    r"|attention|point of contact)\s*[:\-\u2013].*$",
    re.IGNORECASE | re.MULTILINE,
)
_NO_TAGS = frozenset({"id", "url", "min", "max", "per", "zip", "geo"})
MAX_MEMBERS = 500


def plain(data: Any, depth: int = 0) -> Any:
    """The data with bare names for schema.org and JDX terms, value objects and containers opened, empty values gone."""
    if depth > 64:
        raise RecursionError
    if isinstance(data, list):
        found = [plain(item, depth + 1) for item in data[:MAX_MEMBERS]]
        return [item for item in found if item not in (None, "", [], {})]
    if not isinstance(data, dict):
        return data
    for opened in ("@value", "@set", "@list"):
        if opened in data:
            return plain(data[opened], depth + 1)
    made: Json = {}
    for key, value in data.items():
        inner = plain(value, depth + 1)
        if inner not in (None, "", [], {}):
            made.setdefault(_BASE.sub("", key), inner)
    return made


def types(data: Json) -> set[str]:
    """The classes of an object, without prefix."""
    return {_BASE.sub("", str(name)) for name in many(data.get("@type", data.get("type")))}


def many(value: Any) -> list[Any]:
    """A single value as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def objects(value: Any) -> list[Json]:
    """The objects of a value, single or list."""
    return [item for item in many(value) if isinstance(item, dict)]


def is_language_map(value: Json) -> bool:
    """Whether an object is `{tag: text}`."""
    return (
        bool(value)
        and all(_TAG.match(key) and key not in _NO_TAGS for key in value)
        and all(
            isinstance(text, str) or (isinstance(text, list) and all(isinstance(one, str) for one in text))
            for text in value.values()
        )
    )


def raw_texts(value: Any, *names: str) -> Iterator[tuple[str | None, str]]:
    """(language, text) of every text in a value; of objects their `names` (`name` if none are given)."""
    for item in many(value):
        if isinstance(item, str):
            yield None, item
        elif isinstance(item, int | float) and not isinstance(item, bool):
            yield None, f"{item:g}" if isinstance(item, float) else str(item)
        elif isinstance(item, dict) and is_language_map(item):
            for tag, inner in item.items():
                yield from ((None if tag == "@none" else tag, text) for text in many(inner))
        elif isinstance(item, dict):
            inner = next((item[name] for name in names or ("name",) if name in item), None)
            yield from raw_texts(inner)


def clean(text: str) -> str:
    """A text without mark-up, and without e-mail addresses, telephone numbers and the names in front of them."""
    if _ESCAPED.search(text):
        text = html.unescape(text)
    text = html_text(text)
    if _MARKED.search(text):
        text = html_text(text)
    text = blot(tidy(text))
    if REMOVED in text:
        text = _REACHED.sub(REMOVED, text)
    return tidy(_CONTACT.sub("", text)) if "\n" in text or ":" in text else text


def texts(value: Any, *names: str) -> list[str]:
    """Every text in a value, cleaned; each once."""
    found = (clean(text) for _, text in raw_texts(value, *names))
    return list(dict.fromkeys(text for text in found if text))


def first(value: Any, *names: str) -> str:
    """The first text in a value, cleaned; an empty text where there is none."""
    return next(iter(texts(value, *names)), "")


def language_map(value: Any, language: str, *names: str) -> dict[str, list[str]]:
    """The texts of a value by language; `language` is the source's own, for texts that say none."""
    made: dict[str, list[str]] = {}
    for tag, text in raw_texts(value, *names):
        cleaned = clean(text)
        if cleaned:
            there = made.setdefault(tag_of(tag) if tag else language, [])
            if cleaned not in there:
                there.append(cleaned)
    return made


def web_address(value: Any) -> str | None:
    """The first http or https address in a value."""
    for _, text in raw_texts(value, "url", "@id"):
        try:
            return address(text)
        except BadValue:
            continue
    return None


def number(value: Any) -> float | None:
    """The number that a value is; None for what is none, is not finite, or is larger than any that is meant."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value.replace(",", "").strip().lstrip("$"))
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) and abs(value) < 1e12 else None


def put(node: Node, term: str, value: Any) -> None:
    """Set a property, unless there is nothing to set."""
    if value not in (None, "", [], {}):
        node[term] = value
