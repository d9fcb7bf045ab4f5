"""The closed list of readers is the one that manifests and documentation know."""

from __future__ import annotations

import pytest

from credloom.connect.client import Client
from credloom.connect.readers import READERS, reader_for
from credloom.errors import SourceBadData
from credloom.sources import readers as declared
from tests.connect.servers import source

_MADE = {
    "ctdl": "DocumentReader",
    "registry": "RegistryReader",
    "jobs": "JobsReader",
    "onet": "OnetReader",
    **dict.fromkeys(declared.TABLE_READERS, "TableReader"),
}


def test_the_list_is_the_declared_one() -> None:
    assert list(READERS) == list(declared.READERS)


@pytest.mark.parametrize("name", list(declared.READERS))
def test_each_name_makes_its_reader(name: str) -> None:
    made = reader_for(source("https://source.example/", reader=name), Client(env={}))
    assert type(made).__name__ == _MADE[name]
    assert isinstance(made.live, bool)


def test_an_unknown_name_is_an_error_with_the_nearest() -> None:
    with pytest.raises(SourceBadData, match=r"no reader 'jsn'\. Did you mean 'json'"):
        reader_for(source("https://source.example/", reader="jsn"), Client(env={}))
