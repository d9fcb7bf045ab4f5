"""How a source is said to stand."""

from __future__ import annotations

import pytest

from credloom.refresh.standing import standing
from credloom.store.ports import SourceStatus
from tests.connect.registry.registries import source


@pytest.mark.parametrize(
    ("records", "problem", "state"),
    [
        (0, None, "NEVER_LOADED"),
        (0, "It is down.", "FAILED"),
        (5_200, None, "PARTIAL"),
        (5_200, "It is down.", "PARTIAL"),
    ],
)
def test_a_source_that_was_never_read_to_its_end(records: int, problem: str | None, state: str) -> None:
    status = SourceStatus(source="credential-registry", records=records, problem=problem)
    found = standing(source(), status, None)
    assert found.state == state
    assert found.as_of is None
    assert (found.message or "").startswith(problem or ("It has not" if records else ""))


def test_a_source_that_nobody_heard_of() -> None:
    assert standing(source(), None, None).state == "NEVER_LOADED"
