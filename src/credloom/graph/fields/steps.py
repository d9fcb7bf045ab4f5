"""One step in the web of credentials: what each of many leads to, or comes from, by every kind of link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from credloom.graph.context import Context
from credloom.graph.fields.linked import Way, rows
from credloom.model.base import Value
from credloom.model.parts import Ref
from credloom.store.ports import Direction, LinkRow

RELATIONS: Mapping[str, tuple[str, bool]] = {
    "isRequiredFor": ("REQUIRED_FOR", True),
    "requires": ("REQUIRED_FOR", False),
    "isRecommendedFor": ("RECOMMENDED_FOR", True),
    "recommends": ("RECOMMENDED_FOR", False),
    "isPreparationFor": ("PREPARATION_FOR", True),
    "preparationFrom": ("PREPARATION_FOR", False),
    "isAdvancedStandingFor": ("ADVANCED_STANDING_FOR", True),
    "advancedStandingFrom": ("ADVANCED_STANDING_FOR", False),
    "isPartOf": ("PART_OF", True),
    "hasPart": ("PART_OF", False),
    "supersededBy": ("SUPERSEDED_BY", True),
    "supersedes": ("SUPERSEDED_BY", False),
}
"""CTDL property → (the link that it states, whether its subject is the link's `from`)."""

_TRANSFER = "TRANSFER_VALUE"
_STEP = "PATHWAY_STEP"


class CredentialLink(Value, frozen=True):
    """A link between two credentials. `told` are the (key, source) of the records that state it; `asserted_by` says
    which end they are: FORWARD `from`, BACKWARD `to`, BOTH where both do or a third record names both ends."""

    kind: str
    from_: Ref
    to: Ref
    asserted_by: str
    basis: str
    told: tuple[tuple[str, str], ...]
    transfer: Ref | None = None


def steps(
    context: Context, keys: Sequence[str], forward: bool, kinds: Sequence[str] | None
) -> dict[str, list[CredentialLink]]:
    """The links from each key (to it, where `forward` is false) of some kinds, in the order of the kinds."""
    found: dict[str, list[CredentialLink]] = {key: [] for key in keys}
    for key, links in _stated(context, keys, forward, kinds).items():
        found[key].extend(links)
    for kind, more in ((_TRANSFER, _transfers), (_STEP, _pathways)):
        if kinds is None or kind in kinds:
            for key, links in more(context, keys, forward).items():
                found[key].extend(links)
    return {key: _joined(links) for key, links in found.items()}


def _stated(
    context: Context, keys: Sequence[str], forward: bool, kinds: Sequence[str] | None
) -> dict[str, list[CredentialLink]]:
    """What the credentials' own records say, at either end."""
    wanted = {name: away for name, (kind, away) in RELATIONS.items() if kinds is None or kind in kinds}
    own = tuple(name for name, away in wanted.items() if away == forward)
    others = tuple(name for name, away in wanted.items() if away != forward)
    ways = (Way(own, "out", "Credential"), Way(others, "in", "Credential"))
    found = rows(context, keys, *(way for way in ways if way.relations))
    return {key: [_link(key, row, forward) for row in links if row.key != key] for key, links in found.items()}


def _link(key: str, row: LinkRow, forward: bool) -> CredentialLink:
    kind, away = RELATIONS[row.relation]
    here, there = Ref(key, "Credential"), Ref(row.key, "Credential")
    subject = key if row.direction == "out" else row.key
    return CredentialLink(
        kind=kind,
        from_=here if forward else there,
        to=there if forward else here,
        asserted_by="FORWARD" if away else "BACKWARD",
        basis="ASSERTED" if away else "DERIVED_INVERSE",
        told=((subject, row.source),),
    )


def _transfers(context: Context, keys: Sequence[str], forward: bool) -> dict[str, list[CredentialLink]]:
    """What counts toward another credential by a transfer value profile."""
    here, there = ("transferValueFrom", "transferValueFor") if forward else ("transferValueFor", "transferValueFrom")
    mine, theirs = ("providesTransferValueFor", "receivesTransferValueFrom")
    if not forward:
        mine, theirs = theirs, mine
    profiles = rows(context, keys, Way((here,), "in", "TransferValue"), Way((mine,), "out", "TransferValue"))
    middle = _keys(profiles.values())
    ends = rows(context, middle, Way((there,), "out", "Credential"), Way((theirs,), "in", "Credential"))
    return {
        key: [
            _third(_TRANSFER, key, end, forward, row.key, row.source, Ref(row.key, "TransferValue"))
            for row in links
            for end in ends[row.key]
            if end.key != key
        ]
        for key, links in profiles.items()
    }


def _pathways(context: Context, keys: Sequence[str], forward: bool) -> dict[str, list[CredentialLink]]:
    """What comes next on a pathway: components stand for credentials and follow each other."""
    standing = Way(("proxyFor", "sourceData"), "in", "PathwayComponent")
    components = rows(context, keys, standing)
    there: Direction = "in" if forward else "out"
    back: Direction = "out" if forward else "in"
    next_ways = (Way(("precededBy",), there, "PathwayComponent"), Way(("precedes",), back, "PathwayComponent"))
    following = rows(context, _keys(components.values()), *next_ways)
    ends = rows(context, _keys(following.values()), Way(("proxyFor", "sourceData"), "out", "Credential"))
    return {
        key: [
            _third(_STEP, key, end, forward, step.key, step.source)
            for row in links
            for step in following[row.key]
            for end in ends[step.key]
            if end.key != key
        ]
        for key, links in components.items()
    }


def _third(
    kind: str, key: str, end: LinkRow, forward: bool, teller: str, source: str, transfer: Ref | None = None
) -> CredentialLink:
    here, there = Ref(key, "Credential"), Ref(end.key, "Credential")
    from_, to = (here, there) if forward else (there, here)
    return CredentialLink(kind, from_, to, "BOTH", "ASSERTED", ((teller, source),), transfer)


def _keys(groups: Iterable[Sequence[LinkRow]]) -> list[str]:
    return list(dict.fromkeys(row.key for links in groups for row in links))


def _joined(links: Iterable[CredentialLink]) -> list[CredentialLink]:
    """One link for what several records or both ends state."""
    kept: dict[tuple[str, str, str, str | None], CredentialLink] = {}
    for link in links:
        place = (link.kind, link.from_.key, link.to.key, link.transfer.key if link.transfer else None)
        kept[place] = _both(kept[place], link) if place in kept else link
    return list(kept.values())


def _both(known: CredentialLink, more: CredentialLink) -> CredentialLink:
    return msgspec.structs.replace(
        known,
        asserted_by=known.asserted_by if known.asserted_by == more.asserted_by else "BOTH",
        basis="ASSERTED" if "ASSERTED" in (known.basis, more.basis) else known.basis,
        told=tuple(dict.fromkeys((*known.told, *more.told))),
    )
