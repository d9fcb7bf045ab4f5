"""What production tells of the schema: nothing, in answers that clients can read."""

from __future__ import annotations

import pytest

from tests.execute.world import Asked

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "query",
    [
        '{ __type(name: "Book") { name fields { name } } }',
        "query($n: String!) { __type(name: $n) { name } }",
        "query($n: String!) { ...Q } fragment Q on Query { __type: __type(name: $n) @include(if: true) { kind } }",
    ],
)
async def test_in_production_no_type_has_any_name(query: str) -> None:
    ask = Asked(production=True)
    for _ in range(2):  # the second time from the kept document
        answer = await ask(query, variables={"n": "Book"})
        assert answer["data"] == {"__type": None}
        assert "errors" not in answer


async def test_other_fields_are_answered_beside_it() -> None:
    query = '{ __typename a: __type(name: "Query") { name } books(first: 1) { nodes { __typename } } }'
    answer = await Asked(production=True)(query)
    assert answer["data"]["__typename"] == "Query"
    assert answer["data"]["a"] is None
    assert len(answer["data"]["books"]["nodes"]) == 1
    assert (await Asked()(query))["data"]["a"] == {"name": "Query"}
