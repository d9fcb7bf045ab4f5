"""`credloom serve` as a process: answers, is refreshed from outside, is kept running, drains, ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import CATALOG, ROWS
from tests.cli.running import PATIENCE, Running, alive, ended, environment, running, started, until

SEARCH = "{ learningOpportunities { totalCount } sources { key state recordCount } }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return furnished(tmp_path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One gateway for all tests that leave it running."""
    with running(["serve"], furnished(tmp_path_factory.mktemp("serve"))) as found:
        yield found


def furnished(tmp_path: Path) -> Path:
    """A place with one connector over a file."""
    (tmp_path / "programs.csv").write_text(ROWS, encoding="utf-8")
    connector = tmp_path / "connectors" / "elsewhere"
    connector.mkdir(parents=True)
    manifest = CATALOG.format(url=(tmp_path / "programs.csv").as_uri())
    (connector / "manifest.toml").write_text(manifest, encoding="utf-8")
    (tmp_path / "credloom.toml").write_text(
        'connectors = ["connectors"]\nsources = ["elsewhere"]\nport = 0\ndeadline_ms = 5000\n', encoding="utf-8"
    )
    return tmp_path


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "credloom", *words],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_it_reads_what_is_due_and_answers(served: Running) -> None:
    assert served.get("/health/live")[0] == 200
    until(lambda: served.get("/health/ready")[0] == 200)
    until(lambda: served.query(SEARCH)["data"]["learningOpportunities"]["totalCount"] == 3)
    assert served.query(SEARCH)["data"]["sources"] == [{"key": "elsewhere", "state": "FRESH", "recordCount": 3}]
    assert b'credloom_source_records{source="elsewhere"} 3.0' in served.get("/metrics")[1]
    assert served.get("/schema.graphql")[1].startswith((b'"""', b"type", b"schema", b"directive", b"scalar", b"enum"))


def test_refresh_hands_over_to_it(served: Running) -> None:
    until(lambda: served.query(SEARCH)["data"]["learningOpportunities"]["totalCount"] == 3)
    folder = served.folder
    (folder / "programs.csv").write_text(ROWS + "4,Baking,12.0501\n", encoding="utf-8")
    ran = command(folder, "refresh", "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)[0]["progress"]["added"] == 1
    assert served.query(SEARCH)["data"]["learningOpportunities"]["totalCount"] == 4


def test_a_second_one_on_the_same_data_is_refused(served: Running) -> None:
    ran = command(served.folder, "serve")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert str(served.folder / "data") in ran.stderr
    assert served.get("/health/live")[0] == 200


def test_a_port_that_is_taken_is_said(served: Running, folder: Path) -> None:
    port = served.address.rpartition(":")[2]
    ran = command(folder, "demo", "--port", port)
    assert ran.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in ran.stderr


def test_processes_that_die_are_started_again_and_share_one_socket(folder: Path) -> None:
    with running(["serve", "--workers", "2"], folder) as served:
        until(lambda: served.query(SEARCH)["data"]["learningOpportunities"]["totalCount"] == 3)
        before = {child for child in served.children() if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}
        assert len(before) == 3
        for child in before:
            os.kill(child, signal.SIGKILL)
        until(lambda: len(set(served.children()) - before) >= 3)
        until(lambda: answers(served))
        assert 'credloom_http_requests_total{method="POST"' in served.get("/metrics")[1].decode()
        assert served.end() == 0
    assert list((folder / "temporary").iterdir()) == []


def answers(served: Running) -> bool:
    try:
        return "data" in served.query("{ __typename }")
    except OSError:
        return False


def test_requests_under_way_are_answered_before_it_ends(folder: Path) -> None:
    with running(["serve"], folder) as served:
        drained(served)


def drained(served: Running) -> None:
    until(lambda: served.get("/health/ready")[0] == 200)
    found: list[int] = []

    def ask() -> None:
        while True:
            try:
                found.append(served.get("/health/live")[0])
            except OSError:
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    until(lambda: len(found) > 20)
    children = served.children()
    assert len(children) >= 2
    began = time.monotonic()
    assert served.end() == 0
    assert time.monotonic() - began < 10
    for thread in threads:
        thread.join()
    assert set(found) == {200}
    until(lambda: not any(alive(child) for child in children))


def test_without_a_store_and_without_a_writer_it_does_not_start(folder: Path) -> None:
    process = started(["serve"], folder, folder / "log", CREDLOOM_REFRESH="0")
    assert ended(process) == 1
    assert "credloom refresh" in (folder / "log").read_text()
