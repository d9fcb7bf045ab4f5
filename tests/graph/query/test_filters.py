"""Each filter against what things say themselves, and every wrong value with its place and the nearest right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from credloom.demo.world import ctid
from credloom.graph.search import words
from credloom.model.identity import global_id
from credloom.model.things import Credential, Job, LearningOpportunity, Organization
from credloom.model.totals import total_cost, total_hours
from credloom.store.ports import SearchPage, SearchQuery, Snapshot, Store
from credloom.store.snapshot import EmbeddedSnapshot
from tests.graph.query.world import Graph

pytestmark = pytest.mark.asyncio

FOUND = "query($f: CredentialFilter) { credentials(filter: $f, first: 100) { totalCount nodes { ctid } } }"
COUNT = "query($f: CredentialFilter) { credentials(filter: $f, first: 0) { totalCount } }"


def everything(snapshot: Snapshot, kind: str) -> list[Any]:
    page = snapshot.search(SearchQuery(kind=kind, sort="name", first=5000))
    return [thing for thing in snapshot.get_many([hit.key for hit in page.hits]) if thing is not None]


async def count(graph: Graph, given: dict[str, Any]) -> int:
    return int((await graph.data(COUNT, f=given))["credentials"]["totalCount"])


def codes(concepts: Any) -> set[str]:
    return {concept.code for concept in concepts}


CASES: list[tuple[dict[str, Any], Callable[[Credential], bool]]] = [
    ({"families": ["LICENSE", "BADGE"]}, lambda c: c.family in ("LICENSE", "BADGE")),
    ({"types": ["BachelorDegree"]}, lambda c: "Bachelor" in c.type),
    ({"types": ["ceterms:Degree"]}, lambda c: "Degree" in c.type),
    ({"statuses": ["active"]}, lambda c: c.status is not None and c.status.code == "Active"),
    ({"audienceLevels": ["Beginner Level"]}, lambda c: "BeginnerLevel" in codes(c.audience_levels)),
    ({"deliveryTypes": ["deliveryType:OnlineOnly"]}, lambda c: "OnlineOnly" in codes(c.delivery_types)),
    ({"languages": ["en"]}, lambda c: any(tag.lower().startswith("en") for tag in c.languages)),
    ({"occupations": [{"scheme": "SOC", "codes": ["29-1141"]}]}, lambda c: "29-1141" in codes(c.occupations)),
    ({"occupations": [{"codes": ["29-0000"]}]}, lambda c: any(code[:2] == "29" for code in codes(c.occupations))),
    ({"occupations": [{"codes": ["29-0000"], "includeNarrower": False}]}, lambda _: False),
    ({"industries": [{"codes": ["62"]}]}, lambda c: any(code.startswith("62") for code in codes(c.industries))),
    (
        {"instructionalPrograms": [{"codes": ["51"]}, {"codes": ["48.0508"], "includeNarrower": False}]},
        lambda c: any(code.startswith("51") or code == "48.0508" for code in codes(c.instructional_programs)),
    ),
    ({"maxTotalCost": "1000"}, lambda c: total(c) is not None and total(c) <= 1000),  # type: ignore[operator]
    ({"maxHours": 50}, lambda c: (total_hours(c.durations) or 1e9) <= 50),
    ({"sources": ["credential-registry"]}, lambda c: "credential-registry" in c.sources),
]


def total(credential: Credential) -> float | None:
    found = total_cost(credential.costs, credential.common_costs)
    return float(found.amount) if found.complete and found.amount else None


@pytest.mark.parametrize(("given", "holds"), CASES, ids=lambda value: str(value) if isinstance(value, dict) else "")
async def test_a_filter_finds_exactly_what_it_says(
    graph: Graph, demo_store: Store, given: dict[str, Any], holds: Callable[[Credential], bool]
) -> None:
    expected = {thing.key for thing in everything(demo_store.snapshot(), "Credential") if holds(thing)}
    assert await count(graph, given) == len(expected)


FACETS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "FAMILY": lambda c: {"families": [c["code"]]},
    "STATUS": lambda c: {"statuses": [c["code"]]},
    "AUDIENCE_LEVEL": lambda c: {"audienceLevels": [c["code"]]},
    "DELIVERY_TYPE": lambda c: {"deliveryTypes": [c["code"]]},
    "OCCUPATION": lambda c: {"occupations": [coded(c)]},
    "INDUSTRY": lambda c: {"industries": [coded(c)]},
    "INSTRUCTIONAL_PROGRAM": lambda c: {"instructionalPrograms": [coded(c)]},
    "REGION": lambda c: {"place": {"regions": [c["code"]], "includeOnline": False}},
    "SOURCE": lambda c: {"sources": [c["code"]]},
}


def coded(concept: dict[str, Any]) -> dict[str, Any]:
    return {"scheme": concept["scheme"], "codes": [concept["code"]], "includeNarrower": False}


async def test_a_list_is_searched_once_whatever_is_selected(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[SearchQuery] = []
    search = EmbeddedSnapshot.search

    def noted(snapshot: EmbeddedSnapshot, query: SearchQuery) -> SearchPage:
        asked.append(query)
        return search(snapshot, query)

    monkeypatch.setattr(EmbeddedSnapshot, "search", noted)
    query = """{ credentials(search: "nursing", filter: {families: [CERTIFICATE]}, first: 3) {
      totalCount edges { score node { name } } facets(of: [FAMILY, REGION]) { buckets { count } }
      again: facets(of: [PROVIDER], top: 2) { otherCount } } }"""
    found = (await graph.data(query))["credentials"]
    assert len(asked) == 1
    assert sum(bucket["count"] for bucket in found["facets"][0]["buckets"]) > found["totalCount"] > 0


async def test_a_bucket_counts_what_its_filter_finds(graph: Graph) -> None:
    query = """query($of: [CredentialFacet!]!) { credentials(search: "certificate", first: 0) {
      facets(of: $of, top: 5) { facet otherCount buckets { count concept { scheme code } } } } }"""
    counted = 'query($f: CredentialFilter) { credentials(search: "certificate", filter: $f, first: 0) { totalCount } }'
    found = (await graph.data(query, of=list(FACETS)))["credentials"]["facets"]
    assert [facet["facet"] for facet in found] == list(FACETS)
    for facet in found:
        assert facet["buckets"]
        for bucket in facet["buckets"]:
            given = FACETS[facet["facet"]](bucket["concept"])
            total = (await graph.data(counted, f=given))["credentials"]["totalCount"]
            assert total == bucket["count"], (facet["facet"], bucket)


async def test_different_fields_all_have_to_hold(graph: Graph) -> None:
    both = await count(graph, {"families": ["DEGREE"], "occupations": [{"codes": ["29-1141"]}]})
    assert 0 < both < await count(graph, {"families": ["DEGREE"]})


async def test_a_region_in_every_spelling_with_and_without_online_offers(graph: Graph) -> None:
    here = [await count(graph, {"place": {"regions": [name], "includeOnline": False}}) for name in ("CO", "Colorado")]
    assert here[0] == here[1] > 0
    assert await count(graph, {"place": {"regions": ["CO"]}}) > here[0]


async def test_county_and_city_narrow_a_region(graph: Graph) -> None:
    city = await count(graph, {"place": {"cities": ["Pueblo"], "includeOnline": False}})
    assert 0 < city < await count(graph, {"place": {"regions": ["CO"], "includeOnline": False}})
    assert await count(graph, {"place": {"cities": ["pueblo"], "regions": ["NY"], "includeOnline": False}}) == 0


async def test_near_a_postal_code_or_a_point(graph: Graph) -> None:
    query = "query($f: OrganizationFilter) { organizations(filter: $f) { totalCount } }"
    assert (await graph.data(query, f={"regions": ["NY"]}))["organizations"]["totalCount"] > 0
    near = {"latitude": 39.74, "longitude": -104.99, "miles": 5}
    point = "query($f: LearningOpportunityFilter) { learningOpportunities(filter: $f) { totalCount } }"
    by_point = (await graph.data(point, f={"place": {"near": near, "includeOnline": False}}))["learningOpportunities"]
    by_code = (
        await graph.data(point, f={"place": {"near": {"postalCode": "80202-1234", "miles": 5}, "includeOnline": False}})
    )["learningOpportunities"]
    assert by_point == by_code
    assert by_point["totalCount"] > 0


NEAREST = """query($f: LearningOpportunityFilter, $first: Int = 100, $after: String) {
  learningOpportunities(filter: $f, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { distanceMiles node { id } } } }"""


@pytest.mark.parametrize("online", [True, False])
async def test_the_nearest_come_first_on_every_page(graph: Graph, online: bool) -> None:
    given = {"place": {"near": {"postalCode": "80202", "miles": 200}, "includeOnline": online}}
    edges: list[dict[str, Any]] = []
    after, total = None, 0
    while True:
        page = (await graph.data(NEAREST, f=given, first=7, after=after))["learningOpportunities"]
        edges, total = edges + page["edges"], page["totalCount"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len({edge["node"]["id"] for edge in edges}) == len(edges) == total
    miles = [edge["distanceMiles"] for edge in edges]
    known = [distance for distance in miles if distance is not None]
    assert known == sorted(known)
    assert miles[: len(known)] == known  # what is only online stands behind
    assert (len(known) < len(miles)) is online
    assert known[0] < 10 < known[-1]


async def test_the_nearest_backwards_are_the_same_list(graph: Graph) -> None:
    query = """query($f: CredentialFilter, $first: Int, $after: String, $last: Int, $before: String) {
      credentials(filter: $f, first: $first, after: $after, last: $last, before: $before) {
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { id } } }"""
    given = {"place": {"near": {"latitude": 39.7, "longitude": -105.0, "miles": 100}}}
    forward = [n["id"] for n in (await graph.data(query, f=given, first=100))["credentials"]["nodes"]]
    back: list[str] = []
    before = None
    while True:
        page = (await graph.data(query, f=given, last=9, before=before))["credentials"]
        back = [node["id"] for node in page["nodes"]] + back
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        before = page["pageInfo"]["startCursor"]
    assert back[: len(forward)] == forward


async def test_agents_by_id_and_by_name(graph: Graph, demo_store: Store) -> None:
    key = ctid("Front Range Technical College", "organization")
    by_id = await count(graph, {"agents": [{"role": "OWNED_BY", "organization": global_id(key)}]})
    by_name = await count(graph, {"agents": [{"role": "OWNED_BY", "name": "front range technical"}]})
    expected = [
        thing
        for thing in everything(demo_store.snapshot(), "Credential")
        if any(relation.role == "OWNED_BY" and relation.agent.key == key for relation in thing.agents)
    ]
    assert by_id == by_name == len(expected) > 0
    other = {"role": "OWNED_BY", "organization": ctid("Hudson Bend College", "organization")}
    one = await count(graph, {"agents": [other]})
    assert await count(graph, {"agents": [other, {"role": "OWNED_BY", "name": "front range technical"}]}) == one + by_id
    assert await count(graph, {"agents": [{"role": "REVOKED_BY", "name": "front range"}]}) == 0
    assert await count(graph, {"agents": [{"role": "OWNED_BY", "name": "nobody of this name"}]}) == 0


async def test_competencies_by_id_and_by_words(graph: Graph) -> None:
    by_id = await count(graph, {"competencies": [ctid("nursing", "competency", "9")]})
    by_words = await count(graph, {"competencyText": "coordinate care teams"})
    assert by_id == by_words > 0
    assert await count(graph, {"competencyText": "zymurgy of quasars"}) == 0
    with_some = await count(graph, {"hasCompetencies": True})
    without = await count(graph, {"hasCompetencies": False})
    assert with_some + without == await count(graph, {})


async def test_collections_by_id_and_by_category(graph: Graph) -> None:
    lists = (await graph.data("{ collections { nodes { id memberCount categories { code } } } }"))["collections"][
        "nodes"
    ]
    first = lists[0]
    assert await count(graph, {"collections": [first["id"]]}) > 0
    code = first["categories"][0]["code"]
    same = [item["id"] for item in lists if code in [category["code"] for category in item["categories"]]]
    assert await count(graph, {"collectionCategories": [code]}) == await count(graph, {"collections": same})
    query = "query($c: [String!]) { collections(categories: $c) { totalCount } }"
    assert (await graph.data(query, c=[code]))["collections"]["totalCount"] == len(same)


async def test_modified_since(graph: Graph) -> None:
    assert await count(graph, {"modifiedSince": "2000-01-01T00:00:00Z"}) >= 0
    assert await count(graph, {"modifiedSince": "2999-01-01T00:00:00Z"}) == 0


async def test_learning_opportunities_that_lead_to_credentials(graph: Graph, demo_store: Store) -> None:
    query = "query($f: LearningOpportunityFilter) { learningOpportunities(filter: $f) { totalCount } }"
    found = (await graph.data(query, f={"credential": {"families": ["CERTIFICATE"]}}))["learningOpportunities"]
    things = everything(demo_store.snapshot(), "LearningOpportunity")
    assert 0 < found["totalCount"] < len(things)
    none = (await graph.data(query, f={"credential": {"competencyText": "zymurgy"}}))["learningOpportunities"]
    assert none["totalCount"] == 0
    courses = (await graph.data(query, f={"types": ["Course"]}))["learningOpportunities"]
    assert courses["totalCount"] == sum(
        isinstance(thing, LearningOpportunity) and thing.type == "ceterms:Course" for thing in things
    )


async def test_jobs(graph: Graph, demo_store: Store) -> None:
    query = "query($f: JobFilter) { jobs(filter: $f, first: 100) { totalCount nodes { name employer { id name } } } }"
    jobs = everything(demo_store.snapshot(), "Job")
    postings = [job for job in jobs if isinstance(job, Job) and job.kind == "POSTING"]
    found = (await graph.data(query, f={"kinds": ["POSTING"]}))["jobs"]
    assert found["totalCount"] == len(postings) > 0
    employer = found["nodes"][0]["employer"]
    by_id = (await graph.data(query, f={"employer": employer["id"]}))["jobs"]["totalCount"]
    by_name = (await graph.data(query, f={"employer": employer["name"]}))["jobs"]["totalCount"]
    assert by_id == by_name > 0
    assert (await graph.data(query, f={"postedSince": "2999-01-01T00:00:00Z"}))["jobs"]["totalCount"] == 0


async def test_organizations(graph: Graph, demo_store: Store) -> None:
    query = "query($f: OrganizationFilter) { organizations(filter: $f, first: 100) { totalCount } }"
    everybody = everything(demo_store.snapshot(), "Organization")
    four_year = (await graph.data(query, f={"types": ["FourYear"]}))["organizations"]["totalCount"]
    assert four_year == sum(any(c.code == "FourYear" for c in thing.types) for thing in everybody) > 0
    public = (await graph.data(query, f={"sectors": ["Public"]}))["organizations"]["totalCount"]
    assert public == sum(
        isinstance(thing, Organization) and thing.sector is not None and thing.sector.code == "Public"
        for thing in everybody
    )


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"types": ["BachelorDegre"]},
        "filter.types: 'BachelorDegre' is no class of Credential. Did you mean 'BachelorDegree'?",
    ),
    ({"types": ["Course"]}, "filter.types: 'Course' is no class of Credential."),
    ({"statuses": ["Actve"]}, "filter.statuses: 'Actve' is no CredentialStatus that is known. Did you mean 'Active'?"),
    (
        {"place": {"regions": ["Colorad"]}},
        "filter.place.regions: 'Colorad' is no region that is known. Did you mean 'Colorado'?",
    ),
    ({"sources": ["credential-registri"]}, "Did you mean 'credential-registry'?"),
    ({"occupations": [{"codes": ["99-9999"]}]}, "filter.occupations.codes: '99-9999' is no SOC code that is known."),
    (
        {"instructionalPrograms": [{"codes": ["51.38O1"]}]},
        "'51.38O1' is no CIP code that is known. Did you mean '51.38",
    ),
    ({"occupations": [{"codes": []}]}, "filter.occupations.codes: at least one code is needed."),
    ({"competencies": ["?"]}, "filter.competencies: '?' is no id."),
    ({"agents": [{"role": "OWNED_BY"}]}, "filter.agents[0]: give `organization` or `name`."),
    ({"maxTotalCost": "-1"}, "filter.maxTotalCost: -1 is no amount."),
    ({"place": {"near": {"miles": 0, "postalCode": "80202"}}}, "filter.place.near.miles: 0 is no distance."),
    ({"place": {"near": {"miles": 5}}}, "filter.place.near: give `postalCode`, or both `latitude` and `longitude`."),
    ({"place": {"near": {"miles": 5, "postalCode": "00000"}}}, "'00000' is no US postal code that is known."),
    ({"place": {"near": {"miles": 5, "postalCode": "K1A 0B1"}}}, "is no US postal code that is known."),
    ({"place": {"near": {"miles": 5, "latitude": 91, "longitude": 0}}}, "91, 0 is no point."),
]


@pytest.mark.parametrize(("given", "message"), WRONG, ids=lambda value: str(value)[:40])
async def test_a_wrong_value_is_refused_with_its_place_and_the_nearest(
    graph: Graph, given: dict[str, Any], message: str
) -> None:
    result = await graph.run(COUNT, f=given)
    assert result.data == {"credentials": None}  # nothing but this field is empty
    assert message in result.errors[0].message
    assert result.errors[0].original_error.code == "BAD_USER_INPUT"


async def test_too_many_words_are_refused(graph: Graph) -> None:
    assert words("  a   b ") == "a b"
    message = await graph.refusal("query($s: String) { credentials(search: $s) { totalCount } }", s="x" * 1001)
    assert message == "search: 1001 characters are too many. Expected at most 1000."
