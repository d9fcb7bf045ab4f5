"""What employers ask, in every form of a job; and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credloom.demo.world import ctid
from credloom.errors import NotFound
from credloom.graph.inputs import ConceptInput, JobInput
from credloom.graph.query.postings import asked
from credloom.model.identity import global_id
from credloom.store import open_store
from credloom.store.ports import SearchQuery, Store
from tests.graph.query.world import Graph
from tests.match import offers
from tests.resolve import frameworks

pytestmark = pytest.mark.asyncio

MATCH = """query($job: JobInput!, $filter: CredentialFilter, $options: MatchOptions, $first: Int = 3) {
  matchCredentials(job: $job, filter: $filter, options: $options, first: $first) {
    requirements { text kind necessity level { code } resolution { decision } credentials { family } }
    credentials { score requiredCoverage credential { ctid family } covered { basis competency { ctid } } }
    uncovered { text } combinations { credentials { id } totalCost { complete } } } }"""
RESOLVE = """query($texts: [String!]!, $filter: CompetencyFilter, $min: Float = 0.5, $first: Int = 5) {
  resolveCompetencies(texts: $texts, filter: $filter, minProbability: $min, first: $first) {
    text decision candidates { probability competency { ctid framework { ctid } } } } }"""
JOBS = """query($id: ID!, $filter: JobFilter, $first: Int = 20, $after: String) {
  jobsForCredential(credential: $id, filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { score node { id kind } } } }"""
WELDING = ctid("Front Range Technical College", "welding", "certificate")
SAFELY = ctid("welding", "competency", "0")
UNKNOWN = "ce-00000000-0000-4000-8000-000000000000"


async def matched(graph: Graph, job: dict[str, Any], **more: Any) -> Any:
    return (await graph.data(MATCH, job=job, **more))["matchCredentials"]


async def test_a_stored_posting(graph: Graph, demo_store: Store) -> None:
    hits = demo_store.snapshot().search(SearchQuery(kind="Job", text="structural welder")).hits
    found = await matched(graph, {"job": global_id(hits[0].key)})
    assert found["requirements"]
    assert found["credentials"][0]["requiredCoverage"] > 0
    assert {c["family"] for m in found["credentials"] for c in [m["credential"]]} - {"OTHER"}


async def test_a_pasted_posting_of_schema_org(graph: Graph) -> None:
    posting = {"@type": "JobPosting", "title": "Welder", "skills": ["Weld safely", "Inspect welds"]}
    found = await matched(graph, {"posting": posting})
    assert [item["text"] for item in found["requirements"]] == ["Weld safely", "Inspect welds"]
    assert found["credentials"][0]["requiredCoverage"] > 0.9


async def test_a_list_of_requirements(graph: Graph) -> None:
    given = [
        {"competency": global_id(SAFELY), "level": {"scheme": "Level", "code": "2"}},
        {"text": " Inspect welds ", "necessity": "PREFERRED"},
        {"competency": SAFELY, "text": "Keep safe", "necessity": "MENTIONED"},
    ]
    found = await matched(graph, {"requirements": given})
    assert [(item["text"], item["necessity"]) for item in found["requirements"]][1:] == [
        ("Inspect welds", "PREFERRED"),
        ("Keep safe", "MENTIONED"),
    ]
    assert found["requirements"][0]["level"] == {"code": "2"}
    assert {item["resolution"]["decision"] for item in found["requirements"]} == {"MATCHED"}
    assert found["credentials"][0]["score"] == pytest.approx((1 + 0.5 * 0.97 + 0.1) / 1.6, abs=0.01)


async def test_an_occupation_by_its_code(tmp_path: Path) -> None:
    store = open_store(tmp_path, write=True)
    frameworks.write(store, "registry", [frameworks.trades(), *offers.payloads()])
    for code in ("51-4121", "51-4121.00", "51-4000"):  # itself, as O*NET writes it, and its group
        given = JobInput(occupation=ConceptInput(scheme="O*NET-SOC" if "." in code else "SOC", code=code))
        if "." in code:
            with pytest.raises(NotFound, match="no source describes"):
                asked(given, store.snapshot())
        else:
            found = asked(given, store.snapshot())
            assert [item.text for item in found][-1] == "lift 50 pounds"
    store.close()


async def test_a_filter_and_options(graph: Graph) -> None:
    job = {"requirements": [{"text": "Weld safely"}]}
    found = await matched(graph, job, filter={"families": ["CERTIFICATION"]})
    assert {m["credential"]["family"] for m in found["credentials"]} == {"CERTIFICATION"}
    assert (await matched(graph, job, options={"minProbability": 0.99}))["credentials"] == []
    assert (await matched(graph, job, options={"bases": ["ASSERTED"]}))["credentials"] == []
    assert (await matched(graph, job, first=0))["credentials"] == []


@pytest.mark.parametrize(
    ("job", "message"),
    [
        ({"text": "  \n "}, "job.text: there are no words. Expected the text of a posting."),
        ({"text": "x" * 1_000_001}, "job.text: 1000001 characters are too many. At most 1000000 are allowed."),
        ({"posting": ["no object"]}, "job.posting: expected a JSON object, a schema.org JobPosting."),
        ({"requirements": []}, "job.requirements: 0 requirements. Expected 1 to 100."),
        ({"requirements": [{"text": " "}]}, "job.requirements[0]: give `text` or `competency`."),
        ({"requirements": [{"competency": "?"}]}, "job.requirements[0].competency: '?' is no id."),
        ({"requirements": [{"competency": UNKNOWN}]}, f"job.requirements: no source holds a competency '{UNKNOWN}'."),
        ({"job": "?"}, "job.job: '?' is no id. Expected an id from an earlier answer, a CTID or an address."),
        ({"job": UNKNOWN}, f"job.job: no source holds '{UNKNOWN}'."),
        ({"job": WELDING}, f"job.job: '{WELDING}' is no job but a Credential."),
        ({"occupation": {"scheme": "SOC", "code": "51-4121"}}, "job.occupation: no source describes what SOC 51-4121"),
        ({"occupation": {"scheme": "SOC", "code": "5"}}, "job.occupation.codes: '5' is no SOC code that is known."),
    ],
)
async def test_jobs_that_cannot_be_read(graph: Graph, job: dict[str, Any], message: str) -> None:
    assert (await graph.refusal(MATCH, job=job)).startswith(message)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"minProbability": 1.5}, "options.minProbability: expected a number from 0 to 1, got 1.5."),
        ({"maxCombination": 99}, "options.maxCombination: expected 1 to 10, got 99."),
    ],
)
async def test_options_that_make_no_sense(graph: Graph, options: dict[str, Any], message: str) -> None:
    assert await graph.refusal(MATCH, job={"text": "weld"}, options=options) == message


@pytest.mark.parametrize(
    "text", ["\U0001f525 \U0001f477", "<script>alert(1)</script>", "¿soldar tubería?", "a" * 50_000]
)
async def test_odd_texts_get_an_answer(graph: Graph, text: str) -> None:
    found = await matched(graph, {"text": text})
    assert found["credentials"] == []
    assert [item["text"] for item in found["uncovered"]] == [item["text"] for item in found["requirements"]]


async def test_resolving_within_a_framework(graph: Graph) -> None:
    framework = ctid("welding", "framework")
    inside = await graph.data(RESOLVE, texts=["weld safely"], filter={"frameworks": [global_id(framework)]})
    assert [c["competency"]["framework"]["ctid"] for c in inside["resolveCompetencies"][0]["candidates"]] == [framework]
    other = await graph.data(RESOLVE, texts=["weld safely"], filter={"frameworks": [ctid("nursing", "framework")]})
    assert other["resolveCompetencies"][0]["decision"] == "NO_MATCH"
    source = await graph.data(RESOLVE, texts=["weld safely"], filter={"sources": ["credential-registry"]})
    assert [c["competency"]["ctid"] for c in source["resolveCompetencies"][0]["candidates"]] == [SAFELY]
    strict = await graph.data(RESOLVE, texts=["weld safely"], min=0.99)
    assert strict["resolveCompetencies"][0]["candidates"] == []


async def test_resolving_has_limits(graph: Graph) -> None:
    assert (
        await graph.refusal(RESOLVE, texts=["x" * 10_001]) == "texts[0]: 10001 characters are too many, at most 10000."
    )
    assert await graph.refusal(RESOLVE, texts=["x"], min=-1) == "minProbability: expected a number from 0 to 1, got -1."
    assert (await graph.data(RESOLVE, texts=[]))["resolveCompetencies"] == []


async def test_jobs_page_by_page(graph: Graph) -> None:
    every = (await graph.data(JOBS, id=WELDING, first=100))["jobsForCredential"]
    seen: list[str] = []
    after = None
    while True:
        page = (await graph.data(JOBS, id=WELDING, first=2, after=after))["jobsForCredential"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == [edge["node"]["id"] for edge in every["edges"]]
    assert len(seen) == every["totalCount"]
    postings = (await graph.data(JOBS, id=WELDING, filter={"kinds": ["DEFINITION"]}))["jobsForCredential"]
    assert {edge["node"]["kind"] for edge in postings["edges"]} <= {"DEFINITION"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("?", "credential: '?' is no id. Expected an id from an earlier answer, a CTID or an address."),
        (UNKNOWN, f"credential: no source holds a credential '{UNKNOWN}'."),
        (SAFELY, f"credential: no source holds a credential '{SAFELY}'."),
    ],
)
async def test_jobs_for_what_is_no_credential(graph: Graph, given: str, message: str) -> None:
    assert await graph.refusal(JOBS, id=given) == message
