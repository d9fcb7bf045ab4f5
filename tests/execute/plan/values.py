"""The data behind a random schema: every value follows from its object, field and arguments."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from tests.execute.plan.dice import Dice
from tests.execute.plan.kinds import Field, Type, World

ODD_VALUES: Mapping[str, Sequence[Any]] = {
    "str": (5, 2.5, True, b"x", ["a"]),
    "int": ("7", "x", 2**40, True, 2.0, 2.5),
    "float": (float("nan"), float("inf"), 3, "2.5", "x", True),
    "bool": (1, 0, "yes", 0.5),
    "strawberry.ID": (7, 2.5, b"x", True),
    "Level": ("HIGH", "NOPE", ["LOW"], 5),
    "Even": (3, 5, None, "x"),
}


class Level(Enum):
    LOW = "low"
    HIGH = "high"


class Thing:
    """An object: a number, and attributes that are made when they are asked for."""

    world: World
    fields: Mapping[str, Field]
    made: Mapping[str, Any]
    number: int

    def __getattr__(self, name: str) -> Any:
        if name not in type(self).fields:
            raise AttributeError(name)
        value = value_of(self, name)
        if isinstance(value, Exception) and self.number % 2:
            raise value
        return value


def value_of(parent: Any, name: str, arguments: Mapping[str, Any] | None = None) -> Any:
    """The value of a field of an object; an exception where it fails."""
    cls = type(parent)
    dice = Dice(f"{cls.world.seed} {parent.number} {name} {sorted((arguments or {}).items())}")
    return _value(cls, cls.fields[name].type, dice)


def _value(cls: type[Thing], kind: Type, dice: Dice) -> Any:
    trouble = cls.world.trouble
    if dice.chance(trouble):
        return ValueError(f"failed {dice.below(1000)}")
    if dice.chance(trouble if kind.required else 15):
        return None
    if kind.item is not None:
        return _list(cls, kind.item, dice)
    if kind.name in ODD_VALUES:
        if dice.chance(trouble):
            return dice.pick(ODD_VALUES[kind.name])
        return _leaf(kind.name, dice)
    made = cls.made[dice.pick(cls.world.possible(kind.name))]
    found = made.__new__(made)
    found.number = dice.below(1_000_000)
    return found


def _list(cls: type[Thing], item: Type, dice: Dice) -> Any:
    items = [_value(cls, item, dice) for _ in range(dice.below(4))]
    form = dice.below(20)
    return tuple(items) if form == 0 else iter(items) if form == 1 else items


def _leaf(name: str, dice: Dice) -> Any:
    number = dice.below(1_000)
    return {
        "str": f"text {number}",
        "int": number - 500,
        "float": number / 8,
        "bool": number % 2 == 0,
        "strawberry.ID": f"id{number}",
        "Level": Level.LOW if number % 2 else Level.HIGH,
        "Even": 2 * number,
    }[name]


def one(parent: Any, name: str, arguments: Mapping[str, Any]) -> Any:
    """What a resolver gives."""
    value = value_of(parent, name, arguments)
    if isinstance(value, Exception):
        raise value
    return value


async def later(pause: int, value: Any) -> Any:
    """A value after some turns of the event loop."""
    for _ in range(pause):
        await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


def all_of(parents: Sequence[Any], name: str, arguments: Mapping[str, Any]) -> list[Any]:
    """What a batch function gives."""
    return [value_of(parent, name, arguments) for parent in parents]


def even(value: Any) -> Any:
    """How the scalar Even is written: some values are refused, and one becomes null."""
    if value % 2:
        raise ValueError(f"{value} is odd")
    return None if value % 100 == 0 else value // 2
