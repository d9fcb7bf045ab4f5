"""The engine: data with errors beside it, codes, limits, deadlines, what clients never see."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query

from credloom import clock
from credloom.execute.engine import Engine
from credloom.execute.limits import Limits
from credloom.execute.ports import Operation
from tests.execute.world import SCHEMA, SECRET, Asked, closed

pytestmark = pytest.mark.asyncio


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


async def test_data_keeps_the_order_of_the_query_and_tells_cost_and_sources() -> None:
    ask = Asked()
    answer = await ask("{ books(first: 2) { totalCount nodes { name number } } }")
    assert ask.answer is not None
    assert ask.answer.executed
    assert ask.answer.body.startswith(b'{"data":{"books":{"totalCount":1000,"nodes":[{"name":"Book 0","number":0},')
    assert answer["extensions"] == {
        "cost": {"cost": 1 + 1 + 2 * 3, "budget": Limits().cost},
        "sources": [{"source": {"key": "library", "name": None}, "state": "STALE", "ageSeconds": 7}],
    }


async def test_a_field_that_is_late_costs_only_itself() -> None:
    ask = Asked()
    began = time.monotonic()
    answer = await ask("{ books(first: 2) { totalCount nodes { name slow } } }", seconds=0.2)
    assert time.monotonic() - began < 5
    assert answer["data"]["books"]["nodes"] == [{"name": f"Book {n}", "slow": None} for n in range(2)]
    assert codes(answer) == ["DEADLINE_EXCEEDED"] * 2
    assert answer["errors"][0]["path"] == ["books", "nodes", 0, "slow"]
    assert len(asyncio.all_tasks()) == 1


async def test_several_late_fields_on_several_levels_leave_the_rest() -> None:
    query = "{ books(first: 2) { nodes { slow again: slow(seconds: 20) similar(first: 1) { name slow number } } } }"
    answer = await Asked()(query, seconds=0.2)
    below = [{"name": f"Book {n + 1}", "slow": None, "number": n + 1} for n in range(2)]
    assert answer["data"]["books"]["nodes"] == [{"slow": None, "again": None, "similar": [one]} for one in below]
    assert codes(answer) == ["DEADLINE_EXCEEDED"] * 6
    assert len(asyncio.all_tasks()) == 1


async def test_past_the_deadline_no_batch_function_is_called() -> None:
    answer = await Asked()("{ books { totalCount } }", seconds=-1.0)
    assert answer["data"] == {"books": None}
    assert codes(answer) == ["DEADLINE_EXCEEDED"]


async def test_every_operation_is_counted_by_what_ran_it() -> None:
    ask = Asked()
    counted: list[str] = []
    ask.engine.counted_by(counted.append)
    for query in (
        "{ books { totalCount } }",
        "{ __schema { queryType { name } } }",
        "mutation { change }",
        "{ nothing }",
    ):
        await ask(query)
    assert counted == ["plan", "introspection", "mutation"]


async def test_a_request_that_is_cancelled_leaves_no_task() -> None:
    task = asyncio.create_task(Asked()("{ books { nodes { slow } } }"))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1


async def test_errors_have_a_code_and_a_defect_shows_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        answer = await Asked()("{ books(first: 2) { nodes { refused broken fromSource } } }")
    assert answer["data"]["books"]["nodes"][0] == {"refused": "even", "broken": None, "fromSource": None}
    told = {(tuple(e["path"]), e["extensions"]["code"], e["message"]) for e in answer["errors"]}
    assert (("books", "nodes", 1, "refused"), "BAD_USER_INPUT", "Book 1 is odd.") in told
    assert (("books", "nodes", 0, "fromSource"), "SOURCE_TIMEOUT", "The library gave no answer.") in told
    assert {code for _, code, _ in told} == {"BAD_USER_INPUT", "SOURCE_TIMEOUT", "INTERNAL"}
    assert SECRET not in orjson.dumps(answer).decode()
    assert all(e["extensions"]["requestId"] == "id-1" and e["locations"] for e in answer["errors"])
    assert SECRET in caplog.text


@pytest.mark.parametrize(
    ("query", "variables", "words"),
    [
        ("{ books { nodes { nam } } }", {}, "Did you mean"),
        ("{ books(first: }", {}, "Syntax Error"),
        ("query($n: Int!) { books(first: $n) { totalCount } }", {"n": "x"}, "$n"),
        ("query($n: Int!) { books(first: $n) { totalCount } }", {}, "$n"),
        ("{ books(first: 1.5) { totalCount } }", {}, "1.5"),
        ("query A { __typename } query B { __typename }", {}, "operationName"),
        ("fragment F on Book { name }", {}, ""),
        ("subscription { ticks }", {}, "Subscriptions"),
    ],
)
async def test_what_cannot_be_run_is_the_callers_mistake(query: str, variables: dict[str, Any], words: str) -> None:
    ask = Asked()
    answer = await ask(query, variables=variables)
    assert "data" not in answer
    assert ask.answer is not None
    assert not ask.answer.executed
    assert set(codes(answer)) == {"BAD_USER_INPUT"}
    assert words in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    "query", ["{ books(first: %s) { nodes { title } } }", "{ books(first: -%s) { nodes { title } } }"]
)
async def test_a_number_of_thousands_of_digits_is_the_callers_mistake(
    query: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await Asked()(query % ("9" * 5_000))
    assert set(codes(answer)) == {"BAD_USER_INPUT"}
    assert "999" not in str(answer)
    assert not caplog.records


async def test_an_operation_is_chosen_by_name() -> None:
    ask = Asked()
    document = "query First { a: __typename } query Second { b: __typename }"
    assert (await ask(document, operation_name="Second"))["data"] == {"b": "Query"}
    answer = await ask(document, operation_name="Secnd")
    assert "Did you mean 'Second'?" in answer["errors"][0]["message"]


async def test_a_mutation_needs_post() -> None:
    ask = Asked()
    assert (await ask("mutation { change }"))["data"] == {"change": "changed"}
    answer = await ask("mutation { change }", read_only=True)
    assert ask.answer is not None
    assert (ask.answer.status, ask.answer.executed) == (405, False)
    assert codes(answer) == ["BAD_USER_INPUT"]
    await ask("mutation { nothing }", read_only=True)
    assert ask.answer.status == 405
    document = "query Q { __typename } mutation M { change }"
    assert "data" in await ask(document, operation_name="Q", read_only=True)


async def test_production_tells_neither_the_schema_nor_names() -> None:
    ask = Asked(production=True)
    for query in ("{ __schema { types { name } } }", "{ s: __schema { __typename } }", "{ boks { nodes { nme } } }"):
        answer = await ask(query)
        assert codes(answer)[0] == "BAD_USER_INPUT"
        assert "Did you mean" not in orjson.dumps(answer).decode()
    query = "query($n: Boook) { books(frst: 1) { totalCount } }"
    assert "Did you mean" not in orjson.dumps(await ask(query)).decode()
    assert (await ask("{ __typename }"))["data"] == {"__typename": "Query"}


async def test_in_production_no_type_has_any_name() -> None:
    ask = Asked(production=True)
    for query in (
        '{ __type(name: "Book") { name fields { name } } }',
        "query($n: String!) { __type(name: $n) { name } }",
        "query($n: String!) { ...Q } fragment Q on Query { __type: __type(name: $n) @include(if: true) { kind } }",
    ):
        for _ in range(2):  # the second time from the kept document
            answer = await ask(query, variables={"n": "Book"})
            assert answer["data"] == {"__type": None}
            assert "errors" not in answer
    mixed = await ask('{ __typename a: __type(name: "Query") { name } books(first: 1) { nodes { __typename } } }')
    assert mixed["data"]["__typename"] == "Query"
    assert mixed["data"]["a"] is None
    assert len(mixed["data"]["books"]["nodes"]) == 1


async def test_introspection_works_outside_production() -> None:
    answer = await Asked()(get_introspection_query())
    assert answer["data"]["__schema"]["queryType"]["name"] == "Query"


async def test_too_costly_says_the_figures() -> None:
    answer = await Asked()("query($n: Int) { books(first: 100) { nodes { similar(first: $n) { similar(first: 100) "
                           "{ name } } } } }", variables={"n": 100})  # fmt: skip
    assert codes(answer) == ["QUERY_TOO_COSTLY"]
    assert answer["extensions"]["cost"]["cost"] > answer["extensions"]["cost"]["budget"] == Limits().cost


async def test_a_closed_store_is_503() -> None:
    found = await Engine(SCHEMA, closed).execute(
        Operation(query="{ __typename }"), request_id="x", deadline=clock.monotonic() + 1
    )
    assert found.status == 503
    assert codes(orjson.loads(found.body)) == ["STORE_UNAVAILABLE"]


async def test_values_that_json_finds_hard_are_written() -> None:
    answer = await Asked()("{ huge }")
    assert answer["data"]["huge"]["plain"] == "ü"
    answer = await Asked()("{ tooLarge }")
    assert answer["data"] == {"tooLarge": None}
    assert codes(answer) == ["INTERNAL"]


async def test_a_long_value_is_not_repeated_in_full() -> None:
    answer = await Asked()(f"{{ books(first: {'9' * 5_000}) {{ totalCount }} }}")
    assert len(orjson.dumps(answer)) < 1_000


async def test_known_documents_are_not_read_again_and_the_oldest_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Asked()
    monkeypatch.setattr("credloom.execute.documents.KEPT_TOKENS", 40)
    documents = ask.engine._documents
    for number in range(10):
        await ask(f"{{ a{number}: __typename }}")
    assert documents.known("{ a9: __typename }") is not None
    assert documents.known("{ a0: __typename }") is None
    assert len(documents._kept) <= 8
    assert documents._tokens == sum(kept.document.token_count for kept in documents._kept.values()) <= 40


async def test_a_long_document_is_read_beside_the_loop() -> None:
    comment = "# a long word\n" * 400
    assert (await Asked()(f"{comment}{{ __typename }}"))["data"] == {"__typename": "Query"}
