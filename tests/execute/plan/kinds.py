"""Random schemas, as plain descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

LEAVES = ("str", "int", "float", "bool", "strawberry.ID", "Level", "Even")
ARGUMENTS = {
    "exact": "Where",
    "n": "int = 2",
    "level": "Level = Level.LOW",
    "tags": "list[str | None] | None = strawberry.UNSET",
    "where": "Where | None = strawberry.UNSET",
}
"""Arguments that fields may have, as Python writes them; `exact` has to be given."""
WAYS = ("attribute", "batch", "batch", "batch", "resolver")


@dataclass(frozen=True)
class Type:
    """A type in a field: a name, or a list of another type."""

    name: str
    required: bool
    item: Type | None = None

    @property
    def annotation(self) -> str:
        """As Python writes it."""
        inner = f"list[{self.item.annotation}]" if self.item else self.name
        return inner if self.required else f"{inner} | None"

    @property
    def named(self) -> str:
        """The name of the innermost type."""
        return self.item.named if self.item else self.name


@dataclass(frozen=True)
class Field:
    """A field. `pause`: how many turns of the event loop it takes, where it may take any."""

    name: str
    type: Type
    way: str
    pause: int
    arguments: tuple[str, ...] = ()


@dataclass
class Kind:
    """An object type, interface or union."""

    name: str
    fields: list[Field] = field(default_factory=list)
    interfaces: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


@dataclass
class World:
    """A schema, and how its data behaves. `described`: its types describe classes of their own, as structs."""

    seed: str
    described: bool
    trouble: int
    objects: dict[str, Kind] = field(default_factory=dict)
    interfaces: dict[str, Kind] = field(default_factory=dict)
    unions: dict[str, Kind] = field(default_factory=dict)

    def possible(self, name: str) -> list[str]:
        """The object types that a type may turn out to be."""
        if name in self.unions:
            return self.unions[name].members
        if name in self.interfaces:
            return [kind.name for kind in self.objects.values() if name in kind.interfaces]
        return [name]

    def fields(self, name: str) -> list[Field]:
        """The fields of a type with those of its interfaces."""
        kind = self.objects.get(name) or self.interfaces.get(name) or self.unions[name]
        return [*kind.fields, *(found for parent in kind.interfaces for found in self.interfaces[parent].fields)]


def world(random: Random, seed: str) -> World:
    """A random schema."""
    made = World(seed, described=random.random() < 0.5, trouble=random.choice((0, 2, 5, 12)))
    names = [f"T{number}" for number in range(random.randint(2, 4))]
    for number in range(random.randint(0, 2)):
        made.interfaces[f"I{number}"] = Kind(f"I{number}")
    for name in names:
        chosen = [parent for parent in made.interfaces if random.random() < 0.6]
        made.objects[name] = Kind(name, interfaces=chosen)
    for name in [name for name in made.interfaces if not made.possible(name)]:
        made.objects[names[0]].interfaces.append(name)
    if random.random() < 0.5:
        made.unions["U0"] = Kind("U0", members=random.sample(names, 2))
    for kind in (*made.interfaces.values(), *made.objects.values()):
        kind.fields += [
            _field(random, made, f"{kind.name.lower()}_{letter}") for letter in "abcde"[: random.randint(2, 5)]
        ]
    query = Kind("Query", [_field(random, made, f"q_{letter}") for letter in "abcdef"])
    made.objects["Query"] = query
    return made


def _field(random: Random, made: World, name: str) -> Field:
    way = random.choice(WAYS)
    arguments = () if way == "attribute" else tuple(a for a in ARGUMENTS if random.random() < 0.15)
    return Field(name, _type(random, made), way, random.choice((0, 0, 1, 3)), arguments)


def _type(random: Random, made: World, depth: int = 0) -> Type:
    required = random.random() < 0.4
    if random.random() < (0.3, 0.3, 0.1)[depth] and depth < 2:
        return Type("", required, _type(random, made, depth + 1))
    objects = [name for name in (*made.objects, *made.interfaces, *made.unions) if name != "Query"]
    return Type(random.choice(LEAVES if random.random() < 0.5 else objects), required)
