"""Every front-end operation of the contract, less the fields of later features, gives an interesting answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse, print_ast

from credloom.demo.world import ctid, world
from tests.graph.query.world import Graph

TEXT = Path(__file__).with_name("operations.graphql").read_text("utf-8")
OPERATIONS = {
    node.name.value: print_ast(node)
    for node in parse(TEXT).definitions
    if isinstance(node, OperationDefinitionNode) and node.name
}
WELDING = ctid("Front Range Technical College", "welding", "certificate")
NURSING = ctid("University of the High Plains", "nursing", "degree")
SAFELY = ctid("welding", "competency", "0")
POSTING = """Structural Welder
Requirements:
- Weld safely
- Gas metal arc welding, Read blueprints and weld symbols
- Certified Structural Welder
- High school diploma
Nice to have:
- Inspect welds
Benefits:
- 401(k)
"""

pytestmark = pytest.mark.asyncio


async def run(graph: Graph, name: str, **variables: Any) -> Any:
    return await graph.data(OPERATIONS[name], **variables)


async def test_search_credentials(graph: Graph) -> None:
    found = (await run(graph, "SearchCredentials", search="welding", filter={"families": ["CERTIFICATE"]}))[
        "credentials"
    ]
    assert found["totalIsExact"]
    assert 0 < found["totalCount"] < 65
    first = found["edges"][0]
    assert "Welding" in first["node"]["name"]
    assert first["score"] > 0
    assert any("<b>" in part or "elding" in part for part in first["highlights"])
    assert first["node"]["totalCost"]["complete"] is True
    assert {facet["facet"] for facet in found["facets"]} == {"FAMILY", "PROVIDER", "DELIVERY_TYPE", "REGION", "SOURCE"}
    family = next(facet for facet in found["facets"] if facet["facet"] == "FAMILY")
    chosen = next(bucket for bucket in family["buckets"] if bucket["selected"])
    assert chosen["concept"]["code"] == "CERTIFICATE"
    assert chosen["count"] == found["totalCount"]
    assert len(family["buckets"]) > 1  # a facet ignores its own filter
    assert {report["source"]["key"] for report in found["sources"]} >= {"credential-registry", "colorado-etpl"}


async def test_credential_page(graph: Graph) -> None:
    page = (await run(graph, "CredentialPage", ctid=WELDING))["credential"]
    assert page["ctid"] == WELDING
    assert page["family"] == "CERTIFICATE"
    assert {agent["role"] for agent in page["agents"]} == {"OWNED_BY", "OFFERED_BY"}
    assert page["totalCost"]["complete"] is True
    assert page["durations"][0]["hours"] == 270
    assert page["competencies"]["totalCount"] == 6
    assert page["competencies"]["edges"][0]["basis"] == "ASSERTED"
    assert page["connections"]["links"]
    assert WELDING in page["jsonld"]["ceterms:ctid"]


async def test_type_ahead(graph: Graph) -> None:
    found = (await run(graph, "TypeAhead", text="weld"))["suggest"]
    assert 0 < len(found) <= 8
    assert all("weld" in item["text"].lower() for item in found)
    assert any(item["record"] for item in found)


async def test_compare_credentials(graph: Graph) -> None:
    unknown = "ce-00000000-0000-4000-8000-000000000000"
    found = (await run(graph, "CompareCredentials", ids=[NURSING, unknown, WELDING]))["compareCredentials"]
    assert found[1] is None
    assert ["Nursing" in found[0]["name"], "Welding" in found[2]["name"]] == [True, True]
    assert len(found[0]["competencies"]["nodes"]) == 10


async def test_refetch(graph: Graph) -> None:
    first = (await run(graph, "SearchCredentials", search="welding"))["credentials"]["edges"][0]["node"]
    source = (await run(graph, "Sources"))["sources"][0]
    framework = ctid("welding", "framework")
    found = (await run(graph, "Refetch", ids=[first["id"], source["id"], framework]))["nodes"]
    assert [node["__typename"] for node in found] == ["Credential", "Source", "Framework"]
    assert found[0]["id"] == first["id"]


async def test_training_nearby(graph: Graph) -> None:
    near = {"near": {"postalCode": "80202", "miles": 60}, "includeOnline": False}
    found = (await run(graph, "TrainingNearby", filter={"place": near}))["learningOpportunities"]
    assert found["totalCount"] > 0
    miles = [edge["distanceMiles"] for edge in found["edges"]]
    assert all(distance is not None and distance <= 60 for distance in miles)


async def test_framework_tree(graph: Graph) -> None:
    found = (await run(graph, "FrameworkTree", search="welding competency framework"))["frameworks"]["nodes"]
    assert found[0]["competencyCount"] == 9
    assert [item["notation"] for item in found[0]["topCompetencies"]["nodes"]][:2] == ["WELDING-1", "WELDING-2"]


async def test_resolve_skills(graph: Graph) -> None:
    texts = ["weld SAFELY", "WELDING-2", "juggle knives"]
    found = (await run(graph, "ResolveSkills", texts=texts))["resolveCompetencies"]
    assert [item["text"] for item in found] == texts
    assert [item["decision"] for item in found] == ["MATCHED", "MATCHED", "NO_MATCH"]
    assert found[0]["candidates"][0]["kind"] == "EXACT"
    assert found[0]["candidates"][0]["competency"]["framework"]["name"] == "Welding Competency Framework"
    assert "notation" in found[1]["candidates"][0]["explanation"]


async def test_competency_across_sources(graph: Graph) -> None:
    found = (await run(graph, "CompetencyAcrossSources", ref={"ctid": SAFELY}))["record"]
    assert found["__typename"] == "Competency"
    assert found["credentials"]["totalCount"] > 5
    assert found["alignments"] is not None


async def test_match_posting(graph: Graph) -> None:
    found = (await run(graph, "MatchPosting", job={"text": POSTING}))["matchCredentials"]
    kinds = {item["text"]: (item["kind"], item["necessity"]) for item in found["requirements"]}
    assert kinds["Weld safely"] == ("COMPETENCY", "REQUIRED")
    assert kinds["Inspect welds"] == ("COMPETENCY", "PREFERRED")
    assert kinds["High school diploma"] == ("EDUCATION", "REQUIRED")
    for item in found["requirements"]:
        span = item["evidence"]
        assert POSTING[span["start"] : span["end"]] == item["text"]
    best = found["credentials"][0]
    assert best["requiredCoverage"] >= 0.5
    assert best["covered"][0]["explanation"]
    assert "Missing" in best["explanation"]
    assert found["combinations"]
    assert found["combinations"][0]["requiredCoverage"] > best["requiredCoverage"]
    assert "credential-registry" in {report["source"]["key"] for report in found["sources"]}


async def test_jobs_for_credential(graph: Graph) -> None:
    found = (await run(graph, "JobsForCredential", id=WELDING))["jobsForCredential"]
    assert found["totalCount"] > 0
    scores = [edge["score"] for edge in found["edges"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


async def test_sources(graph: Graph) -> None:
    found = (await run(graph, "Sources"))["sources"]
    assert [source["key"] for source in found] == sorted(source["key"] for source in found)
    registry = next(source for source in found if source["key"] == "credential-registry")
    assert registry["state"] == "FRESH"
    assert registry["recordCount"] > len(world().offers)
    assert registry["problem"] is None
