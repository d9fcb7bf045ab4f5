"""The order by distance: what lies within the circle, nearest first; behind it what has no place there.

Each hit has one number, of its distance and its entity, so that a cursor names one place for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tantivy

FAR = 1 << 31
"""Above every distance: what is found without one, because it is offered online."""
_STEPS = 1000
"""Parts of a mile that are told apart."""
_NUMBER = (1 << 32) - 1


def page(
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
    base: tantivy.Query,
    circle: tantivy.Query,
    miles: Mapping[int, float],
    *,
    size: int,
    beyond: int | None,
    backwards: bool,
) -> list[int]:
    """Up to `size` values in the order asked (descending when `backwards`), those behind the value `beyond`."""
    near = _near(searcher, base, circle, miles)
    if backwards:
        near.reverse()
    kept = [value for value in near if beyond is None or (value < beyond if backwards else value > beyond)]
    rest = tantivy.Query.boolean_query([(tantivy.Occur.Must, base), (tantivy.Occur.MustNot, circle)])
    if backwards:
        inside = beyond is not None and beyond >> 32 < FAR
        far = [] if inside else _far(searcher, schema, rest, size, beyond, ascending=False)
        return [*far, *kept][:size]
    if len(kept) >= size:
        return kept[:size]
    start = beyond if beyond is not None and beyond >> 32 >= FAR else None
    return [*kept, *_far(searcher, schema, rest, size - len(kept), start, ascending=True)]


def number_of(value: int) -> int:
    """The entity's number in a value."""
    return value & _NUMBER


def _near(
    searcher: tantivy.Searcher, base: tantivy.Query, circle: tantivy.Query, miles: Mapping[int, float]
) -> list[int]:
    """Values of everything within the circle, ascending."""
    if not miles:
        return []
    query = tantivy.Query.boolean_query([(tantivy.Occur.Must, base), (tantivy.Occur.Must, circle)])
    hits = searcher.search(query, len(miles), count=False, order_by_field="id").hits
    return sorted(int(miles[number] * _STEPS) << 32 | number for number in _numbers(searcher, hits))


def _far(
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
    query: tantivy.Query,
    size: int,
    beyond: int | None,
    *,
    ascending: bool,
) -> list[int]:
    """Values of what lies outside the circle, by number."""
    if beyond is not None and not (ascending or number_of(beyond)):
        return []
    if beyond is not None:
        low, high = (number_of(beyond) + 1, _NUMBER) if ascending else (0, number_of(beyond) - 1)
        bounds = tantivy.Query.range_query(schema, "id", tantivy.FieldType.Unsigned, low, high)
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, bounds)])
    order = tantivy.Order.Asc if ascending else tantivy.Order.Desc
    hits = searcher.search(query, size, count=False, order_by_field="id", order=order).hits
    return [FAR << 32 | number for number in _numbers(searcher, hits)]


def _numbers(searcher: tantivy.Searcher, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[int]:
    values = searcher.fast_field_values("id", [address for _, address in hits])
    return [int(value) for value in values if value is not None]
