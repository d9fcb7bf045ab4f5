"""Things behind references: one call of the store for all parents, and a placeholder for what it does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from credloom.graph.attributes import Show
from credloom.graph.context import Context
from credloom.model.identity import ctid_of
from credloom.model.parts import Ref
from credloom.model.text import LangText
from credloom.model.things import KINDS, SHOWN, LearningOpportunity, Thing

T = TypeVar("T", bound=Thing)


def things(context: Context, refs: Iterable[Ref]) -> dict[str, Thing]:
    """The thing of each reference, by the reference's key. What nobody told of is a placeholder with its name."""
    wanted = {ref.key: ref for ref in refs}
    if not wanted:
        return {}
    found = context.snapshot.get_many(list(wanted))
    return {
        key: thing if thing is not None else placeholder(ref)
        for (key, ref), thing in zip(wanted.items(), found, strict=True)
    }


def placeholder(ref: Ref) -> Thing:
    """A thing that is only referred to. A reference that does not say to what is taken for something to learn."""
    struct = KINDS[ref.kind] if ref.kind in SHOWN else LearningOpportunity
    return struct(
        key=ref.key,
        type=f"ceterms:{struct.__name__}",
        ctid=ctid_of(ref.key),
        names=(LangText(ref.name),) if ref.name else (),
        known=False,
    )


def one(context: Context, refs: Sequence[Ref | None], kind: type[T]) -> list[T | None]:
    """The thing of each reference where it is of a kind."""
    found = things(context, (ref for ref in refs if ref is not None))
    return [thing if ref and isinstance(thing := found[ref.key], kind) else None for ref in refs]


def many(context: Context, groups: Sequence[Iterable[Ref]], kind: type[T]) -> list[list[T]]:
    """The things of each group of references that are of a kind, each once, in their order."""
    listed = [list(group) for group in groups]
    found = things(context, (ref for group in listed for ref in group))
    return [_once(found[ref.key] for ref in group if isinstance(found[ref.key], kind)) for group in listed]


def shown(context: Context, groups: Sequence[Iterable[Ref]]) -> list[list[Thing]]:
    """The things of each group that the schema shows, of whatever kind."""
    return [[thing for thing in group if is_shown(thing)] for group in many(context, groups, Thing)]


def is_shown(thing: Thing | None) -> bool:
    """Whether the schema has a type for the thing."""
    return type(thing).__name__ in SHOWN


def _once(found: Iterable[Any]) -> list[Any]:
    return list({thing.key: thing for thing in found}.values())


def referred(attribute: str, kind: type[Thing]) -> Show:
    """A batch function: the thing of a kind behind the one reference of an attribute."""
    ref = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        return one(context, [ref(parent) for parent in parents], kind)

    return show


def listed(attribute: str, kind: type[Thing]) -> Show:
    """A batch function: the things of a kind behind the references of an attribute."""
    refs = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        return many(context, [refs(parent) for parent in parents], kind)

    return show


def must(attribute: str, kind: type[Thing]) -> Show:
    """As `referred`, for a reference that is always shown as its kind, even where the store knows it as another."""
    ref = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        refs = [ref(parent) for parent in parents]
        found = one(context, refs, kind)
        return [
            thing or placeholder(Ref(known.key, kind.__name__, known.name))
            for thing, known in zip(found, refs, strict=True)
        ]

    return show
