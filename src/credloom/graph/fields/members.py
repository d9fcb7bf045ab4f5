"""What organizations offer, and what stands on published lists."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from credloom.graph.batch import Batch
from credloom.graph.context import Context
from credloom.graph.fields.linked import Way, linked_pages, rows
from credloom.graph.filters import credential_criteria
from credloom.graph.inputs import CredentialFilter
from credloom.graph.paging import Page, count_of, search_page
from credloom.graph.search import Cut, query_of
from credloom.model.links import AGENT_ROLES
from credloom.model.things import Collection, Organization, Thing
from credloom.store.ports import Filter


async def organization_credentials(
    parents: Sequence[Organization],
    context: Context,
    *,
    filter: CredentialFilter | None = None,  # noqa: A002 - the argument's name in GraphQL
    first: int | None = 20,
    after: str | None = None,
) -> list[Page]:
    """The credentials in which each organization has a role: all, or those that fit a filter."""
    if filter:
        return await asyncio.to_thread(_filtered, parents, context, filter, Cut(count_of(first), after))
    return await linked_pages(parents, context, [Way(tuple(AGENT_ROLES), "in", "Credential")], first, after)


def _filtered(parents: Sequence[Organization], context: Context, given: CredentialFilter, page: Cut) -> list[Page]:
    """One search for each organization: the store ranks one list at a time."""
    criteria = credential_criteria(given, context.snapshot, context.sources)
    pages = []
    for parent in parents:
        query = query_of("Credential", None, criteria, page)
        roles = Filter("agent", tuple(f"{role}:{parent.key}" for role in AGENT_ROLES.values()))
        query = msgspec.structs.replace(query, filters=(*query.filters, roles))
        pages.append(search_page(context.snapshot.search(query), query))
    return pages


def _on_list(kind: str | None) -> tuple[Way, Way]:
    return Way(("hasMember",), "out", kind), Way(("isMemberOf",), "in", kind)


def list_members(kind: type[Thing]) -> Batch:
    """A batch function: the members of a kind of each collection."""

    async def show(
        parents: Sequence[Collection], context: Context, *, first: int | None = 20, after: str | None = None
    ) -> list[Page]:
        return await linked_pages(parents, context, _on_list(kind.__name__), first, after)

    return show


async def member_counts(parents: Sequence[Collection], context: Context) -> list[int]:
    """How many members each collection has, of whatever kind; at least what it says itself."""
    found = await asyncio.to_thread(rows, context, [parent.key for parent in parents], *_on_list(None))
    return [max(parent.member_count, len({row.key for row in found[parent.key]})) for parent in parents]
