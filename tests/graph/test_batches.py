"""One call of the store for a field and level, whatever the number of parents."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.graph import small
from tests.graph.conftest import Small

pytestmark = pytest.mark.asyncio

FIVE = [small.BADGE, small.CERTIFICATE, small.DEGREE, small.OLD_DEGREE, small.LICENSE]

FIELDS = {
    "provider { name }": {"get_many": 1},
    "agents { role agent { name } }": {"get_many": 1},
    "agents { provenance { source { key name } } }": {"field_provenance": 1},
    "provenance { source { key name } retrievedAt }": {"provenance": 1},
    "conflicts { field }": {"conflicts": 1},
    "jsonld": {"published": 1},
    "costs { amount { amount } }": {"get_many": 1},
    "totalCost { complete }": {"get_many": 1},
    "conditions { credentials { name } }": {"get_many": 2},
    "collections { name }": {"links": 2, "get_many": 1},
    "transferValues { totalCount }": {"links": 2},
    "transferValues { nodes { owner { name } } }": {"links": 2, "get_many": 2},
    "competencies { edges { node { text framework { name } } } }": {"links": 1, "get_many": 4},
    "name description family status { code } durations { hours }": {},
}


@pytest.mark.parametrize("fields", FIELDS)
async def test_calls_do_not_grow_with_parents(world: Small, fields: str) -> None:
    query = f"query($ids: [ID!]!) {{ compareCredentials(ids: $ids) {{ {fields} }} }}"
    calls = []
    for count in (1, 5):
        await world.data(query, ids=FIVE[-count:] if count == 1 else FIVE)
        calls.append(Counter(world.calls) - Counter({"get_many": 1}))
    assert calls[1] == FIELDS[fields], "what all five need"
    assert all(calls[0][name] <= number for name, number in calls[1].items())


async def test_the_web_is_walked_for_all_at_once(world: Small) -> None:
    query = (
        "query($ids: [ID!]!) { compareCredentials(ids: $ids) { connections(depth: 2, direction: FORWARD) { "
        "links { to { name } } } } }"
    )
    await world.data(query, ids=[small.BADGE])
    one = Counter(world.calls)
    await world.data(query, ids=FIVE)
    assert Counter(world.calls)["get_many"] == one["get_many"]
    assert Counter(world.calls)["links"] <= one["links"] + 4
