"""What `credloom doctor` finds beyond the store: clock, cache, room, sources on the network."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from credloom import clock
from tests.cli.conftest import CATALOG, Command
from tests.cli.test_sources_commands import Handler


class Usage(NamedTuple):
    free: int


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


def findings(command: Command) -> dict[str, dict[str, str]]:
    return {finding["about"]: finding for finding in command("doctor", "--json").json}


def test_sources_on_the_network_are_asked(
    command: Command, catalog: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = catalog.parent / "connectors" / "elsewhere" / "manifest.toml"
    manifest.write_text(CATALOG.format(url=f"{address}/programs.csv"), encoding="utf-8")
    refused = findings(command)["reach elsewhere"]
    assert refused["state"] == "warning"
    assert "(127.0.0.1)" in refused["mend"], "whose name it is that leads nowhere"
    monkeypatch.setenv("CREDLOOM_ALLOW_PRIVATE_ADDRESSES", "1")
    assert findings(command)["reach elsewhere"]["found"].startswith("answers 200 in ")
    monkeypatch.setenv("CREDLOOM_SOURCE_ELSEWHERE_URL", f"{address}/secret.csv")
    assert findings(command)["reach elsewhere"]["state"] == "ok"
    monkeypatch.setenv("CREDLOOM_SOURCE_ELSEWHERE_URL", f"{address}/broken.csv")
    assert findings(command)["reach elsewhere"]["state"] == "warning"


@pytest.mark.usefixtures("catalog")
def test_a_source_that_failed_last_time_is_told(command: Command, catalog: Path) -> None:
    command("refresh")
    catalog.unlink()
    command("refresh")
    told = findings(command)["refresh of elsewhere"]
    assert told["state"] == "warning"
    assert "3 records are served" in told["mend"]


@pytest.mark.usefixtures("catalog")
def test_what_is_wrong_with_the_machine(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free=1 << 20))
    monkeypatch.setenv("CREDLOOM_CACHE", "redis://:hunter2@127.0.0.1:1/0")
    told = findings(command)
    assert told["clock"]["state"] == "bad"
    assert told["data_dir"]["state"] == "warning"
    assert told["cache"]["found"].startswith("127.0.0.1 does not answer")
    assert "hunter2" not in str(told)


def test_a_place_that_cannot_be_written(command: Command, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDLOOM_DATA_DIR", str(catalog / "below-a-file"))
    ran = command("doctor", "--json")
    assert ran.code == 1
    assert {finding["about"]: finding["state"] for finding in ran.json}["data_dir"] == "bad"
