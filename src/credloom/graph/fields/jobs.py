"""What jobs pay and ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from credloom.graph.context import Context
from credloom.graph.loading import things
from credloom.graph.stated import StatedPay, stated
from credloom.match.asked import Asked, each, of_job
from credloom.match.meaning import understood
from credloom.match.ports import CredentialCandidate, Options, Requirement
from credloom.model.text import pick
from credloom.model.things import Competency, Job, Thing
from credloom.resolve import resolver
from credloom.resolve.ports import Resolution


class StatedRequirement(Requirement, frozen=True):
    """A requirement of a stored job whose words nobody has looked up yet."""

    asked: Asked = Asked("")


def pay(parents: Sequence[Job], _: Context) -> list[list[StatedPay]]:
    """What each job pays; amounts that are no numbers are left out."""
    return [[stated(StatedPay, _sane(item), parent.key) for item in parent.pay] for parent in parents]


def _sane(item: Any) -> Any:
    return msgspec.structs.replace(item, minimum=_amount(item.minimum), maximum=_amount(item.maximum))


def _amount(text: str | None) -> str | None:
    try:
        return text if text is not None and Decimal(text).is_finite() else None
    except InvalidOperation:
        return None


def requirements(parents: Sequence[Job], context: Context) -> list[list[StatedRequirement]]:
    """The requirements that each job states; what names a competency by its key alone shows that one's words."""
    asked = [of_job(parent) for parent in parents]
    bare = [
        one.competency for group in asked for item in group for one in each(item) if one.competency and _is_bare(one)
    ]
    known = things(context, bare)
    return [[_stated(number, item, known) for number, item in enumerate(group)] for group in asked]


def _is_bare(item: Asked) -> bool:
    return item.competency is not None and item.text == item.competency.key


def _stated(number: int, item: Asked, known: Mapping[str, Thing]) -> StatedRequirement:
    text = item.text
    if item.competency is not None and _is_bare(item):
        thing = known[item.competency.key]
        text = pick(thing.texts if isinstance(thing, Competency) and thing.texts else thing.names) or text
    others = tuple(_stated(number, other, known) for other in item.alternatives)
    return StatedRequirement(
        number, text, item.kind, item.necessity, item.level, item.evidence, alternatives=others, asked=item
    )


async def resolutions(parents: Sequence[Requirement], context: Context) -> list[Resolution | None]:
    """What the words of each requirement mean; null where it asks for no competency."""
    return await _looked_up(parents, context, lambda requirement: requirement.resolution)


async def named_credentials(parents: Sequence[Requirement], context: Context) -> list[tuple[CredentialCandidate, ...]]:
    """The credentials that each requirement names."""
    return await _looked_up(parents, context, lambda requirement: requirement.credentials)


async def _looked_up(parents: Sequence[Requirement], context: Context, part: Callable[[Requirement], Any]) -> list[Any]:
    """A part of each requirement; those of stored jobs are understood now, all in one go."""
    asked = [parent.asked for parent in parents if isinstance(parent, StatedRequirement)]
    if not asked:
        return [part(parent) for parent in parents]
    snapshot = context.snapshot
    found, _ = await asyncio.to_thread(understood, snapshot, resolver(snapshot), asked, Options())
    known = iter(found)
    return [part(next(known) if isinstance(parent, StatedRequirement) else parent) for parent in parents]
