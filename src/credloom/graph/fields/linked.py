"""Other ends of links, for all parents at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import msgspec

from credloom.graph.context import Context
from credloom.graph.paging import Edge, Page, count_of, list_page, ordered_page
from credloom.model.parts import Ref
from credloom.model.things import Thing
from credloom.store.ports import Direction, LinkRow


class Way(msgspec.Struct, frozen=True):
    """Relations to follow from a thing, outward or inward, to things of a kind (any, where none is said)."""

    relations: tuple[str, ...]
    direction: Direction
    kind: str | None = None


def rows(context: Context, keys: Sequence[str], *ways: Way) -> dict[str, list[LinkRow]]:
    """The links of each key along some ways, those of the first way first."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, list[LinkRow]] = {key: [] for key in wanted}
    for way in ways if wanted else ():
        kinds = (way.kind,) if way.kind else None
        pages = context.snapshot.links(wanted, way.relations, way.direction, kinds=kinds)
        for key, page in zip(wanted, pages, strict=True):
            found[key].extend(page.links)
    return found


def refs(links: Iterable[LinkRow]) -> list[Ref]:
    """What links lead to, each once."""
    return list({row.key: Ref(row.key, row.kind) for row in links}.values())


async def linked_pages(
    parents: Sequence[Thing], context: Context, ways: Sequence[Way], first: int | None, after: str | None
) -> list[Page]:
    """A page for each parent of what some ways lead to, by key; in a thread, for a hub has many thousand links."""
    count_of(first)

    def read() -> list[Page]:
        found = rows(context, [parent.key for parent in parents], *ways)
        lists = [refs(found[parent.key]) for parent in parents]
        tellers = [[row.source for row in found[parent.key]] for parent in parents]
        return ref_pages(lists, first, after, asked=tellers, in_order=False)

    return await asyncio.to_thread(read)


def ref_edge(cursor: str, ref: Ref) -> Edge:
    """The entry of a list that says nothing but what it leads to."""
    return Edge(cursor, ref)


def ref_pages(
    lists: Sequence[Iterable[Ref]],
    first: int | None,
    after: str | None,
    *,
    asked: Sequence[Iterable[str]],
    in_order: bool = True,
) -> list[Page]:
    """A page of each list of references: in the order of the list, else by key."""
    size = count_of(first)
    pages = []
    for refs_, sources in zip(lists, asked, strict=True):
        unique = {ref.key: ref for ref in refs_}.values()
        if in_order:
            pages.append(ordered_page(list(unique), size, after, key=_key, edge=ref_edge, asked=sources))
        else:
            pages.append(list_page([((), ref) for ref in unique], size, after, key=_key, edge=ref_edge, asked=sources))
    return pages


def _key(ref: Ref) -> str:
    return ref.key
