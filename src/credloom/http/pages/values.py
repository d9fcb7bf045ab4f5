"""The values of a record as HTML: texts with their languages, links, and the objects that CTDL uses most, in one line.

Every text of a source is escaped; only http(s) addresses become links, those that the gateway holds to its own pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from credloom.http.pages.words import constant, duration, first_text, kind, label, listed, number, texts
from credloom.model import codes, vocabulary
from credloom.model.identity import CTID, global_id, is_key, key_of

MAX_DEPTH = 6
"""How deep nested objects are shown; the other formats hold all of it."""
SHOWN = 12
"""How many values of a term are shown at once; the rest unfolds."""
_ALIGNMENT = "ceterms:CredentialAlignmentObject"
SHORT = 32
"""Texts up to so many characters stand beside each other."""
_LENGTH = ("ceterms:exactDuration", "ceterms:minimumDuration", "ceterms:maximumDuration")
_COST = ("ceterms:directCostType", "ceterms:price", "ceterms:currency")
_PAY = ("schema:currency", "schema:value", "schema:minValue", "schema:maxValue", "schema:unitText")
_CREDIT = ("schema:value", "ceterms:creditUnitType")
_PLACE = tuple(
    f"ceterms:{part}"
    for part in (
        "streetAddress",
        "addressLocality",
        "subregion",
        "addressRegion",
        "postalCode",
        "addressCountry",
    )
)


def path_of(key: str) -> str:
    """Where the page of a key is."""
    return f"/resources/{key if CTID.fullmatch(key) else global_id(key)}"


class Values:
    """Shows values; `names` holds, by key, the records that the gateway can show."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def facts(self, node: Mapping[str, Any], leave_out: Iterable[str] = (), depth: int = 0) -> str:
        """The terms of a node and their values."""
        hidden = {"@context", "@type", "@id", *leave_out}
        rows = "".join(
            f'<div><dt title="{escape(key)}">{escape(label(key))}</dt><dd>{self.value(key, value, depth)}</dd></div>'
            for key, value in node.items()
            if key not in hidden and value not in (None, [], {})
        )
        return f'<dl class="facts">{rows}</dl>' if rows else ""

    def value(self, key: str, value: object, depth: int = 0) -> str:
        """All that a term says."""
        term = vocabulary.terms().get(key)
        if (term is not None and term.kind == "@language") or _is_language_map(value):
            found = texts(value)
            short = all(len(text) <= SHORT for _, text in found)
            return _listed_html([_text(tag, text) for tag, text in found], "row" if short else "")
        items = listed(value)
        shared = _shared_framework(items)
        lines = _listed_html([self._item(item, depth, shared) for item in items])
        return f'<p class="beside">{escape(shared)}</p>{lines}' if shared else lines

    def _item(self, item: object, depth: int, framework: str = "") -> str:
        if isinstance(item, dict):
            return self._object(item, depth, framework)
        if isinstance(item, bool):
            return "Yes" if item else "No"
        if isinstance(item, str):
            return self._word(item)
        return escape(number(item))

    def _word(self, text: str) -> str:
        key = key_of(text) if is_key(text) else ""
        if key in self._names:
            return self._link(key, self._names[key])
        if text.startswith(("https://", "http://")):
            return f'<a href="{escape(text)}" rel="nofollow noopener">{escape(_short(text))}</a>'
        known = vocabulary.concept(text) if ":" in text else None
        return escape(known.label if known is not None else constant(text))

    def _link(self, key: str, name: str) -> str:
        return f'<a href="{escape(path_of(key))}">{escape(name)}</a>'

    def _object(self, node: Mapping[str, Any], depth: int, framework: str) -> str:
        types = listed(node.get("@type"))
        line = self._aligned(node, framework) if _ALIGNMENT in types else _one_line(node, types)
        if line:
            return line
        if depth >= MAX_DEPTH:
            return "…"
        key = key_of(str(node.get("@id", "")))
        name = first_text(node.get("ceterms:name"))
        title = escape(name or ", ".join(map(kind, types)))
        if key in self._names:
            title = self._link(key, self._names[key])
        inside = self.facts(node, ("ceterms:name",) if name else (), depth + 1)
        return f'<div class="part">{f"<p>{title}</p>" if title else ""}{inside}</div>'

    def _aligned(self, node: Mapping[str, Any], said: str) -> str:
        """An alignment in one line: the name of its target, its code, and the framework unless it was `said`."""
        target = str(node.get("ceterms:targetNode", ""))
        framework = first_text(node.get("ceterms:frameworkName"))
        code = str(node.get("ceterms:codedNotation", ""))
        scheme = codes.scheme_named(framework) if framework else None
        name = first_text(node.get("ceterms:targetNodeName")) or (codes.title(scheme, code) if scheme and code else "")
        key = key_of(target) if is_key(target) else ""
        if key in self._names:
            shown = self._link(key, name or self._names[key])
        elif name and target.startswith(("https://", "http://")):
            shown = f'<a href="{escape(target)}" rel="nofollow noopener">{escape(name)}</a>'
        else:
            shown = escape(name or ("" if code else target))
        beside = " ".join(escape(word) for word in (scheme or ("" if framework == said else framework), code) if word)
        return " ".join(part for part in (shown, f'<span class="beside">{beside}</span>' if beside else "") if part)


