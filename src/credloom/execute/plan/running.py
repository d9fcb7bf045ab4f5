"""One run of a plan: levels are read from the root down, then the response is put together from the leaves up.

Reading goes as far as it can without waiting; then all that has to be waited for is waited for together, and whatever
comes first goes on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutine
from time import perf_counter
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues

from credloom.execute.plan.compiling import Plan
from credloom.execute.plan.failures import GONE, Failures
from credloom.execute.plan.levels import Level
from credloom.execute.plan.nodes import Values
from credloom.execute.plan.places import FieldPlace
from credloom.execute.plan.reading import ByBatch

SLICE_SECONDS = 0.005
"""How long levels are read before others in the event loop have a turn."""

Call = Callable[[Callable[..., Any], Sequence[Any], Any, Mapping[str, Any]], Any]
"""`(function, objects, context, arguments)` → what the function gives. May raise, or give an awaitable of its own."""
Targets = list[tuple[Level, int]]
"""Fields, by level and number, whose values one call gives."""


@dataclass(frozen=True, slots=True)
class Result:
    """`data` is None where a failure took everything along."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]


def direct(function: Callable[..., Any], objects: Sequence[Any], context: Any, arguments: Mapping[str, Any]) -> Any:
    """Calls a batch function."""
    return function(objects, context, **arguments)


class Run:
    """The state of one run."""

    __slots__ = (
        "_done", "_fresh", "_futures", "_todo", "_turn", "_waiting",
        "call", "context", "failures", "hide_suggestions", "plan", "root", "variables",
    )  # fmt: skip

    def __init__(
        self, plan: Plan, variables: VariableValues, context: Any, root: Any, call: Call, *, hide_suggestions: bool
    ) -> None:
        self.plan, self.variables, self.context, self.root = plan, variables, context, root
        self.call, self.hide_suggestions = call, hide_suggestions
        self.failures = Failures()
        self._todo: deque[list[Level]] = deque()
        self._fresh: list[tuple[Awaitable[Sequence[Any]], Targets]] = []
        self._waiting = 0
        self._futures: list[asyncio.Future[Sequence[Any]]] = []
        self._done: deque[tuple[asyncio.Future[Sequence[Any]], Targets]] = deque()
        self._turn: asyncio.Future[None] | None = None

    async def result(self) -> Result:
        """Run it. Raises `Unplanned` where it turns out that graphql-core has to."""
        top = Level(self.plan.selection, [self.root], self)
        self.open([top])
        try:
            await self._read()
            while self._fresh or self._waiting:
                await self._wait()
                await self._read()
        finally:
            self._stop()
        data = top.rows()[0]
        return Result(None if data is GONE else data, self.failures.told())

    def open(self, levels: list[Level]) -> None:
        """Have levels read that stand in one column."""
        if levels and levels[0].objects:
            self._todo.append(levels)

    async def _read(self) -> None:
        began = perf_counter()
        while self._todo:
            levels = self._todo.popleft()
            if len(levels) == 1:
                self._read_one(levels[0])
            else:
                self._read_several(levels)
            if perf_counter() - began > SLICE_SECONDS:
                await asyncio.sleep(0)
                began = perf_counter()

    def _read_one(self, level: Level) -> None:
        for number, field in enumerate(level.selection.fields):
            try:
                found = field.reader.read(level, number, self)
            except Exception as error:  # noqa: BLE001 - it is the error of every object
                found = [error] * len(level.objects)
            self._take([(level, number)], found)

    def _read_several(self, levels: list[Level]) -> None:
        """A field of an interface is asked for once, whatever types its objects have."""
        shared: dict[tuple[int, int], Targets] = {}
        for level in levels:
            for number, field in enumerate(level.selection.fields):
                by = field.reader
                key = (id(by.function), id(field.nodes[0])) if isinstance(by, ByBatch) else (id(level), number)
                shared.setdefault(key, []).append((level, number))
        for targets in shared.values():
            level, number = targets[0]
            by = level.selection.fields[number].reader
            objects = [parent for level, _ in targets for parent in level.objects]
            try:
                found = by.of(objects, self) if isinstance(by, ByBatch) else by.read(level, number, self)
            except Exception as error:  # noqa: BLE001 - as above
                found = [error] * len(objects)
            self._take(targets, found)

    def _take(self, targets: Targets, found: Values | Awaitable[Sequence[Any]]) -> None:
        if type(found) is list or not isinstance(found, Awaitable):
            self._settle(targets, found)
        else:
            self._fresh.append((found, targets))

    def _settle(self, targets: Targets, found: Sequence[Any]) -> None:
        """Complete the columns that a call gave."""
        if len(targets) == 1:
            level, number = targets[0]
            self._complete(level, number, _checked(found, len(level.objects)))
            return
        values = _checked(found, _size(targets))
        start = 0
        for level, number in targets:
            end = start + len(level.objects)
            self._complete(level, number, values[start:end])
            start = end

    def _complete(self, level: Level, number: int, values: Values) -> None:
        shape = level.selection.fields[number].shape
        level.columns[number] = shape.complete(values, FieldPlace(level, number), self)

    async def _wait(self) -> None:
        """Wait for something. One call alone needs no task of its own."""
        if len(self._fresh) == 1 and not self._waiting:
            awaitable, targets = self._fresh.pop()
            self._settle(targets, await _outcome(awaitable, targets))
            return
        for awaitable, targets in self._fresh:
            future: asyncio.Future[Sequence[Any]] = asyncio.ensure_future(awaitable)
            self._futures.append(future)
            future.add_done_callback(partial(self._arrived, targets))
        self._waiting += len(self._fresh)
        self._fresh.clear()
        if not self._done:
            self._turn = asyncio.get_running_loop().create_future()
            await self._turn
        while self._done:
            future, targets = self._done.popleft()
            self._waiting -= 1
            self._settle(targets, await _outcome(future, targets))

    def _arrived(self, targets: Targets, future: asyncio.Future[Sequence[Any]]) -> None:
        self._done.append((future, targets))
        if self._turn is not None and not self._turn.done():
            self._turn.set_result(None)

    def _stop(self) -> None:
        for future in self._futures:
            future.cancel()
        for awaitable, _ in self._fresh:
            if iscoroutine(awaitable):
                awaitable.close()


async def _outcome(awaitable: Awaitable[Sequence[Any]], targets: Targets) -> Sequence[Any]:
    try:
        return await awaitable
    except Exception as error:  # noqa: BLE001 - it is the error of every object
        return [error] * _size(targets)


def _size(targets: Targets) -> int:
    return sum(len(level.objects) for level, _ in targets)


def _checked(found: Any, size: int) -> Values:
    try:
        values = found if type(found) is list else list(found)
    except Exception as error:  # noqa: BLE001 - as above
        return [error] * size
    if len(values) != size:
        return [RuntimeError(f"A batch function answered {len(values)} of {size} parents.")] * size
    return values
