"""One call for all parents of a field on one level, where graphql-core asks parent by parent.

graphql-core runs the resolvers of all parents of a level in one turn of the event loop. So the first of them opens a
call, the others join it, and it is made when the turn is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from typing import Any

Call = Callable[[Sequence[Any]], "Sequence[Any] | Awaitable[Sequence[Any]]"]


class Gathering:
    """The open calls of one operation, by field, and the running ones with who waits for them."""

    __slots__ = ("_ended", "_open", "_running", "_waiting")

    def __init__(self) -> None:
        self._open: dict[Any, list[tuple[Any, asyncio.Future[Any]]]] = {}
        self._running: dict[asyncio.Future[None], list[asyncio.Future[Any]]] = {}
        self._waiting: set[asyncio.Task[Any]] = set()
        self._ended: Exception | None = None

    def join(self, field: Any, call: Call, parent: Any) -> asyncio.Future[Any]:
        """The result for one parent. `call` is made once for all who join the same `field` in this turn."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if self._ended is not None:
            _spread([future], [self._ended])
            return future
        waiting = self._open.get(field)
        if waiting is None:
            self._open[field] = waiting = []
            loop.call_soon(self._begin, field, call)
        waiting.append((parent, future))
        return future

    def call(
        self, function: Callable[..., Any], parents: Sequence[Any], context: Any, arguments: Mapping[str, Any]
    ) -> Any:
        """What a batch function gives for all its parents at once; `end` ends it as it ends the others."""
        if self._ended is not None:
            raise self._ended
        results = function(parents, context, **arguments)
        return self._until_end(results) if isawaitable(results) else results

    async def _until_end(self, results: Awaitable[Sequence[Any]]) -> Sequence[Any]:
        """Wait in the caller's own task, which `end` interrupts, as `asyncio.timeout` does."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  a coroutine runs in one
        self._waiting.add(task)
        before = task.cancelling()
        try:
            return await results
        except asyncio.CancelledError:
            if self._ended is None or task in self._waiting or task.cancelling() > before + 1:
                raise  # someone else cancelled it
            raise self._ended from None
        finally:
            if task not in self._waiting:
                task.uncancel()
            self._waiting.discard(task)

    def end(self, error: Exception) -> None:
        """Stop what runs: it, and whatever is asked from now on, fails with `error`. The rest of an answer is kept."""
        self._ended = error
        for running, futures in tuple(self._running.items()):
            running.cancel()
            _spread(futures, [error] * len(futures))
        while self._waiting:
            self._waiting.pop().cancel()

    def _begin(self, field: Any, call: Call) -> None:
        waiting = self._open.pop(field)
        futures = [future for _, future in waiting]
        if self._ended is not None:
            _spread(futures, [self._ended] * len(futures))
            return
        try:
            results = call([parent for parent, _ in waiting])
        except Exception as error:  # noqa: BLE001 - it is the error of every parent, shown where each stands
            _spread(futures, [error] * len(futures))
            return
        if not isawaitable(results):
            _spread(futures, results)
            return
        running = asyncio.ensure_future(_wait(results, futures))
        self._running[running] = futures
        running.add_done_callback(self._running.pop)


async def _wait(results: Awaitable[Sequence[Any]], futures: list[asyncio.Future[Any]]) -> None:
    try:
        _spread(futures, await results)
    except asyncio.CancelledError:
        for future in futures:
            future.cancel()
        raise
    except Exception as error:  # noqa: BLE001 - as above
        _spread(futures, [error] * len(futures))


def _spread(futures: list[asyncio.Future[Any]], results: Sequence[Any]) -> None:
    if len(results) != len(futures):
        error = RuntimeError(f"A batch function answered {len(results)} of {len(futures)} parents.")
        results = [error] * len(futures)
    for future, result in zip(futures, results, strict=True):
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
            future.exception()  # marks it as seen: graphql-core drops siblings of a field that failed
        else:
            future.set_result(result)
