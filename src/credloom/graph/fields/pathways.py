"""Components of pathways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import strawberry

from credloom.graph.context import Context
from credloom.graph.fields.linked import Way, refs, rows
from credloom.graph.loading import many, things
from credloom.model import vocabulary
from credloom.model.concept import CLASS, Concept, named
from credloom.model.identity import global_id
from credloom.model.parts import ComponentCondition, Ref
from credloom.model.things import Pathway, PathwayComponent

INSIDE = (
    Way(("hasPart", "hasDestinationComponent"), "out", "PathwayComponent"),
    Way(("isPartOf", "isDestinationComponentOf"), "in", "PathwayComponent"),
)


def components(parents: Sequence[Pathway], context: Context) -> list[list[PathwayComponent]]:
    """The components of each pathway: those that it names, then those that name it."""
    found = rows(context, [parent.key for parent in parents], *INSIDE)
    return many(context, [refs(found[parent.key]) for parent in parents], PathwayComponent)


def component_types(parents: Sequence[PathwayComponent], _: Context) -> list[Concept]:
    """The exact class of each component."""
    return [parent.types[0] if parent.types else _class(parent.type) for parent in parents]


def _class(name: str) -> Concept:
    return named(CLASS, name.rpartition(":")[2], vocabulary.expand(name), vocabulary.classes().get(name))


def preceding(parents: Sequence[PathwayComponent], context: Context) -> list[list[strawberry.ID]]:
    """The ids of the components before each."""
    return _ids(context, [[ref.key for ref in parent.preceded_by] for parent in parents])


def children(parents: Sequence[PathwayComponent], context: Context) -> list[list[strawberry.ID]]:
    """The ids of the components below each."""
    return _ids(context, [[ref.key for ref in parent.children] for parent in parents])


def condition_targets(parents: Sequence[ComponentCondition], context: Context) -> list[list[strawberry.ID]]:
    """The ids of the components that each condition counts."""
    return _ids(context, [parent.targets for parent in parents])


def _ids(context: Context, groups: Sequence[Iterable[str]]) -> list[list[strawberry.ID]]:
    """Global ids of the things behind keys, which may have other keys now."""
    listed = [list(group) for group in groups]
    known = things(context, (Ref(key, "PathwayComponent") for group in listed for key in group))
    return [[strawberry.ID(global_id(known[key].key)) for key in group] for group in listed]
