"""Lists that links make: competencies and their ways, members, frameworks, facets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph import small
from tests.graph.conftest import Small

pytestmark = pytest.mark.asyncio

ROUTES = "totalCount totalIsExact edges { route basis probability weight node { text } }"


def routes(found: Any) -> list[tuple[str, str, str, float]]:
    return [(e["node"]["text"], e["route"], e["basis"], e["probability"]) for e in found["competencies"]["edges"]]


async def test_a_credential_has_its_own_competencies_and_its_programs(world: Small) -> None:
    found = await world.one(small.BADGE, f"competencies {{ {ROUTES} }}")
    assert routes(found) == [
        ("Works safely.", "CREDENTIAL", "ASSERTED", 1.0),
        ("Climbs ladders.", "REQUIRED_PROGRAM", "ASSERTED", 1.0),
    ]
    assert (found["competencies"]["totalCount"], found["competencies"]["totalIsExact"]) == (2, True)


async def test_alternatives_share(world: Small) -> None:
    found = await world.one(small.CERTIFICATE, f"competencies {{ {ROUTES} }}")
    assert routes(found) == [
        ("Wires a house.", "REQUIRED_PROGRAM", "ASSERTED", 1.0),
        ("Changes fuses.", "REQUIRED_PROGRAM", "COMPUTED", 0.5),
    ]


async def test_an_assessment_shows_what_it_assesses(world: Small) -> None:
    found = await world.one(small.LICENSE, f"competencies {{ {ROUTES} }} assessments {{ nodes {{ name proctored }} }}")
    assert {route for _, route, _, _ in routes(found)} == {"REQUIRED_ASSESSMENT"}
    assert found["assessments"]["nodes"] == [{"name": "Electrician Exam", "proctored": True}]


async def test_ways_can_be_chosen_before_the_best_is_taken(world: Small) -> None:
    found = await world.one(small.BADGE, f"competencies(via: [REQUIRED_PROGRAM]) {{ {ROUTES} }}")
    assert [(text, route) for text, route, _, _ in routes(found)] == [
        ("Works safely.", "REQUIRED_PROGRAM"),
        ("Climbs ladders.", "REQUIRED_PROGRAM"),
    ]
    assert routes(await world.one(small.BADGE, f"competencies(via: [CROSSWALK]) {{ {ROUTES} }}")) == []


async def test_programs_lead_to_credentials_and_have_parts(world: Small) -> None:
    found = await world.one(small.CERTIFICATE, "learningOpportunities { nodes { name leadsTo { name } } }")
    assert found["learningOpportunities"]["nodes"] == [
        {"name": f"Wiring by {time}", "leadsTo": [{"name": "Wiring Certificate"}]} for time in ("Day", "Night")
    ]
    part = "parts { nodes { name } } competencies { nodes { text } } assessments { totalCount }"
    night = await world.one(small.NIGHT_PROGRAM, part, "LearningOpportunity")
    course = await world.one(small.COURSE, part, "LearningOpportunity")
    assert night["parts"]["nodes"] == course["parts"]["nodes"] == [{"name": "Wiring by Day"}]
    assert course["competencies"]["nodes"] == [{"text": "Works safely."}, {"text": "Climbs ladders."}]
    assert night["assessments"]["totalCount"] == 0


async def test_an_organization_lists_its_credentials(world: Small) -> None:
    found = await world.one(
        small.COLLEGE,
        "credentials { totalCount nodes { name } facets(of: [FAMILY, TYPE, REGION, PROVIDER, SOURCE]) "
        "{ facet otherCount buckets { count selected concept { scheme code label } } } }",
        "Organization",
    )
    assert sorted(node["name"] for node in found["credentials"]["nodes"]) == ["Safety Badge", "Wiring Certificate"]
    facets = {
        f["facet"]: {b["concept"]["code"]: b["count"] for b in f["buckets"]} for f in found["credentials"]["facets"]
    }
    assert facets["FAMILY"] == {"BADGE": 1, "CERTIFICATE": 1}
    assert facets["TYPE"] == {"DigitalBadge": 1, "Certificate": 1}
    assert facets["REGION"] == {"CO": 2}
    assert facets["SOURCE"] == {"registry": 2, "state": 1}
    provider = found["credentials"]["facets"][3]["buckets"][0]["concept"]
    assert (provider["scheme"], provider["label"]) == ("Organization", "Valley College")


async def test_a_filter_narrows_an_organizations_credentials(world: Small) -> None:
    found = await world.one(
        small.COLLEGE,
        "credentials(filter: {families: [BADGE]}) { totalCount nodes { name } facets(of: [FAMILY]) "
        "{ buckets { count selected concept { code label } } } }",
        "Organization",
    )
    assert found["credentials"]["nodes"] == [{"name": "Safety Badge"}]
    assert {
        b["concept"]["code"]: (b["count"], b["selected"]) for b in found["credentials"]["facets"][0]["buckets"]
    } == {
        "BADGE": (1, True),
        "CERTIFICATE": (1, False),
    }


async def test_a_list_knows_members_that_it_names_and_that_name_it(world: Small) -> None:
    found = await world.one(
        small.LIST,
        "memberCount owner { name } credentials { nodes { name collections { name } } } learningOpportunities { "
        "nodes { name } }",
        "Collection",
    )
    assert (found["memberCount"], found["owner"]) == (3, {"name": "Summit University"})
    assert sorted(node["name"] for node in found["credentials"]["nodes"]) == ["Safety Badge", "Wiring Certificate"]
    assert all(node["collections"] == [{"name": "In demand"}] for node in found["credentials"]["nodes"])
    assert found["learningOpportunities"]["nodes"] == [{"name": "Safe Work"}]


async def test_a_framework_is_listed_in_its_own_order(world: Small) -> None:
    inside = "totalCount nodes { text notation children { nodes { text parent { text } framework { name } } } }"
    found = await world.one(small.FRAMEWORK, f"competencyCount publisher topCompetencies {{ {inside} }}", "Framework")
    assert (found["competencyCount"], found["publisher"]) == (5, "Summit University")
    assert [
        (top["text"], [below["text"] for below in top["children"]["nodes"]])
        for top in found["topCompetencies"]["nodes"]
    ] == [
        ("Works safely.", ["Climbs ladders."]),
        ("Wires a house.", ["Tests circuits.", "Changes fuses."]),
    ]


async def test_a_framework_without_levels_lists_all(world: Small) -> None:
    found = await world.one(small.OTHER_FRAMEWORK, "topCompetencies { nodes { text } }", "Framework")
    assert found["topCompetencies"]["nodes"] == [{"text": "Keeps everybody from harm."}]


async def test_a_competency_is_linked_to_credentials_jobs_and_others(world: Small) -> None:
    link = (
        "nodes { id kind basis probability explanation from { text } to { text } toFramework { name } "
        "provenance { sourceRecordId } }"
    )
    fields = f"label credentials {{ nodes {{ name }} totalCount }} jobs {{ nodes {{ name }} }} alignments {{ {link} }}"
    found = await world.one(small.SAFETY, fields, "Competency")
    assert sorted(node["name"] for node in found["credentials"]["nodes"]) == ["Electrician License", "Safety Badge"]
    assert found["jobs"]["nodes"] == [{"name": "Electrician's Helper"}]
    (alignment,) = found["alignments"]["nodes"]
    assert (alignment["kind"], alignment["basis"], alignment["probability"]) == ("BROAD", "ASSERTED", 1.0)
    assert alignment["to"] == {"text": "Keeps everybody from harm."}
    assert alignment["toFramework"] == {"name": "Work in General"}
    assert alignment["provenance"] == [{"sourceRecordId": small.SAFETY}]
    back = (await world.one(small.SAFE_WORK, fields, "Competency"))["alignments"]["nodes"][0]
    assert (back["kind"], back["basis"]) == ("NARROW", "DERIVED_INVERSE")
    assert (back["from"], back["to"]) == (alignment["to"], alignment["from"])
    assert back["provenance"] == alignment["provenance"], "the end that states it"
    again = await world.data(
        "query($id: ID!) { node(id: $id) { ... on Alignment { kind to { text } } } }", id=alignment["id"]
    )
    assert again["node"] == {"kind": "BROAD", "to": {"text": "Keeps everybody from harm."}}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("competencies(first: 101) { totalCount }", "first: expected 0 to 100, got 101."),
        ("competencies(first: -1) { totalCount }", "first: expected 0 to 100, got -1."),
        ('transferValues(after: "x") { totalCount }', "after: expected a cursor that an earlier page gave, got 'x'."),
        ("connections(depth: 5) { truncated }", "depth: expected 1 to 4, got 5."),
        ("connections(depth: 0) { truncated }", "depth: expected 1 to 4, got 0."),
        (
            "competencies { nodes { alignments(minProbability: 2) { totalCount } } }",
            "minProbability: expected a number from 0 to 1, got 2.0.",
        ),
    ],
)
async def test_limits_are_errors_that_name_them(world: Small, fields: str, message: str) -> None:
    result = await world.run(f'{{ record(by: {{ctid: "{small.LICENSE}"}}) {{ ... on Credential {{ {fields} }} }} }}')
    assert {str(error.message) for error in result.errors} == {message}


async def test_pages_of_a_list_follow_each_other(world: Small) -> None:
    page = "pageInfo { endCursor hasNextPage } nodes { text }"
    first = (await world.one(small.BADGE, f"competencies(first: 1) {{ {page} }}"))["competencies"]
    after = first["pageInfo"]["endCursor"]
    second = (await world.one(small.BADGE, f'competencies(first: 1, after: "{after}") {{ {page} }}'))["competencies"]
    assert [first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]] == [True, False]
    assert [*first["nodes"], *second["nodes"]] == [{"text": "Works safely."}, {"text": "Climbs ladders."}]
