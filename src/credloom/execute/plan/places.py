"""Where the values of a column stand in the answer. Paths are worked out only for what went wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from graphql.pyutils import Path

if TYPE_CHECKING:
    from credloom.execute.plan.levels import Level
    from credloom.execute.plan.nodes import Field

Position = tuple["Place", int]
"""One value of a column."""


class Place(Protocol):
    """The places of a column's values. `required`: null is not allowed there, and takes what is above it along."""

    @property
    def required(self) -> bool: ...
    @property
    def field(self) -> Field:
        """The field that the values belong to."""
        ...

    def above(self, index: int) -> Position | None:
        """The value that the one at `index` is a part of; None under the root."""
        ...

    def step(self, index: int, /) -> tuple[int, str | int, str | None]:
        """`(order among its siblings, key of the path, name of the object type that has it)`."""
        ...

    def row(self, index: int) -> tuple[Level, int]:
        """The object whose field the value belongs to."""
        ...


class FieldPlace:
    """Values of one field, one for each object of a level."""

    __slots__ = ("_level", "_number", "field")

    def __init__(self, level: Level, number: int) -> None:
        self._level, self._number = level, number
        self.field = level.selection.fields[number]

    @property
    def required(self) -> bool:
        return self.field.shape.required

    def above(self, index: int) -> Position | None:
        return self._level.position(index)

    def step(self, _: int) -> tuple[int, str | int, str | None]:
        return self._number, self.field.key, self._level.selection.kind.name

    def row(self, index: int) -> tuple[Level, int]:
        return self._level, index


class ItemPlace:
    """Items of all lists of a column, one list behind the other. `starts` says where each list begins."""

    __slots__ = ("_lists", "_positions", "_starts", "field", "required")

    def __init__(self, lists: Place, starts: Sequence[int], positions: Sequence[int] | None, *, required: bool) -> None:
        self._lists, self._starts, self._positions, self.required = lists, starts, positions, required
        self.field = lists.field

    def above(self, index: int) -> Position | None:
        number = self._list(index)
        return self._lists, number if self._positions is None else self._positions[number]

    def step(self, index: int) -> tuple[int, str | int, str | None]:
        at = index - self._starts[self._list(index)]
        return at, at, None

    def row(self, index: int) -> tuple[Level, int]:
        number = self._list(index)
        return self._lists.row(number if self._positions is None else self._positions[number])

    def _list(self, index: int) -> int:
        return bisect_right(self._starts, index) - 1


def upward(position: Position) -> Iterator[Position]:
    """A position and all those above it."""
    found: Position | None = position
    while found is not None:
        yield found
        place, index = found
        found = place.above(index)


def path_of(position: Position) -> Path:
    """The path of a position in the response."""
    path: Path | None = None
    for place, index in reversed(tuple(upward(position))):
        _, key, kind = place.step(index)
        path = Path(path, key, kind)
    assert path is not None  # noqa: S101  a position has at least itself
    return path


def order_of(position: Position) -> list[int]:
    """What sorts positions in the order in which they stand in the response."""
    return [place.step(index)[0] for place, index in upward(position)][::-1]


def nulled_by(position: Position) -> Position | None:
    """The position that is null when the value at `position` failed; None for the whole answer."""
    return next(((place, index) for place, index in upward(position) if not place.required), None)
