"""What operations cost, by the sizes they ask for."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from credloom.execute.cost import ASSUMED, LONGEST, WHOLE_SCHEMA, Costs
from credloom.execute.documents import Prepared
from tests.execute.world import SCHEMA


def cost(query: str, **variables: Any) -> int:
    document = parse(query)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Costs(SCHEMA, document).of(operation, variables)


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{ __typename }", {}, 1),
        ("{ books { totalCount } }", {}, 2),
        ("{ books { nodes { name } } }", {}, 1 + 20 * 2),
        ("{ books(first: 3) { totalCount nodes { name } } }", {}, 2 + 3 * 2),
        ("query($n: Int = 4) { books(first: $n) { nodes { name } } }", {}, 1 + 4 * 2),
        ("query($n: Int = 4) { books(first: $n) { nodes { name } } }", {"n": 6}, 1 + 6 * 2),
        ("query($n: Int) { books(first: $n) { nodes { name } } }", {"n": "six"}, 1 + 20 * 2),
        ("query($n: Int) { books(first: $n) { nodes { name } } }", {"n": -5}, 1),
        ("{ books(first: 99999999999999) { nodes { name } } }", {}, 1 + LONGEST * 2),
        ("{ books(first: 2) { nodes { similar(first: 3) { name } } } }", {}, 1 + 2 * (1 + 3 * 2)),
        ("{ books(first: 2) { nodes { authors { name } } } }", {}, 1 + 2 * (1 + ASSUMED * 2)),
        ('{ byIds(ids: ["1", "2", "3"]) { name } }', {}, 3 * 2),
        ('{ byIds(ids: "1") { name } }', {}, 2),
        ("query($i: [ID!]!) { byIds(ids: $i) { name } }", {"i": ["1"] * 7}, 7 * 2),
        ("query($i: [ID!]!) { byIds(ids: $i) { name } }", {"i": "1"}, 2),
        ("{ books(first: 2) { ...N } } fragment N on Books { nodes { name } }", {}, 1 + 2 * 2),
        ("{ books(first: 2) { ... on Books { nodes { name } } ... { totalCount } } }", {}, 1 + 2 * 2 + 1),
        ("{ books { ...A } } fragment A on Books { ...B } fragment B on Books { ...A }", {}, 1),
        ("{ nothing { like { this } } ...missing }", {}, 3),
        ("{ __schema { types { name } } }", {}, WHOLE_SCHEMA),
        ('{ __type(name: "Book") { fields { name } } }', {}, 1 + 30 * 2),
        ("mutation { change }", {}, 1),
    ],
)
def test_costs(query: str, variables: dict[str, Any], expected: int) -> None:
    assert cost(query, **variables) == expected


def test_a_cost_is_remembered_by_sizes_alone() -> None:
    document = parse("query($n: Int, $t: String) { books(first: $n) { nodes { name } } }")
    prepared = Prepared(SCHEMA, document)
    operation = prepared.operation(None)
    assert prepared.cost(operation, {"n": 2, "t": "a"}) == prepared.cost(operation, {"n": 2, "t": "b"}) == 5
    assert prepared.cost(operation, {"n": 3, "t": "a"}) == 7
    assert len(prepared._known) == 2
    for number in range(100):
        prepared.cost(operation, {"n": number})
    assert len(prepared._known) <= 32


def test_variables_of_any_shape_are_no_trouble() -> None:
    document = parse("query($n: Int) { books(first: $n) { nodes { name } } }")
    prepared = Prepared(SCHEMA, document)
    values: tuple[Any, ...] = (None, True, 1.5, {"a": []}, [[1]], "x" * 1000)
    for value in values:
        assert prepared.cost(prepared.operation(None), {"n": value, "other": value}) > 0
