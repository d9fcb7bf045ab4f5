"""Records, their parts, and where everything comes from."""

from __future__ import annotations

import pytest

from credloom.model.identity import global_id
from credloom.normalise import normalise
from tests.graph import small
from tests.graph.conftest import Small

pytestmark = pytest.mark.asyncio


async def test_a_credential_is_shown_from_all_its_sources(world: Small) -> None:
    found = await world.one(
        small.BADGE,
        "id ctid family name names { lang value } expires image url types { scheme code label uri } "
        "provenance { source { key } sourceRecordId sourceUrl pointer basis }",
    )
    assert found["id"] == global_id(small.BADGE)
    assert (found["ctid"], found["family"], found["name"]) == (small.BADGE, "BADGE", "Safety Badge")
    assert (found["expires"], found["image"], found["url"]) == ("2030-01-01", None, None)
    assert [(t["scheme"], t["code"]) for t in found["types"]] == [("Class", "DigitalBadge")]
    told = {one["source"]["key"]: one for one in found["provenance"]}
    assert told.keys() == {"registry", "state"}
    assert told["registry"]["sourceUrl"].startswith("https://registry.example/")
    assert told["state"]["sourceUrl"] is None, "the operator's files are nobody's business"
    assert told["registry"]["basis"] == "ASSERTED"


async def test_disagreements_are_kept_with_who_says_what(world: Small) -> None:
    found = await world.one(
        small.BADGE, "conflicts { field chosen rule candidates { value provenance { source { key } } } }"
    )
    by_field = {one["field"]: one for one in found["conflicts"]}
    assert by_field.keys() == {"name", "estimatedCost"}
    assert by_field["name"]["chosen"] == "Safety Badge"
    values = {one["provenance"]["source"]["key"]: one["value"] for one in by_field["name"]["candidates"]}
    assert values == {"registry": "Safety Badge", "state": "Badge in Safety"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ('["name"]', {"name": ["registry"]}),
        ('["description"]', {"description": ["registry", "state"]}),
        ('["expirationDate"]', {"expirationDate": ["state"]}),
        ('["expires", "costs"]', {"expires": ["state"], "costs": ["registry"]}),
        ('["renewalFrequency"]', {}),
        ("[]", {}),
    ],
)
async def test_each_field_says_where_it_comes_from(world: Small, fields: str, told: dict[str, list[str]]) -> None:
    found = await world.one(
        small.BADGE, f"fieldProvenance(fields: {fields}) {{ field provenance {{ source {{ key }} }} }}"
    )
    sources = {one["field"]: [p["source"]["key"] for p in one["provenance"]] for one in found["fieldProvenance"]}
    assert sources == told


async def test_all_fields_say_where_they_come_from(world: Small) -> None:
    found = await world.one(small.BADGE, "fieldProvenance { field }")
    assert {"name", "type", "ctid", "requires", "expirationDate"} <= {one["field"] for one in found["fieldProvenance"]}


async def test_a_field_that_is_not_known_is_refused_with_the_nearest(world: Small) -> None:
    assert "Did you mean 'description'?" in await world.refusal(
        small.BADGE, 'fieldProvenance(fields: ["descripton"]) { field }'
    )


async def test_the_merged_record_is_linked_data(world: Small) -> None:
    found = (await world.one(small.BADGE, "jsonld"))["jsonld"]
    again = normalise(small.SOURCES["registry"], [small.document(found)]).records[0]
    assert (again.key, again.type) == (small.BADGE, "ceterms:DigitalBadge")
    assert again.node["ceterms:name"] == {"en-US": ["Safety Badge"]}
    assert again.node["ceterms:expirationDate"] == ["2030-01-01"]


async def test_organizations_stand_in_roles_with_where_these_hold(world: Small) -> None:
    agent = (
        "agents(roles: [ACCREDITED_BY, OWNED_BY]) { role agent { name } jurisdictions { main { region } "
        "assertedBy { name } } provenance { source { key } } }"
    )
    found = await world.one(small.DEGREE, f"provider {{ name }} {agent}")
    assert found["provider"] == {"name": "Summit University"}
    owned, accredited = found["agents"]
    assert (owned["role"], owned["jurisdictions"]) == ("OWNED_BY", [])
    assert accredited == {
        "role": "ACCREDITED_BY",
        "agent": {"name": "Quality Agency"},
        "jurisdictions": [{"main": {"region": "CO"}, "assertedBy": {"name": "Quality Agency"}}],
        "provenance": [{"source": {"key": "registry"}}],
    }


