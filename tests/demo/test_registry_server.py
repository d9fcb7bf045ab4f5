"""The stand-in of the Registry against the written protocol, line by line."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from credloom.demo.registry_answers import Style
from credloom.demo.registry_payloads import registry_payloads
from credloom.demo.registry_server import app
from credloom.demo.registry_state import PROVISIONAL, Registry
from credloom.demo.world import world
from tests.connect.registry.registries import KEY, START, ctid, filled, framework, payload

RESOURCES = "https://credentialengineregistry.org/resources/"
BEARER = {"Authorization": f"Bearer {KEY}"}


def ask(
    registry: Registry, path: str, *, body: Any = None, style: Style = "kaminari", **options: Any
) -> httpx.Response:
    """One request: a POST where there is a body."""

    async def work() -> httpx.Response:
        transport = httpx.ASGITransport(app(registry, key=KEY, style=style))
        async with httpx.AsyncClient(transport=transport, base_url="http://registry.example") as client:
            if body is not None:
                return await client.post(path, json=body, **options)
            return await client.get(path, **options)

    return asyncio.run(work())


def shelf() -> Registry:
    """Certificates 1 to 9, one of them with blank nodes in two levels, and a framework with four members."""
    registry = filled(8)
    known = payload(9, **{"ceterms:recognizedBy": ["_:a"], "ceterms:ownedBy": [RESOURCES + ctid(1)]})  # type: ignore[arg-type]  # more keys
    blank = {"@id": "_:a", "@type": "ceterms:Organization", "ceterms:name": {"en": "A"}, "ceterms:address": ["_:b"]}
    place = {"@id": "_:b", "@type": "ceterms:Place", "ceterms:name": {"en": "B"}}
    registry.publish({**known, "@graph": [*known["@graph"], blank, place]}, at=START)
    registry.publish(framework(20, range(21, 25)), at=START + timedelta(days=1))
    return registry


def errors(response: httpx.Response, status: int) -> Any:
    assert response.status_code == status
    return response.json()


@pytest.mark.parametrize("prefix", ["", "/ce-registry", "/ce_registry"])
@pytest.mark.parametrize("name", [ctid(1), ctid(1).upper(), quote(RESOURCES + ctid(1), safe="")])
def test_graphs_by_any_spelling(prefix: str, name: str) -> None:
    response = ask(shelf(), f"{prefix}/graph/{name}")
    assert response.json() == payload(1)
    assert response.headers["content-type"] == "application/json"
    assert "etag" not in response.headers


def test_members_give_their_container_here_their_node_there_and_nothing_in_bulk() -> None:
    registry = shelf()
    assert ask(registry, f"/graph/{ctid(22)}").json() == framework(20, range(21, 25))
    node = ask(registry, f"/resources/{ctid(22)}").json()
    assert (node["ceterms:ctid"], node["@context"], "@graph" in node) == (ctid(22), payload(1)["@context"], False)
    assert ask(registry, "/graph/search", body={"ctids": [ctid(22)]}).json() == []


def test_blank_nodes_come_with_depth() -> None:
    registry = shelf()
    url = f"/resources/{ctid(9)}"
    assert "@included" not in ask(registry, url).json()
    assert "@included" not in ask(registry, url + "?depth=0").json()
    for depth, names in ((1, ["_:a"]), (2, ["_:a", "_:b"]), (9, ["_:a", "_:b"])):
        assert [node["@id"] for node in ask(registry, f"{url}?depth={depth}").json()["@included"]] == names
    assert errors(ask(registry, url + "?depth=-1"), 400) == {"errors": ["depth does not have a valid value"]}


@pytest.mark.parametrize("name", ["_:a", ctid(99)])
def test_every_route_has_its_own_words_for_what_is_not_there(name: str) -> None:
    registry = shelf()
    assert errors(ask(registry, f"/graph/{name}"), 404) == {"errors": ["Record not found"]}
    assert errors(ask(registry, f"/resources/{name}"), 404) == {"errors": ["Resource not found"]}
    assert errors(ask(registry, f"/envelopes/{name}"), 404) == {"errors": ["Couldn't find Envelope"]}


def test_unknown_communities_are_told_in_three_ways() -> None:
    registry = shelf()
    assert errors(ask(registry, f"/navy/resources/{ctid(1)}"), 404) == {"errors": ["EnvelopeCommunity not found"]}
    assert errors(ask(registry, "/navy/envelopes/events"), 404) == {"errors": ["Couldn't find the envelope community"]}
    assert errors(ask(registry, "/navy/ctid"), 400) == {"errors": "envelope_community does not have a valid value"}
    assert ask(registry, "/ce-registry/ctid").json()["ctid"].startswith("ce-")


def test_bulk_look_ups_differ_in_case_and_content() -> None:
    registry = shelf()
    upper = [ctid(1).upper(), ctid(2), ctid(99)]
    graphs = ask(registry, "/ce-registry/graph/search", body={"ctids": upper})
    assert graphs.status_code == 200
    assert {one["@graph"][0]["ceterms:ctid"] for one in graphs.json()} == {ctid(1), ctid(2)}
    nodes = ask(registry, "/resources/search", body={"ctids": [*upper, ctid(22)], "bnodes": ["_:a"]}).json()
    assert {node.get("ceterms:ctid", node["@id"]) for node in nodes} == {ctid(2), ctid(22), "_:a"}
    assert not any("@context" in node for node in nodes)
    assert ask(registry, "/resources/search", body={}).json() == []
    assert errors(ask(registry, "/graph/search", body={}), 400) == {"errors": ["ctids is missing"]}
    broken = ask(registry, "/graph/search", body=None, params={})
    assert broken.status_code == 404, "a GET asks for a graph called search"


def test_existence_knows_subclasses() -> None:
    registry = shelf()
    ctids = [ctid(1), ctid(22), ctid(1).upper()]
    assert ask(registry, "/resources/check_existence", body={"ctids": ctids}).json() == [ctid(22), ctid(1)]
    found = ask(registry, "/resources/check_existence", body={"ctids": ctids, "@type": "ceterms:Credential"})
    assert found.json() == [ctid(1)]
    odd = ask(registry, "/resources/check_existence", body={"ctids": ctids, "@type": "ceterms:Nothing"})
    assert errors(odd, 422) == {"errors": ["@type does not have a valid value"]}


def test_pages_have_the_headers_of_today_or_of_old() -> None:
    registry = filled(12)
    page = ask(registry, "/ce-registry/envelopes?page=2&per_page=5")
    told = {name: value for name, value in page.headers.items() if name.startswith("x-")}
    assert told == {
        "x-total": "12",
        "x-total-pages": "3",
        "x-per-page": "5",
        "x-page": "2",
        "x-next-page": "3",
        "x-prev-page": "1",
        "x-offset": "0",
    }
    assert [row["envelope_ceterms_ctid"] for row in page.json()] == [ctid(n) for n in (7, 6, 5, 4, 3)]
    old = ask(registry, "/envelopes?page=2&per_page=5", style="legacy")
    assert (old.headers["total"], old.headers["per-page"], "x-total" in old.headers) == ("12", "5", False)
    assert 'rel="next"' in old.headers["link"]
    assert "link" not in ask(registry, "/envelopes?page=3&per_page=5", style="legacy").headers
    assert len(ask(registry, "/envelopes").json()) == 10
    behind = ask(registry, "/envelopes?page=9&per_page=5")
    assert (behind.status_code, behind.json(), behind.headers["x-total"]) == (200, [], "12")
    assert len(ask(filled(205), "/envelopes?per_page=500").json()) == 200
    for odd in ("page=0", "page=x", "per_page=-1"):
        assert ask(registry, f"/envelopes?{odd}").status_code == 400


def test_envelopes_have_the_fields_of_the_protocol() -> None:
    registry = filled(1)
    registry.publish(payload(1, "Again"), at=START + timedelta(days=1))
    found = ask(registry, f"/ce-registry/envelopes/{ctid(1).upper()}").json()
    assert ask(registry, f"/envelopes/{found['envelope_id']}").json() == found
    assert (found["envelope_type"], found["envelope_ctdl_type"]) == ("resource_data", "ceterms:Certificate")
    assert [one["event"] for one in found["node_headers"]["revision_history"]] == ["create", "update"]
    assert found["updated_at"] == "2026-08-02T00:00:00.000Z"
    assert found["node_headers"]["deleted_at"] is None
    short = ask(registry, "/envelopes?metadata_only=true").json()[0]
    assert ("decoded_resource" in short, "decoded_resource" in found) == (False, True)


def test_listings_ignore_filters_and_search_takes_unknown_ones_for_properties() -> None:
    registry = shelf()
    assert ask(registry, "/ce-registry/envelopes?resource_type=competency").headers["x-total"] == "10"
    assert ask(registry, "/ce-registry/search?resource_type=competency").headers["x-total"] == "4"
    assert ask(registry, "/ce-registry/competencies/search").headers["x-total"] == "4"
    for odd in ("foo=bar", "include_deleted=only", "Resource_Type=credential"):
        silent = ask(registry, f"/ce-registry/search?{odd}")
        assert (silent.status_code, silent.json(), silent.headers["x-total"]) == (200, [], "0")
    assert errors(ask(registry, "/search?foo=bar"), 500) == {"errors": ["undefined method 'dig' for nil"]}
    assert ask(registry, f"/ce-registry/search?ctid={ctid(1)}").headers["x-total"] == "1"
    owned = '["' + RESOURCES + ctid(1) + '"]'
    assert ask(registry, "/ce-registry/search", params={"ceterms:ownedBy": owned}).headers["x-total"] == "1"


def test_search_gives_a_row_a_node() -> None:
    registry = shelf()
    rows = ask(registry, f"/ce-registry/search?envelope_ceterms_ctid={ctid(20)}&per_page=50").json()
    assert len(rows) == 5
    assert len({row["envelope_id"] for row in rows}) == 1
    assert all(len(row["decoded_resource"]["@graph"]) == 5 for row in rows)
    short = ask(registry, f"/ce-registry/search?envelope_ceterms_ctid={ctid(20)}&metadata_only=true").json()
    assert all("decoded_resource" not in row and "inner_resource" in row for row in short)
    assert (short[0]["name"], "envelope_community" in short[0], "updated_at" in short[0]) == (
        "ce_registry",
        False,
        False,
    )
    for word, count in (("false", 1), ("true", 3), ("only", 2)):
        found = ask(registry, f"/ce-registry/search?envelope_ceterms_ctid={ctid(9)}&with_bnodes={word}")
        assert found.headers["x-total"] == str(count)


def test_search_by_date_is_inclusive_and_sorted_as_asked() -> None:
    registry = filled(9)
    bounds = {"from": "2026-08-01T00:03:00Z", "until": "2026-08-01T00:05:00"}
    rows = ask(registry, "/ce-registry/search", params={**bounds, "sort_by": "updated_at", "sort_order": "asc"}).json()
    assert [row["envelope_ceterms_ctid"] for row in rows] == [ctid(n) for n in (3, 4, 5)]
    registry.publish(payload(3, "Later"), at=START + timedelta(days=1))
    newest = ask(registry, "/ce-registry/search?per_page=1").json()
    created = ask(registry, "/ce-registry/search?per_page=1&sort_by=created_at").json()
    assert [row[0]["envelope_ceterms_ctid"] for row in (newest, created)] == [ctid(3), ctid(9)]


def test_events_are_newest_first_with_provisional_ones_that_default_reads_hide() -> None:
    registry = filled(3)
    registry.publish({**payload(4), "adms:status": PROVISIONAL}, at=START + timedelta(minutes=4))
    registry.remove(ctid(2), at=START + timedelta(minutes=5))
    found = ask(registry, "/ce-registry/envelopes/events?after=2026-08-01T00:04:00Z").json()
    assert [(one["envelope_ceterms_ctid"], one["event"]) for one in found] == [
        (ctid(2), "destroy"),
        (ctid(4), "create"),
    ]
    assert set(found[0]) == {"envelope_ceterms_ctid", "event", "created_at"}
    only = ask(registry, f"/ce-registry/envelopes/events?event=destroy&ctid={ctid(2)}")
    assert only.headers["x-total"] == "1"
    assert ask(registry, "/ce-registry/envelopes/events?event=odd").status_code == 400
    for path in ("envelopes", "search"):
        assert ask(registry, f"/ce-registry/{path}").headers["x-total"] == "2"
        assert ask(registry, f"/ce-registry/{path}?provisional=include").headers["x-total"] == "3"
        assert ask(registry, f"/ce-registry/{path}?provisional=only").headers["x-total"] == "1"
        assert ask(registry, f"/ce-registry/{path}?provisional=odd").status_code == 400
    for path in ("graph", "resources"):
        assert ask(registry, f"/{path}/{ctid(4)}").status_code == 200


def test_duplicates_are_two_envelopes_of_which_the_last_is_shown() -> None:
    registry = filled(1)
    registry.publish(payload(1, "Twin"), duplicate=True)
    assert len(registry) == 2
    assert len(ask(registry, "/graph/search", body={"ctids": [ctid(1)]}).json()) == 2
    assert ask(registry, f"/graph/{ctid(1)}").json()["@graph"][0]["ceterms:name"] == {"en-US": "Twin"}


def _ctdl(registry: Registry, query: Any, **params: Any) -> httpx.Response:
    return ask(registry, "/ce-registry/ctdl", body=query, headers=BEARER, params=params)


def _found(query: Any, **params: Any) -> list[str]:
    return sorted(node["ceterms:ctid"] for node in _ctdl(_library(), query, take=100, **params).json()["data"])


def _library() -> Registry:
    registry = Registry()
    owner: Any = {"@type": "ceterms:CredentialOrganization"}
    registry.publish(payload(1, "Harbor College", **owner), at=START)
    more: Any = {
        "ceterms:ownedBy": [RESOURCES + ctid(1)],
        "ceterms:codedNotation": "WELD 207",
        "ceterms:keyword": {"en-US": ["welding", "pipes"]},
        "ceterms:requires": [{"@type": "ceterms:ConditionProfile", "ceterms:yearsOfExperience": 2}],
    }
    registry.publish(payload(2, "Welding Certificate", **more), at=START + timedelta(days=1))
    registry.publish(
        payload(3, "Baking Certificate", **{"ceterms:codedNotation": "EN 207"}), at=START + timedelta(days=2)
    )
    registry.publish(framework(20, range(21, 23)), at=START + timedelta(days=3))
    return registry


def _value(text: Any, kind: str) -> dict[str, Any]:
    return {"search:value": text, "search:matchType": f"search:{kind}"}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"@type": "ceterms:Certificate"}, [2, 3]),
        ({"@type": "ceterms:Credential"}, []),
        ({"@type": _value("ceterms:Credential", "subClassOf")}, [2, 3]),
        ({"@type": ["ceterms:Certificate", "ceasn:Competency"]}, [2, 3, 21, 22]),
        ({"ceterms:codedNotation": "WELD 207"}, [2, 3]),
        ({"ceterms:codedNotation": _value("weld 207", "exactMatch")}, [2]),
        ({"ceterms:codedNotation": _value("%207", "exactMatch")}, [2, 3]),
        ({"ceterms:codedNotation": _value("EN", "startsWith")}, [3]),
        ({"ceterms:codedNotation": _value("207", "endsWith")}, [2, 3]),
        ({"ceterms:name": _value(["welding", "harbor"], "contains")}, [1, 2]),
        ({"ceterms:name": {**_value(["welding", "cert"], "contains"), "search:operator": "search:andTerms"}}, [2]),
        ({"ceterms:name": {"en-US": "bakes"}}, [3]),
        ({"ceterms:name": {"fr": "baking"}}, []),
        ({"ceterms:keyword": "search:anyValue"}, [2]),
        ({"ceterms:keyword": "search:noValue", "@type": "ceterms:Certificate"}, [3]),
        ({"!ceterms:keyword": "search:anyValue", "@type": "ceterms:Certificate"}, [3]),
        ({"ceterms:ownedBy": ctid(1)}, [2]),
        ({"ceterms:ownedBy": {"ceterms:name": "harbor"}}, [2]),
        ({"ceterms:ownedBy": {"ceterms:ctid": ctid(1)}}, [2]),
        ({"^ceterms:ownedBy": {"ceterms:name": "welding"}}, [1]),
        ({"^ceasn:isPartOf": {"ceasn:competencyText": "skill 21"}}, [20]),
        ({"ceterms:requires": {"ceterms:yearsOfExperience": [1, 3]}}, [2]),
        ({"ceterms:requires": {"ceterms:yearsOfExperience": [3, ""]}}, []),
        ({"search:recordUpdated": ["2026-08-03T00:00:00", ""]}, [3, 20, 21, 22]),
        ({"search:recordUpdated": ["", "2026-08-02T00:00:00Z"]}, [1, 2]),
        ({"search:recordOwnedBy": ctid(1)}, [2]),
        ({"search:resourcePublishType": "primary", "@type": "ceterms:Certificate"}, [2, 3]),
        ({"ceterms:ctid": ctid(3)}, [3]),
        ([{"ceterms:ctid": ctid(3)}, {"ceterms:ctid": ctid(1)}], [1, 3]),
        ({"ceterms:keyword": "pipes", "ceterms:name": "baking", "search:operator": "search:orTerms"}, [2, 3]),
        ({"@type": "ceterms:Certificate", "search:termGroup": {"ceterms:keyword": "pipes"}}, [2]),
        (
            {
                "search:termGroup": {
                    "search:value": [{"ceterms:name": "baking"}, {"ceterms:name": "harbor"}],
                    "search:operator": "search:orTerms",
                }
            },
            [1, 3],
        ),
    ],
)
def test_the_query_language(query: Any, numbers: list[int]) -> None:
    assert _found(query) == [ctid(number) for number in numbers]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"ceterms:nothing": "x"}, "Unsupported property: `ceterms:nothing`"),
        ({"ceterms:name": _value("x", "exact")}, "Unsupported search:matchType: `search:exact`. Supported values: "),
        ("x", "Either an array or object is expected, `x` is neither"),
    ],
)
def test_bad_queries_are_errors_in_two_shapes(query: Any, words: str) -> None:
    found = errors(_ctdl(_library(), query), 500)["error"]
    assert found.startswith(words)
    body = {"Query": query, "Take": 5, "Sort": "search:relevance"}
    verdict = ask(_library(), "/assistant/search/ctdl", body=body, headers=BEARER).json()
    assert (verdict["valid"], verdict["data"]) == (False, [])
    assert verdict["status"].startswith(words)


def test_the_query_language_is_for_key_holders_whatever_their_scheme() -> None:
    registry = _library()
    assert errors(ask(registry, "/ce-registry/ctdl", body={}), 401) == {"errors": ["Invalid token"]}
    for scheme in ("Bearer", "Token", "ApiToken"):
        headers = {"Authorization": f"{scheme} {KEY}"}
        assert ask(registry, "/ce-registry/ctdl", body={}, headers=headers).status_code == 200
    assert ask(registry, "/envelopes/download").status_code == 401


def test_results_are_bare_nodes_in_pages_and_order() -> None:
    query = {"@type": "ceterms:Certificate"}
    found = _ctdl(_library(), query, take=1, skip=1, include_results_metadata="yes").json()
    assert (found["total"], len(found["data"])) == (2, 1)
    assert not {"@context", "@graph"} & found["data"][0].keys()
    assert found["results_metadata"][0]["search:recordUpdated"] == "2026-08-02T00:00:00.000Z"
    assert _ctdl(_library(), query, take=0).json()["data"] == []
    ascending = _ctdl(_library(), query, order_by="search:recordUpdated").json()["data"]
    assert [node["ceterms:ctid"] for node in ascending] == [ctid(2), ctid(3)]


def test_the_assistant_wants_a_key_an_order_and_at_most_a_hundred() -> None:
    registry = _library()
    good = {"Query": {"ceterms:name": "certificate"}, "Skip": 0, "Take": 100, "Sort": "^search:relevance"}
    url = "/assistant/search/ctdl"
    assert ask(registry, url, body=good).status_code == 401
    found = ask(registry, url, body={**good, "IncludeResultsMetadata": True}, headers=BEARER).json()
    assert (found["valid"], found["extra"]["TotalResults"], len(found["data"])) == (True, 3, 3)
    assert len(found["extra"]["ResultsMetadata"]) == 3
    unsorted = {name: value for name, value in good.items() if name != "Sort"}
    assert ask(registry, url, body=unsorted, headers=BEARER).status_code == 400
    assert ask(registry, url, body={**good, "Take": 101}, headers=BEARER).status_code == 400


def test_the_assistant_s_way_to_search_complains_in_texts() -> None:
    registry = _library()
    url = "/assistant/search/direct?community=ce-registry&resource_type=credential"
    without = ask(registry, url)
    assert (without.status_code, without.text[:22]) == (200, "An API Key is required")
    assert ask(registry, url, headers=BEARER).headers["x-total"] == "2"
    lost = ask(registry, "/assistant/search/direct", headers=BEARER)
    assert (lost.status_code, lost.text[:7]) == (200, "Invalid")


def test_the_root_tells_how_many_there_are_and_the_demonstration_s_world_is_held() -> None:
    payloads = registry_payloads(world())
    registry = Registry(payloads, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert ask(registry, "/").json()["total_envelopes"] == len(payloads) == len(registry)
    assert len(payloads) > 500
    found = ask(registry, "/ce-registry/search?fts=welding&resource_type=credential&metadata_only=true&per_page=200")
    assert int(found.headers["x-total"]) > 5


def test_payloads_alone_were_published_long_ago() -> None:
    async def work() -> str:
        transport = httpx.ASGITransport(app([payload(1)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://registry.example") as client:
            return str((await client.get("/envelopes")).json()[0]["updated_at"])

    assert datetime.fromisoformat(asyncio.run(work())) < datetime.now(UTC) - timedelta(days=20)