def _one_line(node: Mapping[str, Any], types: list[Any]) -> str:
    """An object that says no more than a line holds; nothing where it says more, or is of another class."""
    given = node.keys() - {"@type", "@id"}
    if "ceterms:Place" in types and given <= set(_PLACE):
        return escape(", ".join(filter(None, (first_text(node.get(part)) for part in _PLACE))))
    if "ceterms:DurationProfile" in types and given <= set(_LENGTH):
        return escape(_length(node))
    if "ceterms:CostProfile" in types and given <= set(_COST):
        what = _name_of(node.get("ceterms:directCostType"))
        words = (first_text(node.get("ceterms:currency")), _number_of(node, "ceterms:price"))
        amount = " ".join(filter(None, words))
        return escape(": ".join(filter(None, (what, amount))))
    if "ceterms:ValueProfile" in types and given <= set(_CREDIT):
        unit = ", ".join(filter(None, (_name_of(found) for found in listed(node.get("ceterms:creditUnitType")))))
        return escape(" ".join(filter(None, (_number_of(node, "schema:value"), unit))))
    if "schema:MonetaryAmount" in types and given <= set(_PAY):
        return escape(_pay(node))
    return ""


def _pay(node: Mapping[str, Any]) -> str:
    ends = (_number_of(node, term) for term in ("schema:value", "schema:minValue", "schema:maxValue"))
    amount = " to ".join(dict.fromkeys(filter(None, ends)))
    unit = first_text(node.get("schema:unitText")).lower()
    words = (first_text(node.get("schema:currency")), amount, unit and f"per {unit}")
    return " ".join(filter(None, words)) if amount else ""


def _number_of(node: Mapping[str, Any], term: str) -> str:
    value = next(iter(listed(node.get(term))), None)
    return "" if value is None else number(value)


def _name_of(value: object) -> str:
    found = next(iter(listed(value)), None)
    return first_text(found.get("ceterms:targetNodeName")) if isinstance(found, dict) else ""


def _shared_framework(items: list[Any]) -> str:
    """The framework that all of several alignments name, unless it is a scheme of codes."""
    if len(items) < 2 or not all(isinstance(item, dict) and _ALIGNMENT in listed(item.get("@type")) for item in items):
        return ""
    names = {first_text(item.get("ceterms:frameworkName")) for item in items}
    name = names.pop()
    return name if name and not names and codes.scheme_named(name) is None else ""


def _is_language_map(value: object) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    return all(len(tag) <= 12 and ":" not in tag and not tag.startswith("@") for tag in value)


def _text(tag: str, text: str) -> str:
    if not tag:
        return escape(text)
    beside = "" if tag.lower().startswith("en") else f' <span class="tag" title="Language">{escape(tag)}</span>'
    return f'<span lang="{escape(tag)}">{escape(text)}</span>{beside}'


def _length(node: Mapping[str, Any]) -> str:
    exact = duration(node.get("ceterms:exactDuration"))
    ends = (duration(node.get(f"ceterms:{end}imumDuration")) for end in ("min", "max"))
    return exact or " to ".join(filter(None, ends))


def _short(address: str) -> str:
    """An address without what every address has; cut where it is long."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    text = unquote(f"{parts.netloc}{parts.path}".removesuffix("/")) + (f"?{parts.query}" if parts.query else "")
    text = "".join(letter if letter.isprintable() else quote(letter) for letter in text)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _listed_html(parts: list[str], look: str = "") -> str:
    if len(parts) == 1:
        return parts[0]
    items = [f"<li>{part}</li>" for part in parts]
    start = f'<ul class="{look}">' if look else "<ul>"
    shown = f"{start}{''.join(items[:SHOWN])}</ul>"
    if len(items) <= SHOWN:
        return shown
    more = f"{start}{''.join(items[SHOWN:])}</ul>"
    return f"{shown}<details><summary>{len(items) - SHOWN} more</summary>{more}</details>"
