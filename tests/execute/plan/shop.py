"""A hand-made schema for what is awkward: a shop whose goods fail, are missing, late, of several kinds, or nested."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from enum import Enum
from typing import Annotated, Any, cast

import strawberry
from strawberry.permission import BasePermission


@strawberry.enum
class Size(Enum):
    SMALL = "s"
    LARGE = "l"


@strawberry.input
class Wish:
    at_least: int = 0
    sizes: list[Size] | None = None
    inner: Annotated[Wish, strawberry.lazy("tests.execute.plan.shop")] | None = None


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Maker(Named):
    name: str
    url: str | None = None


def odd_fail(parents: Sequence[Good], _: Any) -> list[Any]:
    return [ValueError(f"{p.number} is odd") if p.number % 2 else "even" for p in parents]


async def late_odd_fail(parents: Sequence[Good], context: Any) -> list[Any]:
    await asyncio.sleep(0)
    return odd_fail(parents, context)


def wholly(parents: Sequence[Good], _: Any) -> list[Any]:
    raise RuntimeError("no goods today")


def too_few(parents: Sequence[Good], _: Any) -> list[Any]:
    return [1] * (len(parents) - 1)


def nothing(parents: Sequence[Good], _: Any) -> Any:
    return None


def echo(parents: Sequence[Good], _: Any, *, wish: Wish | None = None, times: int = 1) -> list[str]:
    return [f"{wish} {times}"] * len(parents)


def makers(parents: Sequence[Good], _: Any) -> list[Any]:
    return [None if p.number == 0 else Maker(name=f"maker {p.number}") for p in parents]


def grid(parents: Sequence[Good], _: Any) -> list[Any]:
    return [[[Good(number=p.number + at + 2 * row) for at in range(2)] for row in range(2)] for p in parents]


def holes(parents: Sequence[Good], _: Any) -> list[Any]:
    return [[[1, None], None, [None if p.number == 1 else 3]] for p in parents]


def kinds(parents: Sequence[Good], _: Any) -> list[Any]:
    return [[Maker(name="m"), p, None] for p in parents]


def promised(parents: Sequence[Good], _: Any) -> Any:
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    future.set_result([f"promised {p.number}" for p in parents])
    return future


class Nobody(BasePermission):
    message = "not for you"

    def has_permission(self, source: Any, info: strawberry.Info, **_: Any) -> bool:
        return cast("Good", source).number != 1


def _one(function: Any) -> Any:
    """A field of a batch function, with a resolver for graphql-core."""

    async def resolve(root: Any) -> Any:
        found = function([root], None)
        (value,) = await found if hasattr(found, "__await__") else found
        if isinstance(value, Exception):
            raise value
        return value

    return strawberry.field(resolver=resolve, metadata={"batch": function})


@strawberry.type
class Good(Named):
    number: int
    name: str = "thing"
    odd: str | None = _one(odd_fail)
    odd_required: str = _one(odd_fail)
    late: str | None = _one(late_odd_fail)
    late_required: str = _one(late_odd_fail)
    wholly: str | None = _one(wholly)
    too_few: int | None = _one(too_few)
    nothing: int | None = _one(nothing)
    maker: Maker | None = _one(makers)
    maker_required: Maker = _one(makers)
    grid: list[list[Good]] = _one(grid)
    holes: list[list[int | None] | None] = _one(holes)
    tight_holes: list[list[int] | None] | None = _one(holes)
    kinds: list[Named | None] = _one(kinds)
    thing: Annotated[Good | Maker, strawberry.union("Thing")] | None = strawberry.field(
        resolver=lambda root: Maker(name="u") if root.number % 2 else root
    )
    promised: str | None = _one(promised)

    @strawberry.field(metadata={"batch": echo})  # type: ignore[untyped-decorator]
    def echo(self, wish: Wish | None = None, times: int = 1) -> str:
        return echo([self], None, wish=wish, times=times)[0]

    @strawberry.field(permission_classes=[Nobody])  # type: ignore[untyped-decorator]
    def guarded(self) -> str | None:
        return f"secret {self.number}"

    @strawberry.field
    def described(self, info: strawberry.Info, words: str = "") -> str:
        path = info.path
        return f"{words}{path.key} of {path.typename} in {path.prev.key if path.prev else ''} for {info.context}"

    @strawberry.field
    async def helped(self, info: strawberry.Info) -> int:
        helpers = info._raw_info.async_helpers

        async def number(value: int) -> int:
            if value < 0:
                raise ValueError("seen by nobody")
            return value

        helpers.track([number(-1), number(1), 5])
        return sum(await helpers.gather([number(1), number(2)]))

    @strawberry.field
    async def slow(self) -> int:
        await asyncio.sleep(0)
        return self.number


async def stock(roots: Sequence[Any], _: Any, *, first: int = 3) -> list[Any]:
    return [[Good(number=number) for number in range(first)]] * len(roots)


async def numbers() -> AsyncIterator[int]:
    yield 1


@strawberry.type
class Query:
    @strawberry.field(metadata={"batch": stock})  # type: ignore[untyped-decorator]
    async def goods(self, first: int = 3) -> list[Good]:
        return cast("list[Good]", (await stock([self], None, first=first))[0])

    @strawberry.field(metadata={"batch": stock})  # type: ignore[untyped-decorator]
    async def perhaps(self, first: int = 3) -> list[Good | None] | None:
        return cast("list[Good | None]", (await stock([self], None, first=first))[0])

    @strawberry.field
    def one(self, number: int = 1) -> Good | None:
        return Good(number=number)

    @strawberry.field
    def named(self) -> Named:
        return Maker(name="only")

    @strawberry.field
    def stranger(self) -> Named | None:
        return cast("Named", object())

    @strawberry.field
    def odd_thing(self) -> Annotated[Good | Maker, strawberry.union("OddThing")] | None:
        return cast("Good", object())

    @strawberry.field
    def no_list(self) -> list[int] | None:
        return cast("list[int]", "123")

    @strawberry.field
    def awaitables(self) -> list[int] | None:
        async def number() -> int:
            return 7

        return [cast("int", number())]

    @strawberry.field
    def counted(self) -> list[int] | None:
        return cast("list[int]", numbers())

    @strawberry.field
    def breaks(self) -> list[int | None] | None:
        return cast("list[int | None]", (1 // (2 - number) for number in range(4)))


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> int:
        return 1


SCHEMA = strawberry.Schema(Query, Mutation)
