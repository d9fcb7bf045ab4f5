"""Things behind references: one call of the store for all parents, and a placeholder for what it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar, cast

from credloom.graph.attributes import Show
from credloom.graph.context import Asked, Context
from credloom.model.identity import ctid_of
from credloom.model.parts import Ref
from credloom.model.text import LangText
from credloom.model.things import KINDS, SHOWN, LearningOpportunity, PathwayComponent, Thing

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


def freshened(refs: Callable[[Sequence[Any]], Iterable[Ref]], show: Show) -> Show:
    """A batch function that asks live sources for what it refers to, where its list is a live source's own."""

    def fresh(parents: Sequence[Any], context: Context) -> Any:
        asked = context.asked
        if asked is None:
            return show(parents, context)
        wanted = [key for key in dict.fromkeys(ref.key for ref in refs(parents)) if key not in asked.keys]
        if not wanted:
            return show(parents, context)
        asked.keys.update(wanted)
        known = context.freshener.known(wanted, max_age=asked.max_age)
        if known is not None:
            context.reports.extend(known.reports)
            return show(parents, context)
        return _fresh(context, asked, wanted, lambda: show(parents, context))

    return fresh


async def _fresh(context: Context, asked: Asked, keys: Sequence[str], show: Callable[[], list[Any]]) -> list[Any]:
    wait = min(asked.wait, context.remaining())
    outcome = await context.freshener.refresh(keys, max_age=asked.max_age, wait=wait)
    context.reports.extend(outcome.reports)
    if outcome.changed:
        await context.renewed()
    return show()


def one(context: Context, refs: Sequence[Ref | None], kind: type[T]) -> list[T | None]:
    """The thing of each reference where it is of a kind."""
    found = things(context, (ref for ref in refs if ref is not None))
    return [thing if ref and isinstance(thing := found[ref.key], kind) else None for ref in refs]


def many(context: Context, groups: Sequence[Iterable[Ref]], kind: type[T]) -> list[list[T]]:
    """The things of each group of references that are of a kind, each once, in their order."""
    listed = [list(group) for group in groups]
    found = things(context, (ref for group in listed for ref in group))
    return [_once(found[ref.key] for ref in group if isinstance(found[ref.key], kind)) for group in listed]


def all_of(context: Context, groups: Sequence[Sequence[Ref]], kind: type[T]) -> list[list[T]]:
    """The thing of every reference, all shown as one kind, even where the store knows some as another."""
    found = things(context, (ref for group in groups for ref in group))
    return [[_as(kind, found[ref.key], ref) for ref in group] for group in groups]


def _as(kind: type[T], thing: Thing, ref: Ref) -> T:
    if isinstance(thing, kind):
        return thing
    return cast("T", placeholder(Ref(ref.key, kind.__name__, ref.name)))


def shown(context: Context, groups: Sequence[Iterable[Ref]]) -> list[list[Thing]]:
    """The things of each group that the schema shows, of whatever kind."""
    return [[thing for thing in group if is_record(thing)] for group in many(context, groups, Thing)]


def all_listed(attribute: str, kind: type[Thing]) -> Show:
    """As `must`, for a list: every reference is shown."""
    refs = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        return all_of(context, [refs(parent) for parent in parents], kind)

    return freshened(lambda parents: (ref for parent in parents for ref in refs(parent)), show)


def records(attribute: str) -> Show:
    """A batch function: the records of whatever kind behind the references of an attribute."""
    refs = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        return shown(context, [refs(parent) for parent in parents])

    return freshened(lambda parents: (ref for parent in parents for ref in refs(parent)), show)


def record(attribute: str) -> Show:
    """A batch function: the record of whatever kind behind the one reference of an attribute."""
    ref = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        groups = shown(context, [(found,) if (found := ref(parent)) else () for parent in parents])
        return [group[0] if group else None for group in groups]

    return freshened(lambda parents: (found for parent in parents if (found := ref(parent))), show)


def is_shown(thing: Thing | None) -> bool:
    """Whether the schema has a type for the thing."""
    return type(thing).__name__ in SHOWN


def is_record(thing: Thing | None) -> bool:
    """Whether the schema shows the thing as a record (a component is part of its pathway's)."""
    return is_shown(thing) and not isinstance(thing, PathwayComponent)


def _once(found: Iterable[Any]) -> list[Any]:
    return list({thing.key: thing for thing in found}.values())


def referred(attribute: str, kind: type[Thing]) -> Show:
    """A batch function: the thing of a kind behind the one reference of an attribute."""
    ref = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        return one(context, [ref(parent) for parent in parents], kind)

    return freshened(lambda parents: (found for parent in parents if (found := ref(parent))), show)


def must(attribute: str, kind: type[Thing]) -> Show:
    """As `referred`, for a reference that is always shown as its kind, even where the store knows it as another."""
    ref = attrgetter(attribute)

    def show(parents: Sequence[Any], context: Context) -> list[Any]:
        return [group[0] for group in all_of(context, [[ref(parent)] for parent in parents], kind)]

    return freshened(lambda parents: (ref(parent) for parent in parents), show)
