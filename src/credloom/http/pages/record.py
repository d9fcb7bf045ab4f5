"""A record in HTML: its terms and values as a table, with links onward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from credloom.model import vocabulary

MAX_DEPTH = 6
"""How deep nested objects are shown; the other formats hold all of it."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title} · Credloom</title>
  <link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
</head>
<body>
  <a class="skip" href="#main">Skip to content</a>
  <header class="top">
    <a class="name" href="/"><img src="/assets/mark.svg" alt="">Credloom</a>
    <nav aria-label="Formats">{formats}</nav>
  </header>
  <main class="page" id="main">
    <h1>{title}</h1>
    <p class="soft">{kinds}</p>
    {table}
  </main>
</body>
</html>
"""


def record_page(node: Mapping[str, Any], address: str, formats: Mapping[str, str]) -> str:
    """The page of one published record. Every text of a source is escaped, only http(s) addresses become links."""
    kinds = [vocabulary.classes().get(kind, kind) for kind in _listed(node.get("@type"))]
    links = (
        f'<a href="{escape(address)}?format={name}" type="{media}">{escape(_LABELS[name])}</a>'
        for name, media in formats.items()
        if name != "html"
    )
    return _PAGE.format(
        title=escape(_title(node)), formats="".join(links), kinds=escape(", ".join(kinds)), table=_table(node, 0)
    )


_LABELS = {"jsonld": "JSON-LD", "turtle": "Turtle", "ntriples": "N-Triples"}
_NAMES = (
    "ceterms:name",
    "ceasn:name",
    "ceasn:competencyText",
    "ceterms:targetNodeName",
    "schema:title",
    "skos:prefLabel",
)


def _title(node: Mapping[str, Any]) -> str:
    for term in _NAMES:
        for _, text in _texts(node.get(term)):
            return text[:200]
    return str(node.get("@id", "Record"))


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """`(language tag or "", text)` of a language map or of plain values."""
    if isinstance(value, dict):
        for tag, texts in value.items():
            for text in _listed(texts):
                yield ("" if tag in ("und", "@none") else tag), str(text)
    else:
        for text in _listed(value):
            yield "", str(text)


def _table(node: Mapping[str, Any], depth: int) -> str:
    rows = (
        f'<tr><th scope="row">{escape(key)}</th><td>{_cell(key, value, depth)}</td></tr>'
        for key, value in node.items()
        if key not in ("@context", "@type") and not (depth and key == "@id" and str(value).startswith("_:"))
    )
    return f'<table class="facts"><tbody>{"".join(rows)}</tbody></table>'


def _cell(key: str, value: object, depth: int) -> str:
    term = vocabulary.terms().get(key)
    if term is not None and term.kind == "@language":
        texts = [
            f'<span lang="{escape(tag)}">{escape(text)}</span>' if tag else escape(text) for tag, text in _texts(value)
        ]
        return _list(texts)
    return _list([_value(item, depth) for item in _listed(value)])


def _value(item: object, depth: int) -> str:
    if isinstance(item, dict):
        return _table(item, depth + 1) if depth < MAX_DEPTH else "…"
    text = str(item)
    if text.startswith(("https://", "http://")):
        return f'<a href="{escape(text)}" rel="nofollow noopener">{escape(text)}</a>'
    return escape(text)


def _list(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"<ul>{''.join(f'<li>{part}</li>' for part in parts)}</ul>"


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
