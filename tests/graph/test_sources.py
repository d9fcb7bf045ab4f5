"""Sources and how they stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph import small
from tests.graph.conftest import Small

pytestmark = pytest.mark.asyncio

FIELDS = (
    "id key name kind mode homepage license jurisdiction recordCount lastRefreshedAt refreshEverySeconds state problem"
)


async def test_sources_say_how_they_stand(world: Small) -> None:
    data = await world.data(f"{{ sources {{ {FIELDS} }} }}")
    registry, state = data["sources"]
    assert (registry["key"], registry["name"], registry["kind"]) == ("registry", "Registry", "CREDENTIAL_REGISTRY")
    assert (registry["mode"], registry["license"], registry["state"]) == ("MIRROR", "CC BY 4.0", "FRESH")
    assert (registry["homepage"], registry["problem"]) == ("https://registry.example/", None)
    assert registry["recordCount"] == 28
    assert registry["refreshEverySeconds"] == 86_400
    assert (state["recordCount"], state["state"], state["homepage"]) == (1, "STALE", None)
    assert state["problem"] == "Not asked since yesterday."


async def test_a_source_is_found_by_its_id(world: Small) -> None:
    listed = (await world.data("{ sources(kinds: [STATE_CATALOG]) { id key } }"))["sources"]
    assert [one["key"] for one in listed] == ["state"]
    data = await world.data(
        "query($id: ID!) { node(id: $id) { __typename ... on Source { key } } }", id=listed[0]["id"]
    )
    assert data["node"] == {"__typename": "Source", "key": "state"}


async def test_a_source_that_is_switched_off_is_still_named(small_store: Any) -> None:
    alone = Small(small_store, {"registry": small.SOURCES["registry"]})
    found = await alone.one(small.BADGE, f"provenance {{ source {{ {FIELDS} }} }}")
    off = next(one["source"] for one in found["provenance"] if one["source"]["key"] == "state")
    assert (off["name"], off["kind"], off["recordCount"]) == (None, "OTHER", 1)
    data = await alone.data("query($id: ID!) { node(id: $id) { id } }", id=off["id"])
    assert data["node"] is None


async def test_lists_report_the_sources_that_told_them(world: Small) -> None:
    report = "sources { source { key } state asOf message code }"
    found = await world.one(small.BADGE, f"competencies {{ {report} }} transferValues {{ {report} }}")
    assert [one["source"]["key"] for one in found["competencies"]["sources"]] == ["registry", "state"]
    assert found["competencies"]["sources"][0]["asOf"] == small.NOW.isoformat()
    assert found["transferValues"]["sources"] == []
