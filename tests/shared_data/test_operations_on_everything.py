"""Every front-end operation of the contract answers on the public data, as when its answer was checked by eye."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from tests.shared_data.asking import CASES, OPERATIONS, answers
from tests.shared_data.everything import ANSWERS, Everything

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def answered(loaded: Everything) -> dict[str, Any]:
    return asyncio.run(answers(loaded.data_dir, loaded.sources))


def test_every_operation_is_asked() -> None:
    assert {operation for operation, _ in CASES.values()} == set(OPERATIONS)


@pytest.mark.parametrize("case", CASES)
def test_the_answer_is_as_checked(answered: dict[str, Any], case: str) -> None:
    assert answered[case] == orjson.loads(ANSWERS.read_bytes())[case]
