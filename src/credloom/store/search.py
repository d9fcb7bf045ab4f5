"""Searching one pinned epoch: pages with exact totals, facets that ignore their own filter, cursors, highlights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import tantivy

from credloom.model.things import Thing
from credloom.store import search_distance, search_lists
from credloom.store.cursors import Place, decode, encode
from credloom.store.fields import GROUPS, sorts_of_kind
from credloom.store.index_schema import BODY_LENGTH
from credloom.store.pins import Pin
from credloom.store.ports import Hit, SearchPage, SearchQuery
from credloom.store.read_things import rows
from credloom.store.search_facets import Counting, known
from credloom.store.search_filters import Filters, all_of
from credloom.store.search_words import FEW, Mode, Words, query_of

MOST = (1 << 64) - 1
_ASCENDING = frozenset({"name", "cost_asc", "duration_asc"})

Hits = list[tuple[Any, tantivy.DocAddress]]


class Found(msgspec.Struct, frozen=True):
    """Hits of a page in order, with the place of each, and what lies around it."""

    numbers: list[int]
    places: list[Place]
    scores: list[float | None]
    more: bool


class Search:
    """One search. `find` gives the page."""

    def __init__(self, pin: Pin, query: SearchQuery) -> None:
        if query.sort not in sorts_of_kind(query.kind):
            raise ValueError(f"{query.kind} has no order {query.sort!r}: see store.fields.SORTS")
        known(query.kind, query.facets)
        self._pin, self._query = pin, query
        words = Words(query.text) if query.text else None
        self._words = words or None
        plain = "distance" if query.near is not None else "name"
        self._sort = plain if query.sort == "relevance" and not self._words else query.sort
        self._place = decode(query.after, self._sort) if query.after else None
        epoch = self._place.epoch if self._place is not None and self._sort == "relevance" else pin.epoch
        self._epoch = epoch
        self._index, self._searcher = pin.index(epoch)
        self._schema = self._index.schema
        self._filters = Filters(pin, self._schema, self._searcher)
        self._miles: dict[int, float] = {}
        self._ranges = self._filters.ranges(query.kind, query.ranges)
        if query.near is not None:
            near, self._miles = self._filters.near(query.near)
            self._ranges.append(near)
        self._mode: Mode = "all"
        self._text: tantivy.Query | None = None
        self._total: int | None = None
        self._best: Hits = []

    def find(self) -> tuple[SearchPage, tantivy.Query | None]:
        """The page, and the query of its words for highlights."""
        base = self._base()
        if self._sort == "relevance":
            found, total = self._by_relevance(base)
        elif self._sort == "distance":
            found = self._by_distance(base)
            total = self._all(base) if self._query.count else 0
        elif search_lists.is_whole(self._query, self._sort):
            found, total = self._whole()
        else:
            found = self._by_field(base)
            total = self._all(base) if self._query.count else 0
        hits = self._hits(found)
        counting = self._counting(base)
        backwards, inside = self._query.backwards, self._place is not None
        page = SearchPage(
            hits=hits,
            total=total,
            exact=self._query.count,
            has_next=inside if backwards else found.more,
            has_previous=found.more if backwards else inside,
            facets=counting(self._query.facets, self._query.top),
            counting=counting,
        )
        if self._sort == "relevance" and (page.has_next or page.has_previous):
            self._pin.lease()
        return page, self._text

    # -- the query

    def _base(self) -> tantivy.Query:
        """What matches, in the first mode in which enough does."""
        if self._words is None:
            return self._matching(None)
        for mode in self._modes():
            self._mode = mode
            self._text = query_of(self._words, mode, self._schema, self._searcher)
            base = self._matching(None)
            self._total = self._look(base)
            if self._total >= (FEW if mode == "all" and self._partial else 1):
                break
        return base

    def _modes(self) -> Sequence[Mode]:
        """Ways to read the words, strict ones first. Behind a cursor, the way in which its page was made."""
        if self._place is not None and self._place.mode:
            return (self._place.mode,)
        return ("all", "more", "any") if self._partial else ("all", "near", "any")

    @property
    def _partial(self) -> bool:
        """In any other order than by relevance, what fits less would stand among what fits."""
        return self._query.partial and self._sort == "relevance"

    def _matching(self, without: str | None) -> tantivy.Query:
        parts = [*self._filters.all_of(self._query.kind, self._query.filters, without), *self._ranges]
        return all_of([self._text, *parts] if self._text is not None else parts)

    def _look(self, base: tantivy.Query) -> int:
        """How many things match. In the order of relevance the page itself is read in the same pass."""
        if self._sort != "relevance" or self._query.backwards:
            return self._count(base)
        start = self._place.offset + 1 if self._place is not None else 0
        result = self._searcher.search(base, max(self._query.first, 1), offset=start, count=True)
        self._best = result.hits[: self._query.first]
        return int(result.count or 0)  # type: ignore[attr-defined]

    def _all(self, base: tantivy.Query) -> int:
        if self._total is None:
            self._total = self._count(base)
        return self._total

    def _count(self, query: tantivy.Query) -> int:
        return int(self._searcher.search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]

    # -- the page

    def _by_relevance(self, base: tantivy.Query) -> tuple[Found, int]:
        first, total = self._query.first, self._all(base)
        if self._query.backwards:
            stop = min(self._place.offset, total) if self._place is not None else total
            start = max(0, stop - first)
            wanted = stop - start
            hits: Hits = self._searcher.search(base, wanted, offset=start, count=False).hits if wanted > 0 else []
        else:
            start = self._place.offset + 1 if self._place is not None else 0
            hits = self._best
        places = [
            Place("relevance", epoch=self._epoch, mode=self._mode, offset=start + rank) for rank in range(len(hits))
        ]
        more = start > 0 if self._query.backwards else start + len(hits) < total
        numbers = self._numbers(hits)
        return Found(numbers, places, [float(score) for score, _ in hits], more), total if self._query.count else 0

    def _by_field(self, base: tantivy.Query) -> Found:
        ascending = (self._sort in _ASCENDING) is not self._query.backwards
        field = "sort" if self._sort == "name" else f"o_{self._sort}"
        query = base
        if self._place is not None:
            query = all_of([base, self._beyond(field, self._place.value, above=ascending)])
        order = tantivy.Order.Asc if ascending else tantivy.Order.Desc
        limit = self._query.first + 1
        hits: Hits = self._searcher.search(query, limit, count=False, order_by_field=field, order=order).hits
        more = len(hits) > self._query.first
        hits = hits[: self._query.first]
        if self._query.backwards:
            hits.reverse()
        places = [Place(self._sort, value=str(value)) for value, _ in hits]
        return Found(self._numbers(hits), places, [None] * len(hits), more)

    def _by_distance(self, base: tantivy.Query) -> Found:
        size, backwards = self._query.first, self._query.backwards
        values = search_distance.page(
            self._searcher,
            self._schema,
            base,
            self._filters.numbers(self._miles),
            self._miles,
            size=size + 1,
            beyond=int(self._place.value) if self._place is not None else None,
            backwards=backwards,
        )
        more, values = len(values) > size, values[:size]
        if backwards:
            values.reverse()
        places = [Place(self._sort, value=str(value)) for value in values]
        numbers = [search_distance.number_of(value) for value in values]
        return Found(numbers, places, [None] * len(values), more)

    def _whole(self) -> tuple[Found, int]:
        after = self._place.value if self._place is not None else ""
        found, more = search_lists.page(self._pin, self._query, self._sort, after)
        places = [Place(self._sort, value=value) for _, value in found]
        total = search_lists.total(self._pin, self._query.kind) if self._query.count else 0
        return Found([number for number, _ in found], places, [None] * len(found), more), total

    def _beyond(self, field: str, value: str, *, above: bool) -> tantivy.Query:
        """What comes behind a value in one direction."""
        if field == "sort":
            bounds = f"{{{value} TO *}}" if above else f"{{* TO {value}}}"
            return self._index.parse_query(f"sort:{bounds}", ["sort"])
        low, high = (min(int(value) + 1, MOST), None) if above else (None, max(int(value) - 1, 0))
        return tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Unsigned, low, high)

    def _numbers(self, hits: Hits) -> list[int]:
        values = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [int(value) for value in values if value is not None]

    def _hits(self, found: Found) -> tuple[Hit, ...]:
        """Hits with the keys under which things are shown now; what has gone since a cursor's epoch is left out."""
        keys = dict(self._keys(found.numbers))
        return tuple(
            Hit(key=keys[number], cursor=encode(place), score=score, miles=self._miles.get(number))
            for number, place, score in zip(found.numbers, found.places, found.scores, strict=True)
            if number in keys
        )

    def _keys(self, numbers: Sequence[int]) -> Iterable[tuple[int, str]]:
        statement = (
            "WITH RECURSIVE now(asked, id) AS (SELECT value, value FROM json_each(?) "
            "UNION ALL SELECT asked, became FROM now JOIN entity USING (id) WHERE became IS NOT NULL) "
            "SELECT asked, key FROM now JOIN entity USING (id) WHERE sort IS NOT NULL"
        )
        return rows(self._pin, statement, numbers)

    def _counting(self, base: tantivy.Query) -> Counting:
        filtered = {GROUPS.get(one.field, one.field) for one in self._query.filters}
        return Counting(self._pin, self._searcher, self._query.kind, base, filtered, self._matching)


def highlights(pin: Pin, query: tantivy.Query, things: Sequence[Thing | None]) -> list[tuple[str, ...]]:
    """Fragments of names and descriptions with the words that were found in `<b>`; everything else is escaped."""
    index, searcher = pin.index(pin.epoch)
    made: list[list[str]] = [[] for _ in things]
    for field in ("name", "body"):
        generator = tantivy.SnippetGenerator.create(searcher, query, index.schema, field)
        for place, thing in enumerate(things):
            texts = (thing.names if field == "name" else thing.descriptions) if thing is not None else ()
            if texts:
                document = tantivy.Document.from_dict(
                    {field: [text.value[:BODY_LENGTH] for text in texts]}, index.schema
                )
                snippet = generator.snippet_from_doc(document)
                if snippet.highlighted():
                    made[place].append(snippet.to_html())
    return [tuple(fragments) for fragments in made]
