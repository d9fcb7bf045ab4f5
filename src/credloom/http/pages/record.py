"""The page of one record: what it is, what it says, what it leads to, and where all of that comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import orjson

from credloom import clock
from credloom.http.pages.frame import framed
from credloom.http.pages.values import Values, path_of
from credloom.http.pages.words import first_text, kind, listed, texts
from credloom.http.ports import Shown
from credloom.model.identity import CTID, global_id, is_key, key_of
from credloom.model.record import Provenance

FORMATS = {"jsonld": "JSON-LD", "turtle": "Turtle", "ntriples": "N-Triples"}
"""Other forms of the record, by the names for `?format=`."""
_NAMES = (
    "ceterms:name",
    "ceasn:name",
    "ceasn:competencyText",
    "ceterms:targetNodeName",
    "schema:title",
    "skos:prefLabel",
)
_ABOUT = ("ceterms:description", "ceasn:description", "schema:description")
_AGENTS = ("ceterms:offeredBy", "ceterms:ownedBy", "schema:hiringOrganization", "ceasn:publisherName")
_LAST = ("ceterms:ctid",)
QUERY = """query Record($by: RecordRef!) {
  record(by: $by) {
    __typename id ctid name
    provenance { source { key name } retrievedAt sourceUrl }
    ... on Credential { family provider { name } totalCost { complete amount { amount currency } } }
    ... on LearningOpportunity { provider { name } instructionalPrograms { code label } }
    ... on Job { kind employer { name } occupations { scheme code label } }
  }
}"""


def record_page(shown: Shown, *, query_page: bool) -> str:
    """The page. Every text of a source is escaped; links lead to http(s) addresses and to this gateway."""
    node, values = shown.node, Values(shown.names)
    title_term = next((term for term in _NAMES if texts(node.get(term))), "")
    title = first_text(node.get(title_term)) or str(node.get("@id", "Record"))
    about_term = next((term for term in _ABOUT if texts(node.get(term))), "")
    several = {term for term in (title_term, about_term) if len(texts(node.get(term))) > 1}
    hidden = {title_term, about_term, *_LAST} - several
    parts = [
        f'<p class="kind">{escape(", ".join(map(kind, listed(node.get("@type")))))}{_agent(values, node)}</p>',
        f"<h1{_lang(node, title_term)}>{escape(title[:300])}</h1>",
        f'<p class="lead"{_lang(node, about_term)}>{escape(first_text(node[about_term]))}</p>' if about_term else "",
        values.facts(node, hidden),
        _origin(shown),
        _onward(shown, query_page=query_page),
    ]
    return framed(title[:120], "\n    ".join(filter(None, parts)), page="record")


def mentioned(node: object) -> Iterator[str]:
    """The keys of all that a node points at."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name not in ("@context", "@type"):
                yield from mentioned(value)
    elif isinstance(node, list):
        for item in node:
            yield from mentioned(item)
    elif isinstance(node, str) and len(node) < 2_000 and " " not in node and is_key(node):
        yield key_of(node)


def _lang(node: Mapping[str, Any], term: str) -> str:
    """The language of the text that is shown of a term."""
    chosen = first_text(node.get(term))
    tag = next((tag for tag, text in texts(node.get(term)) if text == chosen), "")
    return f' lang="{escape(tag)}"' if tag else ""


def _agent(values: Values, node: Mapping[str, Any]) -> str:
    for term in _AGENTS:
        if (agents := listed(node.get(term))) and isinstance(agents[0], str):
            return f' <span class="by">by {values.value(term, agents[0])}</span>'
    return ""


def _origin(shown: Shown) -> str:
    """Who says it, and when they were asked."""
    rows = "".join(f"<li>{_source(shown, found)}</li>" for found in shown.provenance)
    if not rows:
        return ""
    heading = '<h2 id="origin">Where it comes from</h2>'
    return f'<section aria-labelledby="origin">{heading}<ul class="origin">{rows}</ul></section>'


def _source(shown: Shown, found: Provenance) -> str:
    name = escape(shown.sources.get(found.source, found.source))
    days = (clock.now() - found.retrieved_at).days
    age = "today" if days <= 0 else f"{days} day{'' if days == 1 else 's'} ago"
    read = f'<time datetime="{found.retrieved_at.isoformat()}">{found.retrieved_at:%Y-%m-%d %H:%M} UTC</time>, {age}'
    changed = f"; last changed there on {found.modified_at:%Y-%m-%d}" if found.modified_at else ""
    original = ""
    if found.url and found.url.startswith(("https://", "http://")):
        original = f' · <a href="{escape(found.url)}" rel="nofollow noopener">the original</a>'
    basis = "" if found.basis == "ASSERTED" else f' · <span class="tag">{escape(found.basis.lower())}</span>'
    return f'<strong>{name}</strong> <span class="beside">read {read}{changed}{original}{basis}</span>'


def _onward(shown: Shown, *, query_page: bool) -> str:
    """The record in other forms, its ids, and a query that asks for it."""
    path = path_of(shown.key)
    links = [f'<a class="button" href="{escape(path)}?format={name}">{word}</a>' for name, word in FORMATS.items()]
    if query_page:
        by = {"ctid": shown.key} if CTID.fullmatch(shown.key) else {"id": global_id(shown.key)}
        variables = orjson.dumps({"by": by}, option=orjson.OPT_INDENT_2).decode()
        given = escape(urlencode({"query": QUERY, "variables": variables}))
        links.insert(0, f'<a class="button main" href="/graphiql#{given}">Query it</a>')
    ids = _ids([("CTID", shown.node.get("ceterms:ctid")), ("Address", shown.node.get("@id"))])
    items = "".join(f"<li>{link}</li>" for link in links)
    return (
        f'<section aria-labelledby="onward"><h2 id="onward">Use it</h2>{ids}<ul class="actions">{items}</ul></section>'
    )


def _ids(found: Sequence[tuple[str, object]]) -> str:
    rows = "".join(
        f"<div><dt>{name}</dt><dd><code>{escape(str(value))}</code></dd></div>" for name, value in found if value
    )
    return f'<dl class="facts">{rows}</dl>' if rows else ""
