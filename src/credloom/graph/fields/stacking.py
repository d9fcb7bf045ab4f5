"""The web of credentials around one: walked level by level, for all parents at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from credloom.errors import BadUserInput
from credloom.graph.context import Context
from credloom.graph.enums import Direction, LinkKind
from credloom.graph.fields.provenance import by_key
from credloom.graph.fields.steps import CredentialLink, steps
from credloom.graph.paging import count_of
from credloom.model.parts import Ref
from credloom.model.record import Provenance
from credloom.model.things import Credential
from credloom.refresh.ports import Report

MOST_DEPTH = 4


class CredentialGraph(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Credentials, the one asked about first, and the links between them. `truncated`: some were left out."""

    nodes: tuple[Ref, ...]
    links: tuple[CredentialLink, ...]
    truncated: bool
    asked: tuple[str, ...] = ()
    reports: tuple[Report, ...] | None = None


class _Walk:
    """One walk from one credential, in one direction, that shares its nodes with the walk in the other."""

    def __init__(self, start: str, nodes: dict[str, None], most: int) -> None:
        self.frontier, self.nodes, self._most = [start], nodes, most
        self.links: list[CredentialLink] = []
        self._seen = {start}
        self.truncated = False

    def advance(self, forward: bool, found: dict[str, list[CredentialLink]]) -> None:
        """Take the links of the frontier; what they lead to is the next one."""
        ahead: list[str] = []
        for link in (link for key in self.frontier for link in found[key]):
            end = (link.to if forward else link.from_).key
            if end not in self.nodes and len(self.nodes) > self._most:
                self.truncated = True
                continue
            self.nodes[end] = None
            self.links.append(link)
            if end not in self._seen:
                self._seen.add(end)
                ahead.append(end)
        self.frontier = ahead


async def connections(
    parents: Sequence[Credential],
    context: Context,
    *,
    direction: Direction | None = Direction.BOTH,
    kinds: list[LinkKind] | None = None,
    depth: int | None = 1,
    first: int | None = 100,
) -> list[CredentialGraph]:
    """What each credential leads to (FORWARD), comes from (BACKWARD), or both; at most `first` others."""
    most = count_of(first, 100)
    levels = 1 if depth is None else depth
    if not 1 <= levels <= MOST_DEPTH:
        raise BadUserInput(f"depth: expected 1 to {MOST_DEPTH}, got {levels}.")
    ways = {Direction.FORWARD: (True,), Direction.BACKWARD: (False,)}.get(direction or Direction.BOTH, (True, False))
    names = None if kinds is None else [str(kind) for kind in kinds]
    return await asyncio.to_thread(_graphs, parents, context, ways, names, levels, most)


def _graphs(
    parents: Sequence[Credential],
    context: Context,
    ways: Sequence[bool],
    kinds: Sequence[str] | None,
    depth: int,
    most: int,
) -> list[CredentialGraph]:
    nodes: list[dict[str, None]] = [{parent.key: None} for parent in parents]
    walks = {way: [_Walk(parent.key, own, most) for parent, own in zip(parents, nodes, strict=True)] for way in ways}
    for _ in range(depth):
        for forward, several in walks.items():
            frontier = list(dict.fromkeys(key for walk in several for key in walk.frontier))
            found = steps(context, frontier, forward, kinds) if frontier else {}
            for walk in several:
                walk.advance(forward, found)
    return [_graph(own, [several[i] for several in walks.values()]) for i, own in enumerate(nodes)]


def _graph(nodes: dict[str, None], walks: Sequence[_Walk]) -> CredentialGraph:
    links = {(link.kind, link.from_, link.to, link.transfer): link for walk in walks for link in walk.links}
    return CredentialGraph(
        nodes=tuple(Ref(key, "Credential") for key in nodes),
        links=tuple(links.values()),
        truncated=any(walk.truncated for walk in walks),
        asked=tuple(dict.fromkeys(source for link in links.values() for _, source in link.told)),
    )


def link_provenance(parents: Sequence[CredentialLink], context: Context) -> list[list[Provenance]]:
    """The records that state each link."""
    keys = [key for link in parents for key, _ in link.told]
    found = dict(zip(keys, by_key(context, keys), strict=True))
    return [[one_ for key, source in link.told for one_ in found[key] if one_.source == source] for link in parents]
