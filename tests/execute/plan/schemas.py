"""Real Strawberry schemas of random ones: their text is written and run, so that a failure can be read."""

from __future__ import annotations

import sys
from itertools import count
from types import ModuleType
from typing import Any

import strawberry
from graphql import GraphQLSchema

from tests.execute.plan import values
from tests.execute.plan.kinds import ARGUMENTS, Field, Kind, World

HEAD = """
import strawberry
from typing import Annotated, Any, ClassVar, NewType, Union
from tests.execute.plan.values import Level as PlainLevel, Thing, all_of, even, later, one

Level = strawberry.enum(PlainLevel, name="Level")
Even = NewType("Even", int)

@strawberry.input
class Where:
    least: int = 0
    level: Level | None = None
    words: list[str] = strawberry.field(default_factory=list)

def given(**arguments):
    return {name: value for name, value in arguments.items() if value is not strawberry.UNSET}
"""
DESCRIBED = """
    @classmethod
    def is_type_of(cls, value, _):
        return isinstance(value, cls.struct)
    @staticmethod
    def resolve_type(value, *_):
        return type(value).__name__
"""
_numbers = count()


def text_of(world: World, *, waiting: bool) -> str:
    """The module of a schema. `waiting`: fields with a pause are asynchronous."""
    parts = [HEAD]
    parts += [_kind(world, kind, "interface", waiting=waiting) for kind in world.interfaces.values()]
    parts += [_kind(world, kind, "type", waiting=waiting) for kind in world.objects.values()]
    for union in world.unions.values():
        members = ", ".join(union.members)
        parts.append(f'{union.name} = Annotated[Union[{members}], strawberry.union("{union.name}")]')
    return "\n".join(parts)


def schema_of(world: World, *, waiting: bool) -> tuple[GraphQLSchema, Any]:
    """The schema, and its root object."""
    module = ModuleType(f"random_world_{next(_numbers)}")
    sys.modules[module.__name__] = module
    try:
        exec(compile(text_of(world, waiting=waiting), module.__name__, "exec"), module.__dict__)
        for kind in world.objects.values():
            _equip(module, world, kind)
        types = [getattr(module, name) for name in world.objects if name != "Query"]
        config = strawberry.schema.config.StrawberryConfig(scalar_map={module.Even: EVEN})
        core: Any = strawberry.Schema(query=module.Query, types=types, config=config)._schema
    finally:
        del sys.modules[module.__name__]
    query = module.OfQuery if world.described else module.Query
    root = query.__new__(query)
    root.number = 0
    return core, root


EVEN = strawberry.scalar(name="Even", serialize=values.even, parse_value=int)


def _equip(module: ModuleType, world: World, kind: Kind) -> None:
    """Give the classes of objects what their values follow from."""
    cls = getattr(module, f"Of{kind.name}" if world.described else kind.name)
    cls.world, cls.fields = world, {field.name: field for field in world.fields(kind.name)}
    cls.made = {
        name: getattr(module, f"Of{name}" if world.described else name) for name in world.objects if name != "Query"
    }


def _kind(world: World, kind: Kind, word: str, *, waiting: bool) -> str:
    lines = []
    bases = list(kind.interfaces)
    if word == "type":
        if world.described:
            lines += [f"class Of{kind.name}(Thing): ...", f"Of{kind.name}.__name__ = {kind.name!r}"]
        else:
            bases.append("Thing")
    described = world.described and kind.name != "Query"
    functions = [_functions(field, waiting=waiting) for field in kind.fields if field.way != "attribute"]
    lines += [*functions, f"@strawberry.{word}", f"class {kind.name}({', '.join(bases)}):"]
    if described and word == "type":
        lines.append(f"    struct: ClassVar[type] = Of{kind.name}")
    if described:
        lines.append(DESCRIBED)
    lines += [f"    {field.name}: '{field.type.annotation}'{_assigned(field)}" for field in kind.fields]
    return "\n".join(lines)


def _assigned(field: Field) -> str:
    if field.way == "attribute":
        return ""
    metadata = f", metadata={{'batch': batch_{field.name}}}" if field.way == "batch" else ""
    return f" = strawberry.field(resolver=one_{field.name}{metadata})"


def _functions(field: Field, *, waiting: bool) -> str:
    signature = "".join(f", {name}: '{_annotation(name)}'{_default(name)}" for name in field.arguments)
    passed = f"given({', '.join(f'{name}={name}' for name in field.arguments)})"
    name, pause = field.name, field.pause
    if not waiting or not pause:
        return (
            f"def one_{name}(root: Any{signature}) -> Any: return one(root, '{name}', {passed})\n"
            f"def batch_{name}(parents, _, **arguments): return all_of(parents, '{name}', arguments)"
        )
    return (
        f"async def one_{name}(root: Any{signature}) -> Any:\n"
        f"    await later({pause}, None)\n    return one(root, '{name}', {passed})\n"
        f"async def batch_{name}(parents, _, **arguments):\n"
        f"    await later({pause}, None)\n    return all_of(parents, '{name}', arguments)"
    )


def _annotation(name: str) -> str:
    return ARGUMENTS[name].split(" = ")[0]


def _default(name: str) -> str:
    _, equals, default = ARGUMENTS[name].partition(" = ")
    return equals + default
