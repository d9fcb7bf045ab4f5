"""What is awkward, by hand: each query tells by a plan what it tells by graphql-core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import parse

from credloom.execute.plan import Plans, Unplanned
from tests.execute.plan.asking import planned, told, walked
from tests.execute.plan.shop import SCHEMA

pytestmark = pytest.mark.asyncio
CORE = SCHEMA._schema
CONDITIONS = """query($s: Boolean!, $i: Boolean = true) { goods { number @skip(if: $s) name @include(if: $i)
  ...F @include(if: $i) ... on Good @skip(if: $i) { slow } ... @include(if: false) { odd } } }
  fragment F on Good { echo ...G } fragment G on Named { name }"""
SAME = [
    ("{ goods { number name } }", {}),
    ("{ a: goods { b: number } a: goods { c: name } __typename }", {}),
    ("{ goods(first: 0) { number kinds { name } grid { number } } }", {}),
    ("{ goods { odd late wholly number } }", {}),
    ("{ goods { oddRequired } }", {}),
    ("{ perhaps { oddRequired number } }", {}),
    ("{ perhaps { lateRequired number } }", {}),
    ("{ one { oddRequired } named { name } }", {}),
    ("{ perhaps { maker { name url } makerRequired { name } } }", {}),
    ("{ perhaps { grid { number odd } } }", {}),
    ("{ perhaps { grid { number oddRequired } } }", {}),
    ("{ goods { holes tightHoles } }", {}),
    ("{ goods { kinds { __typename name ... on Good { number odd } ... on Maker { url } } } }", {}),
    ("{ goods { thing { __typename ... on Named { name } ... on Good { number } } } named { name } }", {}),
    ('{ goods { guarded promised slow described(words: "at ") } }', {}),
    ("{ goods { helped } oddThing { __typename } }", {}),
    ("query($w: Wish, $n: Int! = 4) { goods { echo(wish: $w, times: $n) } }", {}),
    ("query($w: Wish, $n: Int! = 4) { goods { echo(wish: $w, times: $n) } }",
     {"w": {"sizes": ["LARGE", "SMALL"], "inner": {"atLeast": 2}}, "n": 2}),
    ("{ goods { echo(wish: {atLeast: 1, sizes: SMALL}) a: echo(wish: null) b: echo } }", {}),
    ("query($w: Wish) { goods { echo(wish: {inner: $w}) } }", {"w": {"atLeast": 5}}),
    (CONDITIONS, {"s": True}),
    (CONDITIONS, {"s": False, "i": False}),
    ("query($w: Wish) { goods { echo(wish: $w) } }", {"w": {"nothing": 1}}),
    ("query($n: Int!) { goods(first: $n) { number } }", {"n": "x"}),
]  # fmt: skip


async def both(query: str, variables: Mapping[str, Any]) -> tuple[Any, Any]:
    """By a plan, and by graphql-core."""
    core = await SCHEMA.execute(query, variable_values=dict(variables), context_value="you")
    return await planned(Plans(CORE), CORE, query, variables, context="you"), core


@pytest.mark.parametrize(("query", "variables"), SAME)
async def test_the_same_as_graphql_core(query: str, variables: Mapping[str, Any]) -> None:
    found, core = await both(query, variables)
    assert list(walked(found.data)) == list(walked(core.data))
    assert told(found) == told(core)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{ __schema { queryType { name } } }", "introspection"),
        ('{ __type(name: "Good") { name } }', "introspection"),
        ("mutation { change }", "mutation"),
        ("query @experimental_disableErrorPropagation { named { name } }", "directive"),
        ("{ stranger { name } }", "type"),
        ("{ noList }", "list"),
        ("{ awaitables }", "awaitable"),
        ("{ breaks }", "list"),
        ("{ counted }", "list"),
    ],
)
async def test_what_is_left_to_graphql_core_says_why(query: str, reason: str) -> None:
    with pytest.raises(Unplanned) as raised:
        await planned(Plans(CORE), CORE, parse(query))
    assert raised.value.reason == reason


async def test_an_answer_of_another_length_is_the_error_of_every_parent() -> None:
    found = await planned(Plans(CORE), CORE, "{ goods { tooFew nothing } }")
    assert found.data == {"goods": [{"tooFew": None, "nothing": None}] * 3}
    messages = [error.message for error in found.errors or ()]
    assert messages[0::2] == ["A batch function answered 2 of 3 parents."] * 3
    assert "not iterable" in messages[1]


async def test_an_error_that_has_a_path_keeps_it_and_failures_stand_in_the_order_of_the_response() -> None:
    found = await planned(Plans(CORE), CORE, "{ perhaps { late odd number } b: perhaps { odd } }")
    assert [error.path for error in found.errors or ()] == [
        ["perhaps", 1, "late"],
        ["perhaps", 1, "odd"],
        ["b", 1, "odd"],
    ]
