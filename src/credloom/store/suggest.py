"""Completions while a person types: names of things and titles of codes, and what they are near to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import tantivy

from credloom.model import codes
from credloom.model.text import pick
from credloom.model.things import SHOWN
from credloom.store.fold import plain
from credloom.store.pins import Pin
from credloom.store.ports import Suggestion
from credloom.store.read_things import ThingCache, rows, things
from credloom.store.search_filters import Filters, all_of, any_of
from credloom.store.search_terms import distance_of

CANDIDATES = 60
CONCEPT = "Concept"
DEFAULT_KINDS = ("Credential", "LearningOpportunity", "Organization", "Competency", "Job", "Framework", "Pathway")

_WORDS = re.compile(r"\w+")


def suggest(pin: Pin, cache_: ThingCache, text: str, kinds: Sequence[str] | None, first: int) -> list[Suggestion]:
    """The best completions: what begins with the text, then what has its words, then what is spelt nearly so."""
    words = _WORDS.findall(plain(text))
    wanted = tuple(kind for kind in (kinds or (*DEFAULT_KINDS, CONCEPT)) if kind in SHOWN or kind == CONCEPT)
    if not words or not wanted or first < 1:
        return []
    found = _of_things(pin, cache_, words, [kind for kind in wanted if kind != CONCEPT])
    if CONCEPT in wanted:
        found += _of_codes(words)
    return _best(found, " ".join(words), first)


def _of_things(pin: Pin, cache_: ThingCache, words: Sequence[str], kinds: Sequence[str]) -> list[Suggestion]:
    if not kinds:
        return []
    keys = _beginning(pin, words, kinds)
    if len(keys) < CANDIDATES:
        keys += _having(pin, words, kinds, fuzzy=False)
    if not keys:
        keys = _having(pin, words, kinds, fuzzy=True)
    keys = list(dict.fromkeys(keys))
    return [
        Suggestion(text=name, kind=type(thing).__name__, key=thing.key)
        for thing in things(pin, cache_, keys)
        if thing is not None and (name := pick(thing.names))
    ]


def _beginning(pin: Pin, words: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Keys of things whose name begins with the words."""
    low = ".".join(words)
    statement = (
        "SELECT e.key FROM json_each(?) k JOIN entity e ON e.kind = k.value AND e.sort >= ?2 AND e.sort < ?3 "
        "ORDER BY e.sort LIMIT ?4"
    )
    return [key for (key,) in rows(pin, statement, kinds, low, low + "~", CANDIDATES)]


def _having(pin: Pin, words: Sequence[str], kinds: Sequence[str], *, fuzzy: bool) -> list[str]:
    """Keys of things whose name has the words, the last of them perhaps not yet complete."""
    index, searcher = pin.index(pin.epoch)
    schema = index.schema
    parts = [_word(schema, word, last=word is words[-1], fuzzy=fuzzy) for word in words]
    filters = Filters(pin, schema, searcher)
    query = all_of([*parts, any_of([filters.terms(f"kind={kind}" for kind in kinds)])])
    hits = searcher.search(query, CANDIDATES, count=False).hits
    numbers = searcher.fast_field_values("id", [address for _, address in hits])
    statement = "SELECT key FROM entity WHERE id IN (SELECT value FROM json_each(?)) AND sort IS NOT NULL"
    return [key for (key,) in rows(pin, statement, numbers)]


def _word(schema: tantivy.Schema, word: str, *, last: bool, fuzzy: bool) -> tantivy.Query:
    if fuzzy and distance_of(word):
        return tantivy.Query.fuzzy_term_query(schema, "words", word, distance=distance_of(word), prefix=last)
    if last:
        return tantivy.Query.regex_query(schema, "words", f"{re.escape(word)}.*")
    return tantivy.Query.term_query(schema, "words", word, "basic")


@cache
def _titles() -> tuple[tuple[str, str, str, str], ...]:
    """(title folded, title, scheme, code) of occupations and programs, a group behind its one member of that title."""
    return tuple(
        (plain(title), title, scheme, code)
        for scheme in (codes.SOC, codes.CIP)
        for code in sorted(codes.published(scheme), key=lambda code: code.endswith("0"))
        if (title := codes.title(scheme, code)) is not None
    )


def _of_codes(words: Sequence[str]) -> list[Suggestion]:
    patterns = [re.compile(rf"\b{re.escape(word)}") for word in words]
    return [
        Suggestion(text=title, kind=CONCEPT, scheme=scheme, code=code)
        for folded, title, scheme, code in _titles()
        if all(word in folded for word in words) and all(pattern.search(folded) for pattern in patterns)
    ]


def _best(found: Iterable[Suggestion], text: str, first: int) -> list[Suggestion]:
    """The first of some: beginning with the text before having it inside, short before long, each text once."""
    once: dict[tuple[str, str], Suggestion] = {}
    for one in sorted(found, key=lambda one: _rank(one, text)):
        once.setdefault((one.kind, plain(one.text)), one)
    return list(once.values())[:first]


def _rank(one: Suggestion, text: str) -> tuple[bool, bool, bool, int, str, bool]:
    name = " ".join(_WORDS.findall(plain(one.text)))
    return (
        name != text,
        not name.startswith(text),
        one.kind == CONCEPT,
        len(name),
        name,
        (one.key or "").startswith("urn:"),
    )
