"""What one word of a search asks of the index: itself, nearly itself, and what means the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import tantivy

from credloom.store.index_schema import WEIGHTS, plain_analyzer, words_analyzer
from credloom.store.synonyms import ALSO, LONG_FORMS

RELATED_BOOST = 0.6
LONG_ENOUGH = 6
"""Letters of a word in which `er` is an ending, and of one that may be two."""
SHORTEST_HALF = 3
TIE = 0.2

_must, _should = tantivy.Occur.Must, tantivy.Occur.Should


@cache
def _words() -> tantivy.TextAnalyzer:
    return words_analyzer()


@cache
def _plain() -> tantivy.TextAnalyzer:
    return plain_analyzer()


def stems_of(text: str) -> list[str]:
    """The words of a text as the index holds them."""
    return _words().analyze(text)


def plain_words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _plain().analyze(text)


def distance_of(word: str) -> int:
    """How many letters of a word may be wrong: none of a short one."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


class Terms:
    """Makes queries of words for one index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher
        self._known: dict[str, int] = {}

    def known(self, stem: str) -> int:
        """How many things have a word, in the field in which most have it."""
        if (found := self._known.get(stem)) is None:
            found = self._known[stem] = max(self._searcher.doc_freq(field, stem) for field in WEIGHTS)
        return found

    def known_as(self, plain: str, stem: str) -> int:
        """How many things have a word or all the words that it is short for."""
        forms = (stems_of(form) for form in long_forms(plain))
        return max(self.known(stem), *(min(map(self.known, form), default=0) for form in forms), 0)

    def exact(self, stem: str) -> tantivy.Query:
        """Things that have a word; those that have it in their names first."""
        fields = [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, stem, "freq"), weight)
            for field, weight in WEIGHTS.items()
        ]
        return tantivy.Query.disjunction_max_query(fields, tie_breaker=TIE)

    def word(self, plain: str, stem: str, short: Sequence[str] = ()) -> tantivy.Query:
        """A word; or all the words that it is short for; or two words of which it is made; or, counting less, who does
        it ("driving", "driver"), what means much the same, and what is `short` for it and its neighbours."""
        related = [[one] for one in (*_doers(plain, stem), *short)] + [stems_of(one) for one in ALSO.get(plain, ())]
        options = [self.exact(stem)]
        options += [
            tantivy.Query.boost_query(self._every(many), RELATED_BOOST)
            for many in related
            if all(map(self.known, many))
        ]
        options += [self._every(stems_of(form)) for form in long_forms(plain)]
        options += [self.phrase(halves, 1.0) for halves in self._halves(plain)]
        return tantivy.Query.disjunction_max_query(options) if len(options) > 1 else options[0]

    def misspelt(self, plain: str, stem: str) -> tantivy.Query:
        """Words that are spelt nearly so."""
        fuzzy = tantivy.Query.fuzzy_term_query
        near = [fuzzy(self._schema, "words", plain, distance=distance_of(plain))]
        near += [
            tantivy.Query.boost_query(fuzzy(self._schema, field, stem, distance=min(1, distance_of(stem))), 0.5)
            for field in ("name", "code", "body")
        ]
        near += [self.phrase(halves, 1.0) for halves in self._halves(plain)]
        return tantivy.Query.disjunction_max_query(near)

    def phrase(self, stems: Sequence[str], boost: float) -> tantivy.Query:
        """Words that stand in this order."""
        words: list[str | tuple[int, str]] = list(stems)
        fields = [
            tantivy.Query.boost_query(tantivy.Query.phrase_query(self._schema, field, words), weight * boost)
            for field, weight in WEIGHTS.items()
        ]
        return tantivy.Query.disjunction_max_query(fields, tie_breaker=TIE)

    def joined(self, one: str, other: str) -> str | None:
        """The stem of two words written as one ("cyber security"), where some thing has it."""
        stems = stems_of(one + other)
        return stems[0] if len(stems) == 1 and self.known(stems[0]) else None

    def _every(self, stems: Sequence[str]) -> tantivy.Query:
        if len(stems) == 1:
            return self.exact(stems[0])
        return tantivy.Query.boolean_query([(_must, self.exact(stem)) for stem in stems])

    def _halves(self, plain: str) -> list[list[str]]:
        """The ways in which a word is two that some things have ("cybersecurity")."""
        if len(plain) < LONG_ENOUGH:
            return []
        cuts = ((plain[:at], plain[at:]) for at in range(SHORTEST_HALF, len(plain) - SHORTEST_HALF + 1))
        found = ([*stems_of(one), *stems_of(other)] for one, other in cuts)
        return [halves for halves in found if len(halves) == 2 and all(map(self.known, halves))]


def long_forms(plain: str) -> tuple[str, ...]:
    """What a word is short for, one or several of it ("RNs")."""
    return LONG_FORMS.get(plain) or LONG_FORMS.get(plain.removesuffix("s")) or ()


def shortened(stems: Sequence[str]) -> Mapping[int, list[str]]:
    """For each place of a text the abbreviations of the words that begin before and end behind it."""
    found: dict[int, list[str]] = {}
    for start in range(len(stems)):
        for form, short in _short_forms().get(stems[start], ()):
            if tuple(stems[start : start + len(form)]) == form:
                for place in range(start, start + len(form)):
                    found.setdefault(place, []).append(short)
    return found


@cache
def _short_forms() -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """First stem → (stems of a long form, the abbreviation's stem)."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for short, forms in LONG_FORMS.items():
        for form in forms:
            stems = tuple(stems_of(form))
            found.setdefault(stems[0], []).append((stems, stems_of(short)[0]))
    return found


def _doers(plain: str, stem: str) -> set[str]:
    """Stems of who does what a word says, or of what is done by whom it says: the stemmer keeps these apart."""
    if plain.endswith(("er", "or", "ers", "ors")) and len(plain) >= LONG_ENOUGH:
        bare = plain.rstrip("s")[:-2]
        found = {*stems_of(bare), *stems_of(bare + "e"), *stems_of(bare + "ion")}
    elif plain.endswith(("ing", "ion")):
        found = {*stems_of(stem + "er"), *stems_of(stem.removesuffix("e") + "er")}
    else:
        found = set()
    return found - {stem}
