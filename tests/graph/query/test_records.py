"""Single things by every kind of reference, pages both ways, changes, suggestions; and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.demo.world import ctid
from credloom.model.identity import global_id
from credloom.store.ports import Store
from tests.graph.query.world import Graph

pytestmark = pytest.mark.asyncio

WELDING = ctid("Front Range Technical College", "welding", "certificate")
COLLEGE = ctid("Front Range Technical College", "organization")
ONE = "query($by: RecordRef!) { record(by: $by) { __typename id ctid } credential(by: $by) { ctid } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


@pytest.mark.parametrize(
    "by",
    [
        {"ctid": WELDING},
        {"ctid": f"urn:ctid:{WELDING.removeprefix('ce-').upper()}"},
        {"id": global_id(WELDING)},
        {"id": WELDING},
        {"url": f"https://credentialengineregistry.org/resources/{WELDING}"},
    ],
)
async def test_a_record_by_every_reference(graph: Graph, by: dict[str, str]) -> None:
    found = await graph.data(ONE, by=by)
    assert found["record"] == {"__typename": "Credential", "id": global_id(WELDING), "ctid": WELDING}
    assert found["credential"] == {"ctid": WELDING}


@pytest.mark.parametrize("known", [WELDING, ctid("welding", "Certified Structural Welder", ""), COLLEGE])
async def test_a_record_by_the_address_of_its_page(graph: Graph, known: str) -> None:
    page = "query($by: RecordRef!) { record(by: $by) { ctid ... on Credential { url } ... on Organization { url } } }"
    url = (await graph.data(page, by={"ctid": known}))["record"]["url"]
    for spelling in (url, url.replace("https://", "http://www."), url + "/"):
        found = (await graph.data(page, by={"url": spelling}))["record"]
        assert found["ctid"] == known  # a program that has the same page stands back


async def test_credential_gives_nothing_else(graph: Graph) -> None:
    found = await graph.data(ONE, by={"ctid": COLLEGE})
    assert found["record"]["__typename"] == "Organization"
    assert found["credential"] is None


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ({"ctid": "ce-12"}, "by.ctid: 'ce-12' is no CTID. Expected 'ce-' and a UUID."),
        ({"id": "!"}, "by.id: '!' is no id. Expected an id from an earlier answer, a CTID or an address."),
    ],
)
async def test_references_that_mean_nothing(graph: Graph, by: dict[str, str], message: str) -> None:
    result = await graph.run(ONE, by=by)
    assert {str(error.message) for error in result.errors} == {message}


async def test_exactly_one_reference(graph: Graph) -> None:
    result = await graph.run(ONE, by={"ctid": WELDING, "id": WELDING})
    assert result.errors is not None


async def test_one_wrong_id_costs_only_its_own_place(graph: Graph) -> None:
    result = await graph.run(NODES, ids=[WELDING, "?", ctid("nobody"), COLLEGE])
    assert [node and node["__typename"] for node in result.data["nodes"]] == ["Credential", None, None, "Organization"]
    assert [(error.path, error.message) for error in result.errors] == [
        (["nodes", 1], "ids[1]: '?' is no id. Expected an id from an earlier answer, a CTID or an address.")
    ]


async def test_every_kind_of_node_is_found_again(graph: Graph) -> None:
    query = """query($ctid: String!) {
      sources { id } credentials(first: 1) { nodes { id competencies { nodes { id } } } }
      organizations(first: 1) { nodes { id } } learningOpportunities(first: 1) { nodes { id } }
      frameworks(first: 1) { nodes { id } } jobs(first: 1) { nodes { id } } collections(first: 1) { nodes { id } }
      pathways(first: 1) { nodes { id components { id } } }
      record(by: { ctid: $ctid }) { ... on Competency { alignments { nodes { id } } } } }"""
    found = await graph.data(query, ctid=ctid("welding", "competency", "0"))
    ids = [found["sources"][0]["id"], found["pathways"]["nodes"][0]["components"][0]["id"]]
    ids += [found[name]["nodes"][0]["id"] for name in found if name not in ("sources", "record")]
    alignments = found["record"]["alignments"]["nodes"]
    ids += [alignment["id"] for alignment in alignments]
    assert alignments  # the catalogs say some competencies in the framework's words
    again = (await graph.data(NODES, ids=ids))["nodes"]
    assert [node["id"] for node in again] == ids
    assert {node["__typename"] for node in again} >= {"Source", "PathwayComponent", "Alignment", "Job", "Collection"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("query($v: [ID!]!) { nodes(ids: $v) { id } }", "ids: 101 are too many. At most 100 are allowed."),
        ("query($v: [ID!]!) { compareCredentials(ids: $v) { id } }", "ids: 101 are too many. At most 10 are allowed."),
        (
            "query($v: [String!]!) { resolveCompetencies(texts: $v) { text } }",
            "texts: 101 are too many. At most 100 are allowed.",
        ),
    ],
)
async def test_lists_have_limits(graph: Graph, query: str, message: str) -> None:
    assert await graph.refusal(query, v=[WELDING] * 101) == message


@pytest.mark.parametrize("name", ["credentials", "learningOpportunities", "organizations", "competencies", "jobs"])
async def test_first_has_a_limit(graph: Graph, name: str) -> None:
    assert await graph.refusal(f"{{ {name}(first: 101) {{ totalCount }} }}") == "first: expected 0 to 100, got 101."


async def test_sources_by_kind(graph: Graph) -> None:
    found = (await graph.data("{ sources(kinds: [EMPLOYER_JOBS]) { key kind } }"))["sources"]
    assert found == [{"key": "job-postings", "kind": "EMPLOYER_JOBS"}]


# -- pages

PAGE = """query($first: Int, $after: String, $last: Int, $before: String, $sort: CredentialSort! = RELEVANCE) {
  credentials(search: "welding", first: $first, after: $after, last: $last, before: $before, sort: $sort) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { id }
    edges { cursor node { id name totalCost { amount { amount } complete } durations { hours } } } } }"""


async def pages(graph: Graph, sort: str, size: int) -> list[dict[str, Any]]:
    found, after = [], None
    while True:
        page = (await graph.data(PAGE, first=size, after=after, sort=sort))["credentials"]
        found.append(page)
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize("sort", ["RELEVANCE", "NAME", "MODIFIED_DESC", "COST_ASC", "COST_DESC", "DURATION_ASC"])
async def test_pages_forward_hold_everything_once(graph: Graph, sort: str) -> None:
    found = await pages(graph, sort, 7)
    ids = [node["id"] for page in found for node in page["nodes"]]
    assert len(ids) == len(set(ids)) == found[0]["totalCount"]
    assert [page["pageInfo"]["hasPreviousPage"] for page in found] == [False] + [True] * (len(found) - 1)


async def test_pages_backward_are_the_same_list(graph: Graph) -> None:
    forward = [node["id"] for page in await pages(graph, "NAME", 7) for node in page["nodes"]]
    back: list[str] = []
    before = None
    while True:
        page = (await graph.data(PAGE, last=5, before=before, sort="NAME"))["credentials"]
        back = [node["id"] for node in page["nodes"]] + back
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        before = page["pageInfo"]["startCursor"]
    assert back == forward


async def test_orders_hold(graph: Graph) -> None:
    names = [edge["node"]["name"] for page in await pages(graph, "NAME", 50) for edge in page["edges"]]
    assert names == sorted(names, key=str.lower)
    edges = [edge["node"] for page in await pages(graph, "COST_ASC", 50) for edge in page["edges"]]
    costs = [float(node["totalCost"]["amount"]["amount"]) for node in edges if node["totalCost"]["complete"]]
    assert costs == sorted(costs)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"first": 5, "last": 5}, "Give `first` and `after`, or `last` and `before`, not both pairs."),
        ({"last": 101}, "last: expected 0 to 100, got 101."),
        ({"first": -1}, "first: expected 0 to 100, got -1."),
    ],
)
async def test_pages_that_make_no_sense(graph: Graph, given: dict[str, int], message: str) -> None:
    assert await graph.refusal(PAGE, **given) == message


async def test_a_cursor_that_is_none(graph: Graph) -> None:
    assert await graph.refusal(PAGE, after="nonsense") == "after: 'nonsense' is no cursor that a page gave."
    assert (await graph.refusal(PAGE, before="nonsense")).startswith("before: ")


async def test_only_a_count(graph: Graph) -> None:
    found = (await graph.data(PAGE, first=0))["credentials"]
    assert found["totalCount"] > 0
    assert found["edges"] == []


# -- changes and suggestions

CHANGES = """query($after: String, $first: Int = 100, $sources: [String!], $types: [String!]) {
  changes(after: $after, first: $first, sources: $sources, types: $types) {
    edges { cursor } nodes { kind recordId ctid type source { key } at record { id __typename } }
    pageInfo { hasNextPage endCursor } } }"""


async def test_changes_are_read_page_by_page_without_gaps(graph: Graph) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = (await graph.data(CHANGES, after=after, first=90, sources=["credential-registry"]))["changes"]
        seen += [change["recordId"] for change in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) > 500
    assert global_id(WELDING) in seen
    nothing = (await graph.data(CHANGES, after=page["pageInfo"]["endCursor"]))["changes"]
    assert {change["source"]["key"] for change in nothing["nodes"]} <= {"new-york-suny", "north-carolina-catalog"} | {
        "job-postings"
    }


async def test_changes_of_some_types(graph: Graph) -> None:
    page = (await graph.data(CHANGES, types=["JobPosting", "framework"]))["changes"]
    assert {change["type"] for change in page["nodes"]} == {"Job", "Framework"}
    assert all(change["record"]["__typename"] == change["type"] for change in page["nodes"])
    assert {change["kind"] for change in page["nodes"]} == {"ADDED"}
    message = await graph.refusal(CHANGES, types=["Credentail"])
    assert message == "types: 'Credentail' is no type that is known. Did you mean 'Credential'?"
    assert "Did you mean 'credential-registry'?" in await graph.refusal(CHANGES, sources=["credential-registr"])


SUGGEST = """query($text: String!, $kinds: [String!], $first: Int = 8) {
  suggest(text: $text, kinds: $kinds, first: $first) { text kind record { id } concept { scheme code label } } }"""


async def test_suggestions_of_names_and_concepts(graph: Graph) -> None:
    found = (await graph.data(SUGGEST, text="regist nur", kinds=["concept"]))["suggest"]
    assert ("SOC", "29-1141") in {(item["concept"]["scheme"], item["concept"]["code"]) for item in found}
    found = (await graph.data(SUGGEST, text="front ra", kinds=["Organization"]))["suggest"]
    assert found[0]["text"] == "Front Range Technical College"
    assert found[0]["record"]["id"] == global_id(COLLEGE)
    assert (await graph.data(SUGGEST, text="  "))["suggest"] == []
    assert (await graph.data(SUGGEST, text="weld", first=0))["suggest"] == []
    message = await graph.refusal(SUGGEST, text="weld", kinds=["Credentials"])
    assert message == "kinds: 'Credentials' is no kind that is known. Did you mean 'Credential'?"


async def test_sources_of_every_root_field_are_in_the_context(graph: Graph, demo_store: Store) -> None:
    await graph.data('{ a: credentials(search: "welding") { totalCount } b: jobs { totalCount } }')
    assert graph.last is not None
    assert {report.source for report in graph.last.reports} >= {"credential-registry", "job-postings"}
    assert graph.last.snapshot.epoch == demo_store.snapshot().epoch
