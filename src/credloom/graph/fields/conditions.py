"""Conditions, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from credloom.graph.attributes import Show
from credloom.graph.context import Context
from credloom.graph.enums import ConditionKind
from credloom.graph.fields.manifests import manifests
from credloom.graph.loading import many
from credloom.graph.stated import StatedCondition, stated
from credloom.model.parts import Condition, Ref
from credloom.model.things import Competency, Manifest, Offering, Thing


def conditions(
    parents: Sequence[Offering], context: Context, *, kinds: list[ConditionKind] | None = None
) -> list[list[StatedCondition]]:
    """The conditions of each parent, and those that it shares with others: of all kinds, or of some."""
    return [
        [condition for condition in group if kinds is None or condition.kind in kinds]
        for group in every_condition(parents, context)
    ]


def every_condition(parents: Sequence[Offering], context: Context) -> list[list[StatedCondition]]:
    """The conditions of each parent with those of its condition manifests."""
    common = manifests(context, (ref for parent in parents for ref in parent.common_conditions))
    return [
        _conditions(parent, [common[ref.key] for ref in parent.common_conditions if ref.key in common])
        for parent in parents
    ]


def plain_conditions(parents: Sequence[Offering], context: Context) -> list[list[Condition]]:
    """As `every_condition`, without saying whose they are."""
    common = manifests(context, (ref for parent in parents for ref in parent.common_conditions))
    return [
        [
            *parent.conditions,
            *(inner for ref in parent.common_conditions if ref.key in common for inner in common[ref.key].conditions),
        ]
        for parent in parents
    ]


def _conditions(parent: Offering, shared: Sequence[Manifest]) -> list[StatedCondition]:
    own = [stated(StatedCondition, condition, parent.key) for condition in parent.conditions]
    return own + [stated(StatedCondition, inner, manifest.key) for manifest in shared for inner in manifest.conditions]


def alternatives(parents: Sequence[StatedCondition], _: Context) -> list[list[StatedCondition]]:
    """The conditions that may be met instead."""
    return [[stated(StatedCondition, inner, parent.subject) for inner in parent.alternatives] for parent in parents]


def references(condition: Condition, *, competencies: bool) -> Iterator[Ref]:
    """What a condition names itself: competencies, or everything else."""
    if competencies:
        yield from condition.competencies
    else:
        yield from condition.credentials
        yield from condition.learning_opportunities
        yield from condition.assessments
        yield from condition.jobs
    yield from (ref for ref in condition.targets if competencies or ref.kind != "Competency")


def targets(kind: type[Thing]) -> Show:
    """A batch function: what each condition names of a kind, whatever property a publisher used for it."""

    def show(parents: Sequence[Condition], context: Context) -> list[list[Thing]]:
        wanted = [references(parent, competencies=kind is Competency) for parent in parents]
        return many(context, wanted, kind)

    return show


def with_alternatives(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Conditions and, behind each, its alternatives at every level."""
    for condition in conditions:
        yield condition
        yield from with_alternatives(condition.alternatives)
