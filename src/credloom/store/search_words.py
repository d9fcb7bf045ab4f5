"""From what a person types to a query of the index.

All words have to be found, each in any field; a word in a name weighs most. Quoted words are a phrase. Where nothing
has all the words, words that no thing knows are read as typing errors; where that finds nothing either, some of the
words are enough. Where few things have all the words, the mode "more" lets follow, in this order, what has them with
typing errors put right and without the words that only say how big it is, and what has most of the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

import tantivy

from credloom.normalise.implied import normal_name
from credloom.store.facts import exact_terms
from credloom.store.fold import spelled_marks
from credloom.store.search_terms import Terms, plain_words, shortened, stems_of

Mode = Literal["all", "near", "more", "any"]
FEW = 20
"""With fewer full matches (the page that a caller gets who says nothing), others follow."""
MAX_WORDS = 32
"""Words beyond these are not looked for."""
PHRASE_BOOST = 2.0
EXACT_BOOST = 12.0
COMMON = 0.1
"""A word that more than this share of all things have does not say by itself what is meant."""
RARE = 3
"""A word that fewer things have may be a typing error that others have made too."""
BEHIND = 0.001
"""What makes the score of whatever has not all the words so small that no sum of it comes near one full match."""

_QUOTED = re.compile(r'"([^"]*)"')
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "has",
        "have",
        "how",
        "i",
        "in",
        "into",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "to",
        "was",
        "what",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)
_GENERIC = frozenset(
    (
        *("become", "class", "classes", "course", "courses", "learn", "learning", "lessons", "program", "programs"),
        *("school", "study", "training"),
    )
)
"""Words that say that something is to be learned, not what."""
_LEVELS = frozenset(
    (
        *("badge", "certificate", "certificates", "certification", "credential", "degree", "degrees", "diploma"),
        *("licence", "license", "microcredential"),
    )
)
"""Words that say how big it is: needed at first, helpful where nothing has them all."""
_must, _should = tantivy.Occur.Must, tantivy.Occur.Should


class Words:
    """A search text, read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.phrases = [found for quoted in _QUOTED.findall(text) if len(found := stems_of(quoted)) > 1]
        written, self.bare = spelled_marks(text)
        plain, stems = plain_words(written)[:MAX_WORDS], stems_of(written)[:MAX_WORDS]
        pairs = list(zip(plain, stems, strict=False))
        self.pairs = [pair for pair in pairs if pair[0] not in _STOP] or pairs
        self.stems = stems

    def __bool__(self) -> bool:
        return bool(self.pairs)


class Part(NamedTuple):
    """What one word of a text, or two written apart, asks for. `known`: how many things have it as it is written."""

    plain: str
    query: tantivy.Query
    known: int


def query_of(words: Words, mode: Mode, schema: tantivy.Schema, searcher: tantivy.Searcher) -> tantivy.Query:
    """The query of a text in one mode."""
    terms = Terms(schema, searcher)
    parts = _parts(words, terms, forgiving=mode in ("near", "more"))
    if mode == "any":
        least = max(1, len(parts) // 2)
        core = tantivy.Query.boolean_query([(_should, part.query) for part in parts], minimum_number_should_match=least)
    elif mode == "more":
        core = _tiers(_parts(words, terms, forgiving=False), parts, searcher.num_docs)
    else:
        core = _whole(parts, _needed(parts, levels=mode == "all"))
    clauses = [(_must, core)]
    clauses += [(_must, terms.phrase(phrase, 1.0)) for phrase in words.phrases]
    if len(words.stems) > 1:
        clauses.append((_should, terms.phrase(words.stems, PHRASE_BOOST)))
    for term in exact_terms([normal_name(words.text)]):
        exact = tantivy.Query.const_score_query(tantivy.Query.term_query(schema, "terms", term, "basic"), EXACT_BOOST)
        clauses.append((_should, exact))
    return tantivy.Query.boolean_query(clauses)


def _tiers(exact: Sequence[Part], parts: Sequence[Part], things: int) -> tantivy.Query:
    """Full matches, then those that are near, then those that have most of the words."""
    near = _whole(parts, _needed(parts, levels=False))
    tiers = [
        _raised(_whole(exact, _needed(exact, levels=True)), 2.0),
        _raised(tantivy.Query.boost_query(near, BEHIND), 1.0),
    ]
    if (most := _most(parts, things)) is not None:
        tiers.append(tantivy.Query.boost_query(most, BEHIND))
    return tantivy.Query.boolean_query([(_should, tier) for tier in tiers])


def _raised(query: tantivy.Query, by: float) -> tantivy.Query:
    """A query whose hits stand in front of those that are not raised so much."""
    return tantivy.Query.boolean_query(
        [(_must, query), (_must, tantivy.Query.const_score_query(tantivy.Query.all_query(), by))]
    )


def _whole(parts: Sequence[Part], needed: frozenset[str]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(_must if part.plain in needed else _should, part.query) for part in parts])


def _most(parts: Sequence[Part], things: int) -> tantivy.Query | None:
    """What has more than half of the needed words; of two, one that is not common. None for a single word."""
    needed = _needed(parts, levels=False)
    telling = [part for part in parts if part.plain in needed]
    if len(telling) < 2:
        return None
    least = len(telling) // 2 + 1
    if len(telling) == 2:
        telling = [part for part in telling if part.known <= COMMON * things] or telling
        least = 1
    core = tantivy.Query.boolean_query([(_should, part.query) for part in telling], minimum_number_should_match=least)
    others = [(_should, part.query) for part in parts if all(part is not one for one in telling)]
    return tantivy.Query.boolean_query([(_must, core), *others])


def _parts(words: Words, terms: Terms, *, forgiving: bool) -> list[Part]:
    """What each word asks for; `forgiving`: one that hardly any thing has may be a typing error."""
    parts: list[Part] = []
    pairs = [_written(pair, words, terms) for pair in words.pairs]
    short = shortened([stem for _, stem in pairs])
    skip = False
    for place, (plain, stem) in enumerate(pairs):
        if skip:
            skip = False
            continue
        known = terms.known_as(plain, stem)
        query = terms.word(plain, stem, short.get(place, ()))
        if forgiving and known < RARE:
            query = tantivy.Query.disjunction_max_query([query, terms.misspelt(plain, stem)])
        following = pairs[place + 1] if place + 1 < len(pairs) else None
        joined = terms.joined(plain, following[0]) if following else None
        if joined and following:
            both = tantivy.Query.boolean_query([(_must, query), (_must, terms.exact(following[1]))])
            query = tantivy.Query.disjunction_max_query([terms.exact(joined), both])
            known = terms.known(joined)
            skip = True
        parts.append(Part(plain, query, known))
    return parts


def _written(pair: tuple[str, str], words: Words, terms: Terms) -> tuple[str, str]:
    """A word with its mark ("C++"); without it where nothing writes it so and the word says something by itself."""
    bare = words.bare.get(pair[0])
    if bare is None or bare in _STOP or terms.known(pair[1]):
        return pair
    return bare, stems_of(bare)[0]


def _needed(parts: Sequence[Part], *, levels: bool) -> frozenset[str]:
    """Words without which nothing is found: those that say what, where there are any, and with `levels` how big."""
    every = frozenset(part.plain for part in parts)
    telling = every - _GENERIC - (frozenset() if levels else _LEVELS)
    return telling or every
