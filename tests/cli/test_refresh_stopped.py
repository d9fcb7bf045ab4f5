"""A refresh that is stopped, by Ctrl-C or outright, loses nothing that was written, and goes on."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from credloom.store import open_store
from tests.cli.conftest import CATALOG
from tests.cli.running import alive, descendants, ended, started, until

ROWS = 8_000


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=lambda how: how.name)
def test_it_goes_on_behind_what_was_written(tmp_path: Path, how: signal.Signals) -> None:
    rows = "".join(f"{number},Program {number},48.0508\n" for number in range(ROWS))
    (tmp_path / "programs.csv").write_text(f"Id,Title,Code\n{rows}", encoding="utf-8")
    connector = tmp_path / "connectors" / "elsewhere"
    connector.mkdir(parents=True)
    manifest = CATALOG.format(url=(tmp_path / "programs.csv").as_uri())
    (connector / "manifest.toml").write_text(manifest, encoding="utf-8")
    (tmp_path / "credloom.toml").write_text('connectors = ["connectors"]\nsources = ["elsewhere"]\n', encoding="utf-8")
    (tmp_path / "data").mkdir()
    reading = open_store(tmp_path / "data", write=False)

    def held() -> int:
        status = reading.snapshot().sources().get("elsewhere")
        return status.records if status is not None else 0

    process = started(["refresh"], tmp_path, tmp_path / "first.log")
    until(lambda: held() > 0 or process.poll() is not None)
    children = descendants(process.pid)
    process.send_signal(how)
    code = ended(process)
    kept = held()
    assert code == (130 if how is signal.SIGINT else -signal.SIGKILL)
    assert 0 < kept < ROWS
    until(lambda: not any(alive(child) for child in children))  # they notice, a moment later
    assert "Traceback" not in (tmp_path / "first.log").read_text()

    again = started(["refresh", "--json"], tmp_path, tmp_path / "second.log")
    told = json.loads(again.communicate(timeout=120)[0])[0]["progress"]
    assert again.returncode == 0
    assert told["added"] == ROWS - kept
    assert held() == ROWS
    reading.close()
