"""Counts per value of what a search found, and counts by several values together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import tantivy

from credloom.store.fields import facets_of_kind
from credloom.store.pins import Pin
from credloom.store.ports import Bucket, FacetCounts, Filter
from credloom.store.read_things import rows
from credloom.store.search_filters import Filters, all_of

REFERENCES = frozenset({"provider", "framework", "employer"})
"""Facets whose buckets are things: what is known under several keys is one bucket."""
ALIASES = 20
"""How many more values of such a facet are looked at, for things that are counted under several keys."""
EXACT = 50_000
"""How many values of a facet each part of the index counts, so that the sums are exact."""

Counted = tuple[dict[str, int], int]
"""The largest values with their counts, and the sum of the others."""


class Counting:
    """Counts what one search found. A facet of `filtered` counts what `matching` gives without its own filters."""

    def __init__(
        self,
        pin: Pin,
        searcher: tantivy.Searcher,
        kind: str,
        found: tantivy.Query,
        filtered: Collection[str],
        matching: Callable[[str], tantivy.Query],
    ) -> None:
        self._pin, self._searcher, self._kind = pin, searcher, kind
        self._found, self._filtered, self._matching = found, filtered, matching

    def __call__(self, facets: Sequence[str], top: int) -> tuple[FacetCounts, ...]:
        """See `ports.SearchPage.counting`."""
        known(self._kind, facets)
        plain = [facet for facet in facets if facet not in self._filtered]
        counted = _values(self._searcher, self._found, plain, top) if plain else {}
        for facet in facets:
            if facet in self._filtered:
                counted |= _values(self._searcher, self._matching(facet), [facet], top)
        return tuple(self._facet(facet, counted[facet], top) for facet in facets)

    def _facet(self, facet: str, counted: Counted, top: int) -> FacetCounts:
        values, other = counted
        if facet in REFERENCES:
            values = self._one_bucket_a_thing(values)
        ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
        buckets = tuple(Bucket(value, count) for value, count in ordered[:top])
        return FacetCounts(facet, buckets, other + sum(count for _, count in ordered[top:]))

    def _one_bucket_a_thing(self, values: Mapping[str, int]) -> dict[str, int]:
        shown = dict(
            rows(
                self._pin,
                "SELECT n.key, e.key FROM name n JOIN entity e ON e.id = n.entity "
                "WHERE n.key IN (SELECT value FROM json_each(?)) AND e.sort IS NOT NULL",
                values,
            )
        )
        joined: dict[str, int] = {}
        for key, count in values.items():
            name = shown.get(key, key)
            joined[name] = joined.get(name, 0) + count
        return joined


def known(kind: str, facets: Iterable[str]) -> None:
    """Raises `ValueError` where a kind lacks a facet."""
    for facet in facets:
        if facet not in facets_of_kind(kind):
            raise ValueError(f"{kind} has no facet {facet!r}: see store.fields.FACETS")


def _values(searcher: tantivy.Searcher, query: tantivy.Query, facets: Sequence[str], top: int) -> dict[str, Counted]:
    asked = {
        facet: {
            "terms": {
                "field": f"f_{facet}",
                "size": 2 * top + ALIASES if facet in REFERENCES else top,
                "segment_size": EXACT,
                "order": {"_count": "desc"},
            }
        }
        for facet in facets
    }
    result = searcher.aggregate(query, asked)
    return {
        facet: (
            {str(bucket["key"]): int(bucket["doc_count"]) for bucket in result[facet]["buckets"]},
            int(result[facet]["sum_other_doc_count"]),
        )
        for facet in facets
    }


def aggregate(pin: Pin, kind: str, by: Sequence[str], filters: Sequence[Filter]) -> list[tuple[tuple[str, ...], int]]:
    """Counts by the values of some facets together, largest first; what lacks one of them is not counted."""
    known(kind, by)
    index, searcher = pin.index(pin.epoch)
    query = all_of(Filters(pin, index.schema, searcher).all_of(kind, filters))
    if not by:
        return [((), int(searcher.search(query, 1, count=True).count))]  # type: ignore[attr-defined]
    asked: dict[str, Any] = {}
    for facet in reversed(by):
        inner = {"aggs": asked} if asked else {}
        asked = {"by": {"terms": {"field": f"f_{facet}", "size": EXACT, "segment_size": EXACT}, **inner}}
    found = list(_flat(searcher.aggregate(query, asked)["by"]["buckets"], ()))
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _flat(buckets: list[dict[str, Any]], above: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], int]]:
    for bucket in buckets:
        place = (*above, str(bucket["key"]))
        if "by" in bucket:
            yield from _flat(bucket["by"]["buckets"], place)
        else:
            yield place, int(bucket["doc_count"])
