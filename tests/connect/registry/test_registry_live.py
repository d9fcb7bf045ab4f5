"""Look-ups and searches while a query runs."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from credloom.connect.registry import graphs
from credloom.demo.registry_state import Registry
from credloom.errors import SourceBadData, SourceRefused, SourceUnavailable
from tests.connect.registry.registries import KEY, Asked, ctid, ctids, filled, framework, payload, reading, run


async def _refs(asked: Asked, *keys: str) -> list[str]:
    return [document.ref for document in (await asked.reader.lookup(keys)).documents]


def test_keys_in_any_spelling_are_asked_for_together() -> None:
    async def work() -> None:
        async with reading(filled(5)) as asked:
            keys = [
                ctid(1).upper(),
                f"https://credentialengineregistry.org/resources/{ctid(2)}",
                f"http://other.example/ce-registry/graph/{ctid(3).upper()}",
                f"urn:ctid:{ctid(4)}",
                "https://college.example/programs/7",
                "urn:credloom:colorado:program:9",
                "_:b0",
                "",
                ctid(1),
            ]
            assert set(await _refs(asked, *keys)) == ctids(range(1, 5))
            assert asked.front.asked == ["POST /ce-registry/graph/search?"]
            assert await _refs(asked, "nothing", "of", "ours") == []
            assert len(asked.front.asked) == 1

    run(work())


def test_a_member_brings_its_container_once() -> None:
    registry = filled(2)
    registry.publish(framework(10, range(11, 15)))

    async def work() -> None:
        async with reading(registry) as asked:
            assert await _refs(asked, ctid(12), ctid(13), ctid(1)) == [ctid(1), ctid(10)]
            found = await asked.reader.lookup([ctid(12)])
            assert len(found.documents[0].data["@graph"]) == 5

    run(work())


def test_what_is_not_there_is_missing_and_no_error() -> None:
    async def work() -> None:
        async with reading(filled(1)) as asked:
            assert await _refs(asked, ctid(1), ctid(99)) == [ctid(1)]
            assert await _refs(asked, ctid(98)) == []

    run(work())


def test_many_keys_are_asked_for_in_batches() -> None:
    async def work() -> None:
        async with reading(filled(130)) as asked:
            keys = [ctid(number) for number in range(1, 131)]
            assert set(await _refs(asked, *keys)) == set(keys)
            assert len(asked.front.asked) == -(-130 // graphs.BULK)

    run(work())


def test_without_the_bulk_route_each_is_asked_for_alone() -> None:
    def answer(request: Request) -> Response | None:
        return JSONResponse({"errors": ["no"]}, 404) if request.method == "POST" else None

    async def work() -> None:
        async with reading(filled(3), answer) as asked:
            assert set(await _refs(asked, ctid(1), ctid(2), ctid(9))) == ctids(range(1, 3))

    run(work())


def test_old_payloads_without_graph_or_context_are_read() -> None:
    registry = Registry()
    registry.publish(payload(1)["@graph"][0])

    async def work() -> None:
        async with reading(registry) as asked:
            assert await _refs(asked, ctid(1)) == [ctid(1)]

    run(work())


def test_two_envelopes_of_one_ctid_give_the_newest() -> None:
    registry = filled(2)
    registry.publish(payload(1, "Twin"), duplicate=True)

    async def work() -> None:
        async with reading(registry) as asked:
            found = await asked.reader.lookup([ctid(1), ctid(2)])
            names = {one.ref: one.data["@graph"][0]["ceterms:name"]["en-US"] for one in found.documents}
            assert names == {ctid(1): "Twin", ctid(2): "Certificate 2"}

    run(work())


def test_an_error_of_one_of_several_questions_is_the_error() -> None:
    def answer(request: Request) -> Response | None:
        return JSONResponse({"errors": ["boom"]}, 500) if request.method == "POST" else None

    async def work() -> None:
        async with reading(filled(2), answer) as asked:
            with pytest.raises(SourceUnavailable, match="answered 500: boom"):
                await asked.reader.lookup([ctid(number) for number in range(1, 200)])

    run(work())


def _library() -> Registry:
    registry = filled(3)
    registry.publish(payload(10, "Welding Certificate"))
    registry.publish(payload(11, "Pipe Welding License", **{"ceterms:description": {"en-US": "Pipes and plates."}}))
    registry.publish(payload(12, "Bakery", **{"ceterms:keyword": {"en-US": ["bread", "pastry"]}}))
    registry.publish(framework(20, range(21, 24)))
    return registry


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("welding", 10, {ctid(10), ctid(11)}),
        ("WELDING", 1, {ctid(11)}),
        ("pastry", 10, {ctid(12)}),
        ("skill 22", 10, {ctid(20)}),
        ("zeppelin", 10, set()),
        ("   ", 10, set()),
        ("welding", 0, set()),
    ],
)
def test_words_are_asked_of_the_open_search_without_a_key(text: str, first: int, expected: set[str]) -> None:
    async def work() -> None:
        async with reading(_library()) as asked:
            found = await asked.reader.search(text, first)
            assert {document.ref for document in found.documents} == expected
            assert not [line for line in asked.front.asked if "assistant" in line]

    run(work())


def test_words_are_asked_of_the_assistant_with_a_key() -> None:
    async def work() -> None:
        async with reading(_library(), secret=KEY) as asked:
            found = await asked.reader.search("pas%try bread_", 10)
            assert {document.ref for document in found.documents} == {ctid(12)}
            found = await asked.reader.search("welding", 10)
            assert {document.ref for document in found.documents} == {ctid(10), ctid(11)}
            assert [line for line in asked.front.asked if line.startswith("GET")] == []
            found = await asked.reader.search("skill", 10)
            assert [document.ref for document in found.documents] == [ctid(20)]

    run(work())


def test_more_than_the_assistant_gives_is_not_asked_for() -> None:
    async def work() -> None:
        async with reading(filled(120), secret=KEY) as asked:
            assert len((await asked.reader.search("certificate", 500)).documents) == 100

    run(work())


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (JSONResponse({"errors": ["401 Unauthorized"]}, 401), SourceRefused, "answered 401: 401 Unauthorized"),
        (JSONResponse({"data": [], "valid": False, "status": "Query is bad"}), SourceBadData, "failed: Query is bad"),
        (PlainTextResponse("An API Key is required to use this."), SourceRefused, "An API Key is required"),
        (PlainTextResponse("Invalid request"), SourceBadData, "answered: Invalid request"),
        (PlainTextResponse('"Error: timed out"'), SourceBadData, "answered: Error: timed out"),
        (PlainTextResponse("something else"), SourceBadData, "is not JSON"),
        (JSONResponse([1]), SourceBadData, "no JSON object"),
        (JSONResponse({"errors": ["Sort is required"]}, 400), SourceBadData, "answered 400: Sort is required"),
    ],
)
def test_failures_of_the_assistant_are_errors_whatever_their_status(answer: Response, kind: Any, words: str) -> None:
    async def work() -> None:
        async with reading(_library(), lambda _: answer, secret="wrong") as asked:
            with pytest.raises(kind, match=words) as caught:
                await asked.reader.search("welding", 10)
            assert "wrong" not in str(caught.value) + caught.value.detail

    run(work())


@pytest.mark.parametrize("data", [None, [], [7, {}, {"@id": 5}, {"@id": "_:b"}]])
def test_odd_results_of_the_assistant_are_passed_over(data: Any) -> None:
    async def work() -> None:
        body = {"valid": True, "data": data}
        async with reading(_library(), lambda _: JSONResponse(body), secret=KEY) as asked:
            assert (await asked.reader.search("welding", 10)).documents == []

    run(work())


def test_an_open_search_that_gives_no_list_is_an_error() -> None:
    async def work() -> None:
        async with reading(_library(), lambda _: JSONResponse({"a": 1})) as asked:
            with pytest.raises(SourceBadData, match="the search gives no JSON list"):
                await asked.reader.search("welding", 10)

    run(work())


def test_answers_that_cannot_be_read_are_no_word_that_nothing_is_known() -> None:
    async def work() -> None:
        page = PlainTextResponse("<!doctype html><p>Back soon</p>", media_type="text/html")
        async with reading(filled(2), lambda _: page) as asked:
            with pytest.raises(SourceBadData, match="search is an HTML page"):
                await asked.reader.lookup([ctid(1)])
        only_one = JSONResponse([payload(1), "nonsense"])
        async with reading(filled(2), lambda request: only_one if request.method == "POST" else None) as asked:
            found = await asked.reader.lookup([ctid(1)])
            assert [document.ref for document in found.documents] == [ctid(1)]
            assert len(found.refusals) == 1

    run(work())