async def test_an_organization_has_a_parent_places_and_who_vouches_for_it(world: Small) -> None:
    found = await world.one(small.COLLEGE, "parent { name } places { city region }", "Organization")
    assert found == {"parent": {"name": "Summit University"}, "places": [{"city": "Denver", "region": "CO"}]}
    agency = await world.one(small.AGENCY, "agents { role agent { name } }", "Organization")
    assert agency["agents"] == [{"role": "OWNED_BY", "agent": {"name": "Summit University"}}]


async def test_costs_hold_what_many_share_and_say_who_states_each(world: Small) -> None:
    cost = "costs { type { code } amount { amount currency } provenance { source { key } sourceRecordId } }"
    found = await world.one(small.BADGE, f"{cost} totalCost {{ complete missing amount {{ amount }} }}")
    told = [(c["type"]["code"], c["amount"]["amount"], c["provenance"][0]["sourceRecordId"]) for c in found["costs"]]
    assert told == [("Tuition", "100", small.BADGE), ("LearningResource", "25.5", small.MANIFEST_OF_COSTS)]
    assert found["totalCost"] == {"complete": True, "missing": [], "amount": {"amount": "125.5"}}


@pytest.mark.parametrize(
    ("residency", "amount"), [("", "900"), ('(residency: "InState")', "900"), ('(residency: "Out of State")', "1500")]
)
async def test_a_total_that_lacks_a_part_is_a_floor_and_names_it(world: Small, residency: str, amount: str) -> None:
    found = await world.one(small.CERTIFICATE, f"totalCost{residency} {{ complete missing amount {{ amount }} }}")
    assert found["totalCost"] == {"complete": False, "missing": ["TechnologyFee"], "amount": {"amount": amount}}


async def test_nothing_published_is_no_total(world: Small) -> None:
    found = await world.one(small.LICENSE, "totalCost { complete missing amount { amount } }")
    assert found["totalCost"] == {"complete": False, "missing": [], "amount": None}


async def test_conditions_hold_what_many_share_and_their_alternatives(world: Small) -> None:
    inside = "kind name minimumAge competencies { text } learningOpportunities { name } provenance { sourceRecordId }"
    badge = await world.one(small.BADGE, f"conditions {{ {inside} }}")
    requires, entry = badge["conditions"]
    assert (requires["kind"], requires["name"]) == ("REQUIRES", "Completion")
    assert requires["competencies"] == [{"text": "Works safely."}]
    assert requires["learningOpportunities"] == [{"name": "Safe Work"}]
    assert (entry["kind"], entry["minimumAge"]) == ("ENTRY", 16)
    assert entry["provenance"] == [{"sourceRecordId": small.MANIFEST_OF_CONDITIONS}]
    only = await world.one(small.BADGE, "conditions(kinds: [ENTRY]) { name }")
    assert only["conditions"] == [{"name": "Age"}]
    certificate = await world.one(
        small.CERTIFICATE,
        "conditions { alternatives { description learningOpportunities { name } provenance { sourceRecordId } } }",
    )
    assert certificate["conditions"][0]["alternatives"] == [
        {
            "description": f"By {time.lower()}.",
            "learningOpportunities": [{"name": f"Wiring by {time}"}],
            "provenance": [{"sourceRecordId": small.CERTIFICATE}],
        }
        for time in ("Day", "Night")
    ]


async def test_what_is_required_without_a_profile_is_found_by_its_kind(world: Small) -> None:
    inside = "kind credentials { name } assessments { name } jobs { name } learningOpportunities { name }"
    found = await world.one(small.DEGREE, f"conditions(kinds: [RECOMMENDS]) {{ {inside} }}")
    assert found["conditions"] == [
        {
            "kind": "RECOMMENDS",
            "credentials": [{"name": "Electrician License"}],
            "assessments": [],
            "jobs": [],
            "learningOpportunities": [],
        }
    ]


