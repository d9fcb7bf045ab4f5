"""Postings in HTML pages: JSON-LD in `<script type="application/ld+json">`, and microdata."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin

import msgspec
import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from credloom.connect.jobs.found import Posting, postings

_OPENS = re.compile(r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)")
_CLOSES = re.compile(r"(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*$")
_SHOWN_AS = {
    "meta": "content",
    "link": "href",
    "a": "href",
    "area": "href",
    "img": "src",
    "time": "datetime",
    "data": "value",
}
_ADDRESSES = frozenset({"href", "src"})
MAX_SCRIPTS = 100


class Page(msgspec.Struct, frozen=True):
    """The postings of a page, and what of it could not be read (place within the page, reason)."""

    postings: list[Posting]
    problems: list[tuple[str, str]]


def read(content: bytes, url: str) -> Page:
    """Everything in a page that says it is a posting. Microdata counts only where there is no JSON-LD posting."""
    tree = LexborHTMLParser(content)
    found: list[Posting] = []
    problems: list[tuple[str, str]] = []
    scripts = [node for node in tree.css("script[type]") if _is_json_ld(node)]
    for number, script in enumerate(scripts[:MAX_SCRIPTS], start=1):
        place = f"script {number}"
        try:
            data = _loads(script.text(deep=True))
        except ValueError as error:
            problems.append((place, f"is not JSON: {error}"))
            continue
        found.extend(Posting(one.data, f"{place}:{one.pointer or '/'}", one.format) for one in postings(data))
    if not found:
        found = [
            Posting(_item(node, url, 0), f"microdata {number}")
            for number, node in enumerate(tree.css('[itemscope][itemtype$="schema.org/JobPosting"]'), start=1)
        ]
    return Page(found, problems)


def _is_json_ld(node: LexborNode) -> bool:
    kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
    return kind == "application/ld+json"


def _loads(text: str) -> Any:
    """The value of a script. Line breaks inside of texts, comments and CDATA marks around it are let pass: browsers and
    search engines do so too, and many pages have them."""
    body = _CLOSES.sub("", _OPENS.sub("", text)).strip().rstrip(";")
    if not body:
        raise ValueError("it is empty")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body, strict=False)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} in line {error.lineno}, column {error.colno}") from error


def _item(node: LexborNode, url: str, depth: int) -> dict[str, Any]:
    """An `itemscope` as an object of its `itemprop`s (HTML, section 5)."""
    found: dict[str, Any] = {"@type": (node.attributes.get("itemtype") or "").split("/")[-1]}
    if name := node.attributes.get("itemid"):
        found["@id"] = urljoin(url, name)
    if depth > 8:
        return found
    for inner in _properties(node):
        value = _item(inner, url, depth + 1) if "itemscope" in inner.attributes else _value(inner, url)
        for name in (inner.attributes.get("itemprop") or "").split():
            have = found.get(name)
            found[name] = value if have is None else [*(have if isinstance(have, list) else [have]), value]
    return found


def _properties(node: LexborNode) -> list[LexborNode]:
    """The properties that belong to an item itself, not to an item inside of it."""
    found: list[LexborNode] = []
    todo = list(node.iter(include_text=False))
    while todo:
        child = todo.pop(0)
        if "itemprop" in child.attributes:
            found.append(child)
        if "itemscope" not in child.attributes:
            todo[:0] = list(child.iter(include_text=False))
    return found


def _value(node: LexborNode, url: str) -> str:
    name = _SHOWN_AS.get(node.tag or "")
    attribute = node.attributes.get(name) if name else node.attributes.get("content")
    if attribute is not None:
        return urljoin(url, attribute) if name in _ADDRESSES else attribute
    marked_up = any(True for _ in node.iter(include_text=False))
    return (node.inner_html or "") if marked_up else node.text(deep=True)
