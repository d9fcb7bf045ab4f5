"""The objects that stand at one selection of a plan, all of one object type, with the columns of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from credloom.execute.plan.failures import GONE
from credloom.execute.plan.nodes import Later, Selection, Values

if TYPE_CHECKING:
    from credloom.execute.plan.places import Place, Position
    from credloom.execute.plan.running import Run


class Level:
    """`place` and `positions` say which values of which column the objects are; without positions, all of them."""

    __slots__ = ("_place", "_positions", "_run", "columns", "objects", "selection")

    def __init__(
        self,
        selection: Selection,
        objects: Values,
        run: Run,
        place: Place | None = None,
        positions: Sequence[int] | None = None,
    ) -> None:
        self.selection, self.objects, self._run = selection, objects, run
        self._place, self._positions = place, positions
        self.columns: list[Values | Later] = [[]] * len(selection.fields)

    def position(self, row: int) -> Position | None:
        """Which value an object is; None for the root."""
        if self._place is None:
            return None
        return self._place, row if self._positions is None else self._positions[row]

    def rows(self) -> Values:
        """The objects of the response; GONE for one with a field that failed and must not be null."""
        columns = [_rows(column) for column in self.columns]
        built = self.selection.build(columns, len(self.objects))
        if self._run.failures.spread:
            for field, column in zip(self.selection.fields, columns, strict=True):
                if field.shape.required:
                    _drop(built, column)
        return built


def _rows(column: Values | Later) -> Values:
    return column if isinstance(column, list) else column.rows()


def _drop(built: list[Any], column: Values) -> None:
    for row, value in enumerate(column):
        if value is GONE:
            built[row] = GONE