async def test_a_transfer_value_leads_to_records_of_any_kind_known_or_not(world: Small) -> None:
    found = await world.one(
        small.TRANSFER,
        "name value { value unit { label } } from { __typename name } for { __typename ctid name provenance { "
        "pointer } jsonld } "
        "owner { name } starts ends",
        "TransferValue",
    )
    assert found["value"] == [{"value": 12.0, "unit": {"label": "Degree Credit"}}]
    assert found["from"] == [{"__typename": "Credential", "name": "Wiring Certificate"}]
    degree, unknown = found["for"]
    assert (degree["__typename"], degree["name"]) == ("Credential", "Bachelor of Electrical Work")
    assert unknown == {
        "__typename": "LearningOpportunity",
        "ctid": small.UNKNOWN_COURSE,
        "name": None,
        "provenance": [],
        "jsonld": None,
    }
    assert (found["owner"], found["starts"], found["ends"]) == ({"name": "Summit University"}, "2026-01-01", None)


async def test_a_pathway_holds_its_components(world: Small) -> None:
    part = "id name type { code } record { __typename name } precededBy children conditions { requiredNumber targets }"
    found = await world.one(
        small.PATHWAY, f"owner {{ name }} destination {{ name }} components {{ {part} }}", "Pathway"
    )
    assert (found["owner"], found["destination"]) == ({"name": "Summit University"}, {"name": "Second"})
    parts = {one["name"]: one for one in found["components"]}
    assert parts.keys() == {"First", "Second"}
    first, second = parts["First"], parts["Second"]
    assert first["record"] == {"__typename": "Credential", "name": "Safety Badge"}
    assert (first["type"]["code"], first["precededBy"], first["conditions"]) == ("CredentialComponent", [], [])
    assert second["precededBy"] == [first["id"]]
    assert second["conditions"] == [{"requiredNumber": 1, "targets": [first["id"]]}]


async def test_a_component_is_a_node_but_no_record(world: Small) -> None:
    key = global_id(small.FIRST_STEP)
    data = await world.data("query($id: ID!) { node(id: $id) { __typename id } record(by: {id: $id}) { id } }", id=key)
    assert data == {"node": {"__typename": "PathwayComponent", "id": key}, "record": None}


async def test_a_job_asks_for_competencies_by_their_words(world: Small) -> None:
    found = await world.one(
        small.ROLE,
        "kind employer { name } pay { min } requirements { index text kind necessity credentials { family } "
        "resolution { decision candidates { basis probability competency { text } } } } "
        "matches(first: 3) { credentials { credential { name } requiredCoverage covered { route competency { "
        "text } } gaps { index } } sources { source { key } state } "
        "uncovered { index } combinations { totalCost { complete } credentials { name } } }",
        "Job",
    )
    assert (found["kind"], found["employer"], found["pay"]) == ("DEFINITION", {"name": "Summit University"}, [])
    (requirement,) = found["requirements"]
    assert (requirement["index"], requirement["text"], requirement["necessity"]) == (0, "Works safely.", "REQUIRED")
    assert requirement["resolution"]["candidates"][0] == {
        "basis": "ASSERTED",
        "probability": 1.0,
        "competency": {"text": "Works safely."},
    }
    matched = {one["credential"]["name"]: one for one in found["matches"]["credentials"]}
    assert matched.keys() == {"Safety Badge", "Electrician License"}
    assert matched["Safety Badge"]["covered"] == [{"route": "CREDENTIAL", "competency": {"text": "Works safely."}}]
    assert matched["Safety Badge"]["gaps"] == []
    assert matched["Electrician License"]["covered"][0]["route"] == "REQUIRED_ASSESSMENT"
    assert found["matches"]["uncovered"] == []
    assert {"source": {"key": "registry"}, "state": "FRESH"} in found["matches"]["sources"]


async def test_matches_can_be_narrowed(world: Small) -> None:
    match = "credentials { credential { name } }"
    found = await world.one(small.ROLE, f"matches(filter: {{families: [LICENSE]}}) {{ {match} }}", "Job")
    assert found["matches"]["credentials"] == [{"credential": {"name": "Electrician License"}}]
