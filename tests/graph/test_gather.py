"""One call for all parents of a field and level."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
import strawberry

from credloom.graph.batch import batch
from credloom.graph.context import Context
from credloom.graph.gather import Gathering

CALLS: list[tuple[str, int]] = []


class Number:
    def __init__(self, n: int) -> None:
        self.n = n


def tens(parents: Sequence[Number], _: Context, *, first: int = 2) -> list[list[Number] | Exception]:
    CALLS.append(("tens", len(parents)))
    return [ValueError(f"no {p.n}") if p.n % 7 == 6 else [Number(p.n * 10 + i) for i in range(first)] for p in parents]


async def written(parents: Sequence[Number], _: Context, *, lang: list[str] | None = None) -> list[str]:
    CALLS.append(("written", len(parents)))
    await asyncio.sleep(0)
    return [f"{'/'.join(lang or ['-'])}:{p.n}" for p in parents]


def broken(parents: Sequence[Number], _: Context) -> list[int]:
    raise RuntimeError("broken")


async def broken_later(parents: Sequence[Number], _: Context) -> list[int]:
    await asyncio.sleep(0)
    raise RuntimeError("broken later")


def too_few(parents: Sequence[Number], _: Context) -> list[int]:
    return [1] * (len(parents) - 1)


def roots(parents: Sequence[Any], _: Context) -> list[list[Number]]:
    return [[Number(i) for i in range(8)] for _ in parents]


@strawberry.type
class Num:
    n: int
    text: str | None = batch(written, description="In words.")
    tens: list[Num] | None = batch(tens)
    broken: int | None = batch(broken)
    later: int | None = batch(broken_later)
    short: int | None = batch(too_few)
    must: int = batch(too_few)


@strawberry.type
class Query:
    numbers: list[Num] | None = batch(roots)


SCHEMA = strawberry.Schema(Query)


async def ask(query: str) -> tuple[Any, list[tuple[list[Any], str]]]:
    CALLS.clear()
    context = Context(store=None, snapshot=object(), freshener=None, sources={}, deadline=0.0)  # type: ignore[arg-type]
    result = await SCHEMA.execute(query, context_value=context)
    return result.data, [(list(error.path or ()), error.message) for error in result.errors or ()]


@pytest.mark.asyncio
async def test_parents_of_a_field_and_level_share_one_call() -> None:
    data, errors = await ask('{ numbers { n text(lang: ["a"]) tens(first: 3) { text tens { n text } } } }')
    assert sorted(CALLS) == [("tens", 8), ("tens", 21), ("written", 8), ("written", 21), ("written", 38)]
    assert data["numbers"][1]["tens"][2] == {
        "text": "-:12",
        "tens": [{"n": 120, "text": "-:120"}, {"n": 121, "text": "-:121"}],
    }
    assert data["numbers"][1]["text"] == "a:1"
    assert (["numbers", 6, "tens"], "no 6") in errors
    assert len(errors) == 3


@pytest.mark.asyncio
async def test_aliases_with_other_arguments_are_calls_of_their_own() -> None:
    data, errors = await ask("{ numbers { one: tens(first: 1) { n } none: tens(first: 0) { n } } }")
    assert sorted(CALLS) == [("tens", 8), ("tens", 8)]
    assert data["numbers"][2] == {"one": [{"n": 20}], "none": []}
    assert len(errors) == 2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("broken", "broken"),
        ("later", "broken later"),
        ("short", "A batch function answered 7 of 8 parents."),
    ],
)
async def test_what_fails_as_a_whole_fails_for_each_parent(field: str, words: str) -> None:
    data, errors = await ask(f"{{ numbers {{ n {field} }} }}")
    assert [number[field] for number in data["numbers"]] == [None] * 8
    assert errors == [(["numbers", place, field], words) for place in range(8)]


@pytest.mark.asyncio
async def test_a_failed_field_that_must_not_be_null_leaves_no_unseen_exception() -> None:
    data, errors = await ask("{ numbers { must broken } }")
    assert data == {"numbers": None}
    assert {message for _, message in errors} <= {"broken", "A batch function answered 7 of 8 parents."}


@pytest.mark.asyncio
async def test_what_nobody_waits_for_any_more_is_left_alone() -> None:
    gathering = Gathering()
    first = gathering.join("field", lambda parents: [p + 1 for p in parents], 1)
    second = gathering.join("field", lambda parents: [p + 1 for p in parents], 2)
    first.cancel()
    assert await second == 3
    assert first.cancelled()


@pytest.mark.asyncio
async def test_an_ended_operation_fails_what_runs_and_what_comes() -> None:
    gathering = Gathering()

    async def slow(parents: Sequence[int]) -> Sequence[int]:
        await asyncio.sleep(60)
        return parents

    running = gathering.join("slow", slow, 1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    opened = gathering.join("other", slow, 1)
    gathering.end(TimeoutError("over"))
    for future in (running, opened, gathering.join("late", slow, 2)):
        with pytest.raises(TimeoutError, match="over"):
            await future


def test_arguments_without_a_default_are_not_shown_as_null() -> None:
    text = SCHEMA.as_str()
    assert "text(lang: [String!]): String" in text
    assert "tens(first: Int! = 2): [Num!]" in text
    assert '"""In words."""' in text


async def _sleepy(parents: Sequence[Any], _: Context, *, seconds: float) -> list[Any]:
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        if seconds == 99:  # one that does not let itself be stopped
            return list(parents)
        raise
    return list(parents)


@pytest.mark.asyncio
async def test_a_whole_call_is_ended_without_a_task_of_its_own() -> None:
    gathering = Gathering()
    assert await gathering.call(_sleepy, [1], None, {"seconds": 0}) == [1]
    asyncio.get_running_loop().call_later(0.01, gathering.end, TimeoutError("late"))
    with pytest.raises(TimeoutError, match="late"):
        await gathering.call(_sleepy, [1], None, {"seconds": 50})
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    with pytest.raises(TimeoutError, match="late"):
        gathering.call(_sleepy, [1], None, {"seconds": 0})


@pytest.mark.asyncio
async def test_a_call_that_ends_itself_when_it_is_stopped_keeps_its_answer() -> None:
    gathering = Gathering()
    asyncio.get_running_loop().call_later(0.01, gathering.end, TimeoutError("late"))
    assert await gathering.call(_sleepy, [1], None, {"seconds": 99}) == [1]
    await asyncio.sleep(0)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("ended_too", [False, True])
async def test_who_cancels_the_caller_is_heard(ended_too: bool) -> None:
    gathering = Gathering()
    task = asyncio.create_task(_waiting(gathering))
    await asyncio.sleep(0)
    if ended_too:
        gathering.end(TimeoutError("late"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def _waiting(gathering: Gathering) -> Any:
    return await gathering.call(_sleepy, [1], None, {"seconds": 50})
