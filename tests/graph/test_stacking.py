"""The web of credentials."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph import small
from tests.graph.conftest import Small

pytestmark = pytest.mark.asyncio

GRAPH = (
    "truncated nodes { name } sources { source { key } } links { kind assertedBy basis from { ctid } to { ctid } "
    "condition { name } transferValue { name } provenance { sourceRecordId } }"
)


async def web(world: Small, start: str, arguments: str = "") -> Any:
    return (await world.one(start, f"connections{arguments} {{ {GRAPH} }}"))["connections"]


def links(found: Any) -> set[tuple[str, str, str, str, str]]:
    return {(k["from"]["ctid"], k["kind"], k["to"]["ctid"], k["assertedBy"], k["basis"]) for k in found["links"]}


async def test_forward_is_what_a_credential_leads_to(world: Small) -> None:
    found = await web(world, small.CERTIFICATE, "(direction: FORWARD)")
    there = (small.CERTIFICATE, small.DEGREE)
    assert links(found) == {
        (there[0], "REQUIRED_FOR", there[1], "BACKWARD", "DERIVED_INVERSE"),
        (there[0], "PART_OF", there[1], "FORWARD", "ASSERTED"),
        (there[0], "TRANSFER_VALUE", there[1], "BOTH", "ASSERTED"),
    }
    by_kind = {link["kind"]: link for link in found["links"]}
    assert by_kind["REQUIRED_FOR"]["condition"] == {"name": "Certificate first"}
    assert by_kind["REQUIRED_FOR"]["provenance"] == [{"sourceRecordId": small.DEGREE}]
    assert by_kind["PART_OF"]["condition"] is None
    assert by_kind["PART_OF"]["provenance"] == [{"sourceRecordId": small.CERTIFICATE}]
    assert by_kind["TRANSFER_VALUE"]["transferValue"] == {"name": "Certificate toward the degree"}
    assert by_kind["TRANSFER_VALUE"]["provenance"] == [{"sourceRecordId": small.TRANSFER}]
    assert [node["name"] for node in found["nodes"]] == ["Wiring Certificate", "Bachelor of Electrical Work"]
    assert found["sources"] == [{"source": {"key": "registry"}}]


async def test_a_condition_that_states_a_link_is_the_links_alone(world: Small) -> None:
    shown = "links { kind condition { kind name minimumAge credentials { ctid } provenance { sourceRecordId } } }"
    kinds = "[PREPARATION_FOR, ADVANCED_STANDING_FOR]"
    asked = f"connections(direction: FORWARD, kinds: {kinds}) {{ {shown} }} conditions {{ kind }}"
    found = await world.one(small.LICENSE, asked)
    told = {
        (link["kind"], c["kind"], c["name"], c["minimumAge"], *(x["ctid"] for x in c["credentials"]),
         *(p["sourceRecordId"] for p in c["provenance"]))
        for link in found["connections"]["links"] if (c := link["condition"])
    }  # fmt: skip
    assert told == {
        ("PREPARATION_FOR", "PREPARATION", "Something else", None, small.CERTIFICATE, small.LICENSE),
        ("PREPARATION_FOR", "PREPARATION", "Prepares well", 18, small.OLD_DEGREE, small.LICENSE),
        ("ADVANCED_STANDING_FOR", "ADVANCED_STANDING", "Licence counts", None, small.LICENSE, small.OLD_DEGREE),
    }
    assert found["conditions"] == [{"kind": "REQUIRES"}]
    found = await world.one(small.OLD_DEGREE, f"connections(direction: BACKWARD) {{ {shown} }}")
    assert {link["condition"]["name"] for link in found["connections"]["links"]} == {"Prepares well", "Licence counts"}


async def test_what_both_ends_publish_is_one_link(world: Small) -> None:
    found = await web(world, small.BADGE, "(direction: FORWARD, kinds: [PREPARATION_FOR])")
    assert links(found) == {(small.BADGE, "PREPARATION_FOR", small.CERTIFICATE, "BOTH", "ASSERTED")}
    told = {one["sourceRecordId"] for one in found["links"][0]["provenance"]}
    assert told == {small.BADGE, small.CERTIFICATE}


async def test_backward_is_what_leads_to_a_credential(world: Small) -> None:
    found = await web(world, small.DEGREE, "(direction: BACKWARD)")
    assert links(found) == {
        (small.CERTIFICATE, "REQUIRED_FOR", small.DEGREE, "BACKWARD", "DERIVED_INVERSE"),
        (small.CERTIFICATE, "PART_OF", small.DEGREE, "FORWARD", "ASSERTED"),
        (small.CERTIFICATE, "TRANSFER_VALUE", small.DEGREE, "BOTH", "ASSERTED"),
        (small.LICENSE, "RECOMMENDED_FOR", small.DEGREE, "BACKWARD", "DERIVED_INVERSE"),
        (small.OLD_DEGREE, "SUPERSEDED_BY", small.DEGREE, "BACKWARD", "DERIVED_INVERSE"),
        (small.BADGE, "PATHWAY_STEP", small.DEGREE, "BOTH", "ASSERTED"),
    }


async def test_both_directions_are_the_two_walks_together(world: Small) -> None:
    arguments = ("(direction: FORWARD, depth: 2)", "(direction: BACKWARD, depth: 2)", "(depth: 2)")
    ahead, back, both = [links(await web(world, small.CERTIFICATE, a)) for a in arguments]
    assert both == ahead | back
    assert ahead.isdisjoint(back)


@pytest.mark.parametrize(("depth", "names"), [(1, 3), (2, 3), (4, 3)])
async def test_depth_is_how_far_it_goes(world: Small, depth: int, names: int) -> None:
    found = await web(world, small.BADGE, f"(direction: FORWARD, depth: {depth}, kinds: [PREPARATION_FOR, PART_OF])")
    expected = ["Safety Badge", "Wiring Certificate", "Bachelor of Electrical Work"][: min(names, depth + 1)]
    assert [node["name"] for node in found["nodes"]] == expected
    assert found["truncated"] is False


async def test_what_is_left_out_is_said(world: Small) -> None:
    found = await web(world, small.DEGREE, "(first: 1)")
    assert found["truncated"] is True
    assert len(found["nodes"]) == 2
    kept = {node["name"] for node in found["nodes"]}
    assert "Bachelor of Electrical Work" in kept
    nothing = await web(world, small.DEGREE, "(first: 0)")
    assert (len(nothing["nodes"]), nothing["links"], nothing["truncated"]) == (1, [], True)


async def test_kinds_that_nothing_states_are_empty(world: Small) -> None:
    found = await web(world, small.BADGE, "(kinds: [ADVANCED_STANDING_FOR])")
    assert (found["links"], found["truncated"], len(found["nodes"])) == ([], False, 1)
