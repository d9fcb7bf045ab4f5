"""The condition behind a link of two credentials: what `to` requires of `from`, or what the link's own property says.

CTDL lets `isPreparationFor`, `advancedStandingFrom` and their like name the other credential in a ConditionProfile.
These are no conditions of the credential that states them, so they are read from its records when they are asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from credloom.graph.context import Context
from credloom.graph.fields.conditions import every_condition, references, with_alternatives
from credloom.graph.fields.steps import RELATIONS, CredentialLink
from credloom.graph.loading import one
from credloom.graph.stated import StatedCondition, stated
from credloom.model.parts import Condition
from credloom.model.record import Node
from credloom.model.things import Credential
from credloom.normalise.conditions import condition

_OF_ENDS = {"REQUIRED_FOR": "REQUIRES", "RECOMMENDED_FOR": "RECOMMENDS"}
_KINDS = {**_OF_ENDS, "PREPARATION_FOR": "PREPARATION", "ADVANCED_STANDING_FOR": "ADVANCED_STANDING"}
"""The links that a condition can state, and its kind."""

Conditions = dict[int, StatedCondition]
"""By the place of the link."""


async def link_conditions(parents: Sequence[CredentialLink], context: Context) -> list[StatedCondition | None]:
    """The condition that says how each link holds; null where there is none."""
    links = {place: link for place, link in enumerate(parents) if link.kind in _KINDS}
    found = _of_ends(links, context)
    left = {place: link for place, link in links.items() if place not in found}
    if left:
        found |= await asyncio.to_thread(_told, left, context)
    return [found.get(place) for place in range(len(parents))]


def _of_ends(links: Mapping[int, CredentialLink], context: Context) -> Conditions:
    """The condition of `to` that names `from`."""
    asked = {place: link for place, link in links.items() if link.kind in _OF_ENDS}
    ends = one(context, [link.to for link in asked.values()], Credential)
    known = list({end.key: end for end in ends if end is not None}.values())
    conditions = dict(zip((end.key for end in known), every_condition(known, context), strict=True))
    found: Conditions = {}
    for (place, link), end in zip(asked.items(), ends, strict=True):
        for stated_ in conditions.get(end.key, ()) if end is not None else ():
            if stated_.kind == _OF_ENDS[link.kind] and link.from_.key in _named(stated_):
                found.setdefault(place, stated_)
    return found


def _told(links: Mapping[int, CredentialLink], context: Context) -> Conditions:
    """The profiles of the properties that state links, in the records that do."""
    keys = list(dict.fromkeys(key for link in links.values() for key, _ in link.told))
    records = zip(keys, context.snapshot.records(keys), strict=True)
    nodes: dict[tuple[str, str], list[Node]] = {}
    for key, several in records:
        for record in several:
            nodes.setdefault((key, record.source), []).append(record.node)
    told = [
        (place, end, made)
        for place, link in links.items()
        for key, source in link.told
        for node in nodes.get((key, source), ())
        for end, made in _profiles(link, key, node)
    ]
    named = list(dict.fromkeys(key for _, _, made in told for key in _named(made)))
    shown = dict(zip(named, context.snapshot.entities(named), strict=True))
    found: Conditions = {}
    for place, end, made in told:
        if any(end in (key, shown[key]) for key in _named(made)):
            found.setdefault(place, made)
    return found


def _profiles(link: CredentialLink, subject: str, node: Node) -> Iterator[tuple[str, StatedCondition]]:
    """The key that a profile has to name, and the profile, for each that could state a link."""
    for name, (kind, away) in RELATIONS.items():
        if kind != link.kind:
            continue
        for item in node.get(f"ceterms:{name}", ()):
            made = condition(item, _KINDS[kind])
            if made is not None and not made.targets:
                stated_ = msgspec.structs.replace(stated(StatedCondition, made, subject), term=name)
                yield (link.to if away else link.from_).key, stated_


def _named(profile: Condition) -> list[str]:
    """The keys of what a condition or its alternatives name."""
    return [ref.key for inner in with_alternatives([profile]) for ref in references(inner, competencies=False)]
