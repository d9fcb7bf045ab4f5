"""Columns of lists: the items of all lists are completed as one column and cut again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any

from graphql.pyutils import is_iterable

from credloom.execute.plan.failures import GONE, is_hole
from credloom.execute.plan.nodes import Later, Shape, Values
from credloom.execute.plan.places import ItemPlace
from credloom.execute.plan.regular import kinds_of
from credloom.execute.plan.unplanned import Unplanned

if TYPE_CHECKING:
    from credloom.execute.plan.places import Place
    from credloom.execute.plan.running import Run

_USUAL = {list, tuple}


class Listed:
    """A list type."""

    def __init__(self, item: Shape, *, required: bool) -> None:
        self.item, self.required = item, required

    def complete(self, values: Values, place: Place, run: Run) -> Later:
        """Completes the items."""
        positions: list[int] | None = None
        holes: Values = []
        if not kinds_of(values) <= _USUAL:
            values, positions, holes = self._present(values, place, run)
        starts = list(accumulate(map(len, values), initial=0))
        items = list(chain.from_iterable(values))
        inner = ItemPlace(place, starts, positions, required=self.item.required)
        return _Lists(self, self.item.complete(items, inner, run), starts, positions, holes, run)

    def _present(self, values: Values, place: Place, run: Run) -> tuple[Values, list[int], Values]:
        present: Values = []
        positions: list[int] = []
        holes: Values = [None] * len(values)
        for index, value in enumerate(values):
            if is_hole(value):
                holes[index] = run.failures.hole(place, index, value)
            elif not is_iterable(value):
                raise Unplanned("list", always=False)
            else:
                present.append(value if type(value) in _USUAL else _read(value))
                positions.append(index)
        return present, positions, holes


def _read(items: Any) -> list[Any]:
    try:
        return list(items)
    except Exception as error:  # graphql-core tells what it did with the items before it
        raise Unplanned("list", always=False) from error


class _Lists:
    def __init__(
        self,
        shape: Listed,
        items: Values | Later,
        starts: Sequence[int],
        positions: list[int] | None,
        holes: Values,
        run: Run,
    ) -> None:
        self._shape, self._items, self._starts = shape, items, starts
        self._positions, self._holes, self._run = positions, holes, run

    def rows(self) -> Values:
        items, starts = self._items, self._starts
        if type(items) is not list:
            items = items.rows()  # type: ignore[union-attr]  # it is a `Later` then
        cut: Values = [items[start:end] for start, end in pairwise(starts)]
        if self._run.failures.spread and self._shape.item.required:
            failed = GONE if self._shape.required else None
            cut = [failed if any(item is GONE for item in items) else items for items in cut]
        return cut if self._positions is None else scattered(cut, self._positions, self._holes)


def scattered(values: Values, positions: Sequence[int], among: Values) -> Values:
    """Put values at their positions among those that are there already."""
    for index, value in zip(positions, values, strict=True):
        among[index] = value
    return among
