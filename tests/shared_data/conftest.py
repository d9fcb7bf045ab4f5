"""The store of everything, made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared_data.everything import Everything, everything


@pytest.fixture(scope="session")
def loaded(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    """All of the public data in one store, and the stand-ins that it came from."""
    with everything(shared_data, tmp_path_factory.mktemp("everything")) as made:
        yield made
