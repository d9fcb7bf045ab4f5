"""From what a person types to a query of the index.

All words have to be found, each in any field; a word in a name weighs most. Quoted words are a phrase. Where nothing
has all the words, words that no thing knows are read as typing errors; where that finds nothing either, some of the
words are enough.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import tantivy

from credloom.normalise.implied import normal_name
from credloom.store.facts import exact_terms
from credloom.store.index_schema import WEIGHTS, plain_analyzer, words_analyzer
from credloom.store.synonyms import LONG_FORMS

Mode = Literal["all", "near", "any"]
MODES: tuple[Mode, ...] = ("all", "near", "any")
MAX_WORDS = 32
"""Words beyond these are not looked for."""
PHRASE_BOOST = 2.0
EXACT_BOOST = 12.0
RELATED_BOOST = 0.6
LONG_ENOUGH = 6
"""Letters of a word in which `er` is an ending."""
TIE = 0.2

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
        self.phrases = [found for quoted in _QUOTED.findall(text) if len(found := _stems(quoted)) > 1]
        plain, stems = _plain().analyze(text)[:MAX_WORDS], _stems(text)[:MAX_WORDS]
        pairs = list(zip(plain, stems, strict=False))
        self.pairs = [pair for pair in pairs if pair[0] not in _STOP] or pairs
        self.stems = stems

    def __bool__(self) -> bool:
        return bool(self.pairs)


@cache
def _words() -> tantivy.TextAnalyzer:
    return words_analyzer()


@cache
def _plain() -> tantivy.TextAnalyzer:
    return plain_analyzer()


def _stems(text: str) -> list[str]:
    return _words().analyze(text)


def query_of(words: Words, mode: Mode, schema: tantivy.Schema, searcher: tantivy.Searcher) -> tantivy.Query:
    """The query of a text in one mode."""
    parts = _parts(words, mode, schema, searcher)
    if mode == "any":
        least = max(1, len(parts) // 2)
        core = tantivy.Query.boolean_query([(_should, part) for _, part in parts], minimum_number_should_match=least)
    else:
        core = tantivy.Query.boolean_query(parts)
    clauses = [(_must, core)]
    clauses += [(_must, _phrase(schema, phrase, 1.0)) for phrase in words.phrases]
    if len(words.stems) > 1:
        clauses.append((_should, _phrase(schema, words.stems, PHRASE_BOOST)))
    for term in exact_terms([normal_name(words.text)]):
        exact = tantivy.Query.const_score_query(tantivy.Query.term_query(schema, "terms", term, "basic"), EXACT_BOOST)
        clauses.append((_should, exact))
    return tantivy.Query.boolean_query(clauses)


def _parts(
    words: Words, mode: Mode, schema: tantivy.Schema, searcher: tantivy.Searcher
) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """What each word asks for. Words that say only "something to learn" help, where others say what."""
    wanted = _needed(words, mode)
    parts = []
    skip = False
    for place, (plain, stem) in enumerate(words.pairs):
        if skip:
            skip = False
            continue
        following = words.pairs[place + 1] if place + 1 < len(words.pairs) else None
        joined = _joined(searcher, plain, following[0]) if following else None
        known = mode != "near" or _known(searcher, stem)
        part = _known_word(schema, searcher, plain, stem) if known else _misspelt(schema, plain, stem)
        if joined and following:
            both = tantivy.Query.boolean_query([(_must, part), (_must, _word(schema, following[1]))])
            part = tantivy.Query.disjunction_max_query([_word(schema, joined), both])
            skip = True
        parts.append((_must if plain in wanted else _should, part))
    return parts


def _needed(words: Words, mode: Mode) -> frozenset[str]:
    every = frozenset(plain for plain, _ in words.pairs)
    telling = every - _GENERIC - (_LEVELS if mode == "near" else frozenset())
    return telling or every


def _joined(searcher: tantivy.Searcher, one: str, other: str) -> str | None:
    """The stem of two words written as one ("cyber security"), where some thing has it."""
    stems = _stems(one + other)
    return stems[0] if len(stems) == 1 and _known(searcher, stems[0]) else None


def _known_word(schema: tantivy.Schema, searcher: tantivy.Searcher, plain: str, stem: str) -> tantivy.Query:
    """A word; or, counting less, who does it ("driving", "driver"); or all the words that it is short for."""
    options = [_word(schema, stem)]
    options += [
        tantivy.Query.boost_query(_word(schema, other), RELATED_BOOST)
        for other in _doers(plain, stem)
        if _known(searcher, other)
    ]
    options += [
        tantivy.Query.boolean_query([(_must, _word(schema, one)) for one in _stems(form)])
        for form in LONG_FORMS.get(plain, ())
    ]
    return tantivy.Query.disjunction_max_query(options) if len(options) > 1 else options[0]


def _doers(plain: str, stem: str) -> set[str]:
    """Stems of who does what a word says, or of what is done by whom it says: the stemmer keeps these apart."""
    if plain.endswith(("er", "or", "ers", "ors")) and len(plain) >= LONG_ENOUGH:
        bare = plain.rstrip("s")[:-2]
        found = {*_stems(bare), *_stems(bare + "e"), *_stems(bare + "ion")}
    elif plain.endswith(("ing", "ion")):
        found = {*_stems(stem + "er"), *_stems(stem.removesuffix("e") + "er")}
    else:
        found = set()
    return found - {stem}


def _word(schema: tantivy.Schema, stem: str) -> tantivy.Query:
    fields = [
        tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, stem, "freq"), weight)
        for field, weight in WEIGHTS.items()
    ]
    return tantivy.Query.disjunction_max_query(fields, tie_breaker=TIE)


def _phrase(schema: tantivy.Schema, stems: list[str], boost: float) -> tantivy.Query:
    words: list[str | tuple[int, str]] = list(stems)
    fields = [
        tantivy.Query.boost_query(tantivy.Query.phrase_query(schema, field, words), weight * boost)
        for field, weight in WEIGHTS.items()
    ]
    return tantivy.Query.disjunction_max_query(fields, tie_breaker=TIE)


def _known(searcher: tantivy.Searcher, stem: str) -> bool:
    return any(searcher.doc_freq(field, stem) for field in WEIGHTS)


def distance_of(word: str) -> int:
    """How many letters of a word may be wrong: none of a short one."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _misspelt(schema: tantivy.Schema, plain: str, stem: str) -> tantivy.Query:
    fuzzy = tantivy.Query.fuzzy_term_query
    near = [fuzzy(schema, "words", plain, distance=distance_of(plain))]
    near += [
        tantivy.Query.boost_query(fuzzy(schema, field, stem, distance=min(1, distance_of(stem))), 0.5)
        for field in ("name", "code", "body")
    ]
    return tantivy.Query.disjunction_max_query([_word(schema, stem), *near])
