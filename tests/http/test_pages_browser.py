"""The pages in a real browser, over a real socket: what a person sees, and that the browser finds nothing to refuse."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from credloom.http.app import build
from credloom.settings import Settings
from tests.http.gateway import CTID, Gateway

pytestmark = pytest.mark.service
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --virtual-time-budget=6000 --enable-logging=stderr --v=0 --dump-dom"
)
SOURCE: dict[str, Any] = {
    "key": "onet", "name": "O*NET <i>occupations</i>", "kind": "OCCUPATION_TAXONOMY", "mode": "MIRROR",
    "state": "STALE",
    "recordCount": 1016, "lastRefreshedAt": "2026-01-02T03:04:05Z", "problem": "The source answered 502.",
}  # fmt: skip


class Server:
    """The application on a free port, in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.gateway = Gateway()
        self.server = uvicorn.Server(uvicorn.Config(build(settings, self.gateway), port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.address = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server(Settings())
    yield found
    found.close()


def look(address: str, tmp_path: Path) -> tuple[str, str]:
    """`(the page as it stands after its scripts ran, what the browser complained of)`."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium")
    done = subprocess.run(
        [browser, *FLAGS.split(), f"--user-data-dir={tmp_path / 'profile'}", address],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def test_the_start_page_shows_the_sources(server: Server, tmp_path: Path) -> None:
    server.gateway.listed = [SOURCE]
    page, complaints = look(server.address, tmp_path)
    assert "O*NET &lt;i&gt;occupations&lt;/i&gt;" in page
    assert "1,016 records from 1 source, 0 of them fresh." in page
    assert '<span class="state warn">Stale</span>' in page
    assert "The source answered 502." in page
    assert page.count(f'<a href="/resources/{CTID}">Welding &lt;i&gt;</a>') == 2
    assert '<span class="beside">College &lt;b&gt;</span>' in page
    assert f"curl {server.address}/graphql" in page
    assert complaints == ""


def test_the_start_page_without_sources_says_what_to_do(server: Server, tmp_path: Path) -> None:
    page, complaints = look(server.address, tmp_path)
    assert '<div class="note" id="empty">No source is enabled.' in page
    assert complaints == ""


def test_the_query_page_reads_the_schema(server: Server, tmp_path: Path) -> None:
    page, complaints = look(f"{server.address}/graphiql", tmp_path)
    assert '<h3 tabindex="-1">Query</h3>' in page
    assert ">sources: <button" in page
    assert ">Search credentials with facets</option>" in page
    assert complaints == ""


def test_in_production_the_start_page_does_not_offer_the_query_page(tmp_path: Path) -> None:
    found = Server(Settings(production=True))
    try:
        page, _ = look(found.address, tmp_path)
    finally:
        found.close()
    assert '<li data-query-page="" hidden="">' in page
