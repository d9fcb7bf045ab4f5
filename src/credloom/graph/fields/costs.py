"""Costs and their total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credloom.graph.context import Context
from credloom.graph.fields.manifests import manifests
from credloom.graph.stated import StatedCost, stated
from credloom.model.parts import Money
from credloom.model.things import Manifest, Offering
from credloom.model.totals import CostSum, total_cost


def costs(parents: Sequence[Offering], context: Context) -> list[list[StatedCost]]:
    """The costs of each parent, and those that it shares with others."""
    common = manifests(context, (ref for parent in parents for ref in parent.common_costs))
    return [_costs(parent, common) for parent in parents]


def _costs(parent: Offering, common: Mapping[str, Manifest]) -> list[StatedCost]:
    own = [stated(StatedCost, cost, parent.key) for cost in parent.costs]
    shared = [common[ref.key] for ref in parent.common_costs if ref.key in common]
    return own + [stated(StatedCost, cost, manifest.key) for manifest in shared for cost in manifest.costs]


def cost_totals(parents: Sequence[Offering], context: Context, *, residency: str | None = None) -> list[CostSum]:
    """What each parent costs a learner of a residency, as far as it is published."""
    common = manifests(context, (ref for parent in parents for ref in parent.common_costs))
    return [
        total_cost(_costs(parent, common), [ref for ref in parent.common_costs if ref.key not in common], residency)
        for parent in parents
    ]


def sums(parents: Sequence[CostSum], _: Context) -> list[Money | None]:
    """The amounts of totals; null where nothing was published."""
    return [None if total.amount is None else Money(total.amount, total.currency) for total in parents]
