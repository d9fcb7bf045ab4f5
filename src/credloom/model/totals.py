"""Figures that follow from an offering's parts: total cost, clock hours, and who provides it.

One rule for what is filtered, sorted and shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from credloom.model.base import Value
from credloom.model.parts import AgentRelation, Cost, Duration, Ref

AGGREGATE = "AggregateCost"
"""CTDL's CostType for a sum that the publisher gives itself."""


class CostSum(Value, frozen=True):
    """A total in one currency; while `complete` is false it is a floor, and `missing` names what was not published."""

    amount: str | None = None
    currency: str = "USD"
    complete: bool = False
    missing: tuple[str, ...] = ()


def total_cost(costs: Sequence[Cost], common: Sequence[Ref] = (), residency: str | None = None) -> CostSum:
    """The sum of the costs that a learner of a residency ("InState") pays; of the cheapest one where none is said.

    An aggregate that the publisher states counts instead of its parts. `common` are cost manifests that nobody
    looked up: they make the sum incomplete.
    """
    paid = [cost for cost in costs if _applies(cost, residency)]
    if aggregates := [found for cost in paid if _code(cost) == AGGREGATE and (found := _amount(cost)) is not None]:
        amount, currency = min(aggregates)
        return CostSum(_plain(amount), currency, complete=True)
    parts = [cost for cost in paid if _code(cost) != AGGREGATE]
    missing = [_label(cost) for cost in parts if _amount(cost) is None]
    missing += [ref.name or ref.key for ref in common]
    cheapest: dict[str, tuple[Decimal, str]] = {}
    for place, cost in enumerate(parts):
        if (found := _amount(cost)) is not None:
            name = _code(cost) or f"#{place}"
            cheapest[name] = min(cheapest.get(name, found), found)
    missing = [name for name in dict.fromkeys(missing) if name not in cheapest]
    currencies = {currency for _, currency in cheapest.values()}
    if len(currencies) != 1:
        return CostSum(missing=tuple(missing) or tuple(sorted(currencies)))
    total = sum((amount for amount, _ in cheapest.values()), Decimal(0))
    return CostSum(_plain(total), currencies.pop(), complete=not missing, missing=tuple(missing))


def total_hours(durations: Sequence[Duration]) -> float | None:
    """The fewest clock hours that any stated duration needs; None where none is stated or derivable."""
    return min((duration.hours for duration in durations if duration.hours is not None), default=None)


def provider(agents: Sequence[AgentRelation]) -> Ref | None:
    """The organization that owns a thing, else offers it."""
    for role in ("OWNED_BY", "OFFERED_BY"):
        for relation in agents:
            if relation.role == role:
                return relation.agent
    return None


def _applies(cost: Cost, residency: str | None) -> bool:
    wanted = (residency or "").replace("-", "").replace(" ", "").lower()
    return not cost.residency or not wanted or any(c.code.lower() == wanted for c in cost.residency)


def _code(cost: Cost) -> str:
    return cost.type.code if cost.type else ""


def _label(cost: Cost) -> str:
    return _code(cost) or next((text.value for text in cost.descriptions), "") or "cost"


def _amount(cost: Cost) -> tuple[Decimal, str] | None:
    if cost.amount is None:
        return None
    try:
        return Decimal(cost.amount.amount), cost.amount.currency
    except InvalidOperation:
        return None


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
