"""Random operations over random schemas; nearly all of them are valid."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.execute.plan.kinds import LEAVES, Field, World

LITERALS = {
    "n": ("0", "7", "$n"),
    "level": ("LOW", "HIGH", "$level"),
    "tags": ("[]", '["a", null]', '"alone"', "null", "$tags"),
    "where": ("{}", "{least: 3}", '{least: $n, words: ["a", "b"], level: HIGH}', "null", "$where"),
    "exact": ("{words: []}", "{least: 9, level: null}", "$exact"),
}
VARIABLES = {
    "n": "$n: Int! = 4",
    "level": "$level: Level = HIGH",
    "tags": "$tags: [String]",
    "where": "$where: Where",
    "exact": "$exact: Where!",
    "yes": "$yes: Boolean!",
    "perhaps": "$perhaps: Boolean! = true",
}
GIVEN: dict[str, tuple[Any, ...]] = {
    "n": (1, 5),
    "level": ("LOW", None),
    "tags": ([], ["x", None], "x", None),
    "where": ({}, {"least": 8, "words": "one"}, None),
    "exact": ({"level": "HIGH"}, {"least": 1, "words": []}),
    "yes": (True, False),
    "perhaps": (True, False),
}
NEEDED = ("exact", "yes")


@dataclass
class Query:
    """The text of an operation with variables that fit it."""

    text: str
    variables: dict[str, Any]


@dataclass
class _Writer:
    world: World
    random: Random
    fragments: dict[str, str] = field(default_factory=dict)

    def selection(self, kind: str, depth: int) -> str:
        """A selection set of a type."""
        random, fields = self.random, self.world.fields(kind)
        parts = []
        for _ in range(random.randint(1, 4)):
            if fields and random.random() < 0.75:
                parts.append(self._field(random.choice(fields), depth))
            elif random.random() < 0.3:
                parts.append("__typename")
            else:
                parts.append(self._fragment(kind, depth))
        return "{ " + " ".join([part for part in parts if part] or ["__typename"]) + " }"

    def _field(self, asked: Field, depth: int) -> str:
        named = asked.type.named
        if named not in LEAVES and depth <= 0:
            return ""
        arguments = [name for name in asked.arguments if name == "exact" or self.random.random() < 0.5]
        written = ", ".join(f"{_camel(name)}: {self.random.choice(LITERALS[name])}" for name in arguments)
        alias = f"{self.random.choice('xyz')}{self.random.randint(0, 999)}: " if self.random.random() < 0.2 else ""
        if written:
            alias = f"w{self.random.randint(0, 99999)}: "
        below = "" if named in LEAVES else " " + self.selection(named, depth - 1)
        return f"{alias}{_camel(asked.name)}{f'({written})' if written else ''}{self._condition()}{below}"

    def _fragment(self, kind: str, depth: int) -> str:
        conditions = [kind, *self.world.possible(kind)]
        conditions += self.world.objects[kind].interfaces if kind in self.world.objects else []
        on = self.random.choice(conditions)
        if self.random.random() < 0.5:
            condition = "" if on == kind and self.random.random() < 0.2 else f" on {on}"
            return f"...{condition}{self._condition()} {self.selection(on, depth - 1)}"
        known = [name for name in self.fragments if name.endswith(f"_{on}")]
        if known and self.random.random() < 0.5:
            return f"...{self.random.choice(known)}{self._condition()}"
        body = self.selection(on, depth - 1)
        name = f"F{len(self.fragments)}_{on}"
        self.fragments[name] = f"fragment {name} on {on} {body}"
        return f"...{name}{self._condition()}"

    def _condition(self) -> str:
        if self.random.random() > 0.12:
            return ""
        name = self.random.choice(("skip", "include"))
        return f" @{name}(if: {self.random.choice(('true', 'false', '$yes', '$perhaps'))})"


def query(random: Random, world: World) -> Query:
    """An operation."""
    writer = _Writer(world, random)
    body = writer.selection("Query", random.choice((1, 2, 2, 3)))
    text = " ".join([body, *writer.fragments.values()])
    used = [name for name in VARIABLES if f"${name}" in text]
    head = f"query Q({', '.join(VARIABLES[name] for name in used)}) " if used else ""
    variables = {name: random.choice(GIVEN[name]) for name in used if name in NEEDED or random.random() < 0.7}
    return Query(head + text, variables)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
