"""Keeping plans, calling batches, waiting, stopping."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from graphql import build_schema, parse
from graphql.execution.values import VariableValues, get_variable_values

from credloom.execute.plan import Plans, Unplanned, compiling, direct, plans, running
from credloom.execute.plan.collect import conditions
from tests.execute.plan.asking import operation_of, planned
from tests.execute.plan.shop import SCHEMA

pytestmark = pytest.mark.asyncio
CORE = SCHEMA._schema
NOTHING = VariableValues({}, {})


class Calls:
    """Notes batch calls."""

    def __init__(self) -> None:
        self.made: list[tuple[str, int]] = []

    def __call__(self, function: Any, objects: Sequence[Any], context: Any, arguments: Mapping[str, Any]) -> Any:
        self.made.append((function.__name__, len(objects)))
        return direct(function, objects, context, arguments)


async def test_one_call_for_a_field_and_level_whatever_stands_above() -> None:
    calls = Calls()
    await planned(Plans(CORE), CORE, "{ goods { grid { grid { odd maker { name } } } } }", call=calls)
    assert calls.made == [("stock", 1), ("grid", 3), ("grid", 12), ("odd_fail", 48), ("makers", 48)]


async def test_nothing_is_asked_for_no_objects() -> None:
    calls = Calls()
    found = await planned(Plans(CORE), CORE, "{ goods(first: 0) { odd kinds { ... on Good { odd } } } }", call=calls)
    assert found.data == {"goods": []}
    assert calls.made == [("stock", 1)]


async def test_a_call_that_refuses_fails_its_fields_alone() -> None:
    def refuse(function: Any, objects: Sequence[Any], context: Any, arguments: Mapping[str, Any]) -> Any:
        if function.__name__ == "makers":
            raise TimeoutError("too late")
        return direct(function, objects, context, arguments)

    found = await planned(Plans(CORE), CORE, "{ goods(first: 2) { number maker { name } } }", call=refuse)
    assert found.data == {"goods": [{"number": 0, "maker": None}, {"number": 1, "maker": None}]}
    assert [error.message for error in found.errors or ()] == ["too late"] * 2


async def test_plans_are_kept_by_operation_and_conditions() -> None:
    kept = Plans(CORE)
    document = parse("query($s: Boolean!) { one { number @skip(if: $s) name } }")
    operation = operation_of(document)
    for given in (True, False, True):
        variables = get_variable_values(CORE, operation.variable_definitions or (), {"s": given})
        assert not isinstance(variables, list)
        result = await kept.run(document, operation, variables)
        assert result.data == {"one": {"name": "thing"} if given else {"number": 1, "name": "thing"}}
    (known,) = kept._kept.values()
    assert set(known.plans) == {(True,), (False,)}


async def test_the_plans_used_longest_ago_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "KEPT_FIELDS", 12)
    kept = Plans(CORE)
    documents = [parse(f"{{ one(number: {number}) {{ number name }} }}") for number in range(9)]
    for document in documents:
        await kept.run(document, operation_of(document), NOTHING)
        await kept.run(documents[0], operation_of(documents[0]), NOTHING)
    assert [known.document for known in kept._kept.values()] == [documents[7], documents[8], documents[0]]


async def test_variants_of_one_operation_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "KEPT_VARIANTS", 4)
    names = [f"v{number}" for number in range(4)]
    head = ", ".join(f"${name}: Boolean!" for name in names)
    document = parse(f"query({head}) {{ " + " ".join(f"{name}: __typename @skip(if: ${name})" for name in names) + " }")
    kept = Plans(CORE)
    for number in range(16):
        values = {name: bool(number >> bit & 1) for bit, name in enumerate(names)}
        result = await kept.run(document, operation_of(document), VariableValues({}, values))
        assert set(result.data or {}) == {name for name, skipped in values.items() if not skipped}
    (known,) = kept._kept.values()
    assert len(known.plans) == 4


async def test_what_is_not_covered_is_remembered_and_what_was_unusual_is_not() -> None:
    kept = Plans(CORE)
    for text, remembered in (("{ __schema { queryType { name } } }", True), ("{ noList }", False)):
        document = parse(text)
        for _ in range(2):
            with pytest.raises(Unplanned):
                await kept.run(document, operation_of(document), NOTHING)
        known = kept._kept[id(operation_of(document))]
        assert isinstance(known.plans[()], Unplanned) is remembered


async def test_a_plan_is_no_larger_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "MOST_FIELDS", 3)
    with pytest.raises(Unplanned, match="size"):
        await planned(Plans(CORE), CORE, "{ goods { number name odd } }")
    with pytest.raises(Unplanned, match="size"):
        await planned(Plans(CORE), CORE, "{ named { name ... on Maker { url a: url } } }")


async def test_a_condition_without_a_value_is_left_to_graphql_core() -> None:
    document = parse("query($i: Boolean = true) { one { number @include(if: $i) } }")
    with pytest.raises(Unplanned, match="condition"):
        await Plans(CORE).run(document, operation_of(document), VariableValues({}, {"i": None}))


async def test_incremental_delivery_is_left_to_graphql_core() -> None:
    with pytest.raises(Unplanned, match="directive"):
        await planned(Plans(CORE), CORE, parse("{ one { ... @defer { number } } }"))


async def test_conditions_are_found_in_fragments_too() -> None:
    document = parse(
        "query { ...A @skip(if: $a) one @include(if: true) { ...B } ... @include(if: $d) { __typename } } "
        "fragment A on Query { one { name @skip(if: $b) } } fragment B on Good { ...B name @include(if: $c) }"
    )
    assert conditions(document, operation_of(document)) == ("a", "b", "c", "d")


async def test_others_have_their_turn_while_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SLICE_SECONDS", 0.0)
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    await planned(Plans(CORE), CORE, "{ goods { grid { grid { number } } } }")
    beside.cancel()
    assert turns >= 4


async def test_a_run_that_is_cancelled_leaves_nothing_running() -> None:
    started = asyncio.Event()

    async def forever(*_: Any) -> list[Any]:
        started.set()
        await asyncio.sleep(1_000)
        return []

    def call(function: Any, objects: Sequence[Any], context: Any, arguments: Mapping[str, Any]) -> Any:
        slow = function.__name__ in ("late_odd_fail", "promised")
        return forever() if slow else direct(function, objects, context, arguments)

    task = asyncio.create_task(planned(Plans(CORE), CORE, "{ goods { late promised } }", call=call))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1


async def test_two_fields_may_wait_for_the_same_future() -> None:
    future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.01, future.set_result, ["same"] * 2)

    def call(function: Any, objects: Sequence[Any], context: Any, arguments: Mapping[str, Any]) -> Any:
        return future if function.__name__ != "stock" else direct(function, objects, context, arguments)

    found = await planned(Plans(CORE), CORE, "{ goods(first: 2) { late promised } }", call=call)
    assert found.data == {"goods": [{"late": "same", "promised": "same"}] * 2}


async def test_a_schema_of_graphql_core_alone() -> None:
    schema = build_schema(
        "interface Animal { name: String! } type Dog implements Animal { name: String! barks: Boolean } "
        "type Query { pets(first: Int = 2): [Animal!] word: String }"
    )
    assert schema.query_type is not None
    pets = [{"__typename": "Dog", "name": "Rex"}, {"__typename": "Dog", "name": "Ada"}]
    schema.query_type.fields["pets"].extensions["batch"] = lambda roots, _, first: [pets[:first]] * len(roots)
    query = "{ word pets { __typename name ... on Dog { barks } } one: pets(first: 1) { name } }"
    found = await planned(Plans(schema), schema, query, root={"word": "x"})
    dogs = [{"__typename": "Dog", "name": name, "barks": None} for name in ("Rex", "Ada")]
    assert found.data == {"word": "x", "pets": dogs, "one": [{"name": "Rex"}]}
    assert found.errors is None
