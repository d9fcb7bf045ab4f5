"""A command line over a data directory, connectors and an environment of the test's own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from credloom.cli import main

CATALOG = """\
[source]
name = "Colleges of Elsewhere"

[fetch]
reader = "csv"
url = "{url}"

[record]
type = "LearningProgram"
id = "Id"

[map]
"ceterms:name" = "Title"
"ceterms:instructionalProgramType" = "Code"
"""
ROWS = "Id,Title,Code\n1,Welding,48.0508\n2,Nursing,51.3801\n3,Dance,no such code\n,Nameless,\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Ran]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs one command in this process; nothing of the caller's environment counts."""
    for name in [name for name in os.environ if name.startswith("CREDLOOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDLOOM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CREDLOOM_LOG_LEVEL", "error")

    def run(*words: str) -> Ran:
        try:
            code = main(words)
        except SystemExit as error:
            code = int(error.code or 0)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def catalog(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A connector `elsewhere` over a CSV file, the only one enabled; returns the file."""
    file = tmp_path / "programs.csv"
    file.write_text(ROWS, encoding="utf-8")
    folder = tmp_path / "connectors" / "elsewhere"
    folder.mkdir(parents=True)
    (folder / "manifest.toml").write_text(CATALOG.format(url=file.as_uri()), encoding="utf-8")
    monkeypatch.setenv("CREDLOOM_CONNECTORS", str(folder.parent))
    monkeypatch.setenv("CREDLOOM_SOURCES", "elsewhere")
    return file
