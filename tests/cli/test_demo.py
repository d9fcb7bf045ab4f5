"""`credloom demo` as a person meets it: addresses, queries of the README, pages in a browser; nothing stays behind."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credloom.cli.commands.demo import _welcome
from tests.cli.running import ROOT, Running, alive, descendants, ended, environment, running, started, until

README = (ROOT / "README.md").read_text(encoding="utf-8")
MATCHING = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
KEYS = {"credential-registry", "colorado-etpl", "north-carolina-catalog", "new-york-suny", "job-postings"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(["demo", "--port", "0"], tmp_path_factory.mktemp("demo")) as found:
        yield found


def test_every_source_is_read(demo: Running) -> None:
    answer = demo.query("{ sources { key state recordCount problem } }")
    assert "errors" not in answer
    told = {source["key"]: source for source in answer["data"]["sources"]}
    assert set(told) == KEYS
    assert {source["state"] for source in told.values()} == {"FRESH"}
    assert all(source["recordCount"] > 10 for source in told.values()), told
    assert demo.told["records"] > 300


def test_the_readmes_curl_finds_something(demo: Running) -> None:
    block = next(block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if block.startswith("curl"))
    words = shlex.split(block.replace("\\\n", " "))
    assert words[1] == "http://127.0.0.1:8000/graphql"
    answer = demo.query(json.loads(words[words.index("-d") + 1])["query"])
    assert "errors" not in answer
    assert answer["data"]["credentials"]["totalCount"] > 0


@pytest.mark.parametrize("query", re.findall(r"```graphql\n(.*?)```", README, re.DOTALL))
def test_the_readmes_queries_run(demo: Running, query: str) -> None:
    answer = demo.query(query, {"search": "nursing"})
    assert "errors" not in answer
    found: dict[str, Any] = answer["data"]["credentials"]
    assert found["totalCount"] > 0
    assert found["nodes"][0]["provenance"]
    assert {facet["facet"] for facet in found["facets"]} == {"FAMILY", "REGION", "SOURCE"}
    assert answer["extensions"]["cost"]["cost"] < answer["extensions"]["cost"]["budget"]


def test_the_example_of_matching_can_be_done(demo: Running, tmp_path: Path) -> None:
    """As docs/matching.md shows it; its figures are today's, what covers what has to be so."""
    posting, told = re.findall(r"```(?:text)?\n(.*?)```", MATCHING.partition("### An example")[2], re.DOTALL)[:2]
    (tmp_path / "posting.txt").write_text(posting, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "credloom", "match", str(tmp_path / "posting.txt")],
        env=environment(tmp_path, CREDLOOM_DATA_DIR=demo.told["data_dir"]),
        capture_output=True,
        text=True,
        check=True,
    )
    shown, expected = ({re.sub(r"0\.\d\d|\d+%", "", line) for line in text.splitlines()} for text in (ran.stdout, told))
    assert expected <= shown


def test_the_welcome_says_how_to_match_in_another_window() -> None:
    told = _welcome("http://127.0.0.1:8000", 1_272, Path("/tmp/x/data"))
    assert "\n  CREDLOOM_DATA_DIR=/tmp/x/data credloom match POSTING\n" in told


def test_a_record_is_linked_data(demo: Running) -> None:
    node = demo.query("{ credentials(first: 1) { nodes { ctid } } }")["data"]["credentials"]["nodes"][0]
    status, body = demo.get(f"/resources/{node['ctid']}?format=jsonld")
    assert status == 200
    assert json.loads(body)["ceterms:ctid"] in (node["ctid"], [node["ctid"]])
    assert demo.get(f"/resources/{node['ctid']}?format=turtle")[0] == 200


@pytest.mark.service
@pytest.mark.parametrize(
    ("path", "words"), [("/", "Colorado"), ("/graphiql", "credentials")], ids=["start page", "query page"]
)
def test_pages_in_a_browser(demo: Running, tmp_path: Path, path: str, words: str) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium")
    flags = (
        "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync "
        f"--virtual-time-budget=6000 --enable-logging=stderr --v=0 --dump-dom --user-data-dir={tmp_path}"
    )
    done = subprocess.run(
        [browser, *flags.split(), f"{demo.address}{path}"], capture_output=True, text=True, timeout=60, check=True
    )
    assert words in done.stdout
    assert "CONSOLE" not in done.stderr


def test_nothing_stays_behind(tmp_path: Path) -> None:
    with running(["demo", "--port", "0"], tmp_path) as demo:
        children = demo.children()
        assert len(children) >= 3
        assert list((tmp_path / "temporary").iterdir())
        assert demo.end(signal.SIGINT) == 0
        until(lambda: not any(alive(child) for child in children))
        assert list((tmp_path / "temporary").iterdir()) == []
        assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda how: how.name)
def test_nothing_stays_behind_when_it_is_ended_while_it_reads(tmp_path: Path, how: signal.Signals) -> None:
    process = started(["demo", "--port", "0"], tmp_path, tmp_path / "log")
    until(lambda: process.poll() is not None or list((tmp_path / "temporary").glob("*/data/*")))
    assert process.poll() is None, (tmp_path / "log").read_text()
    children = descendants(process.pid)
    process.send_signal(how)
    assert ended(process) == 130
    until(lambda: not any(alive(child) for child in children))
    assert list((tmp_path / "temporary").iterdir()) == []
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_own_files_are_served_instead(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "programs.csv").write_text(
        "Program ID,Program Name,Provider,CIP Code,Tuition\n"
        "1,Welding Technology,Red Rocks College,48.0508,1200\n"
        "2,Practical Nursing,Red Rocks College,51.3901,5200\n",
        encoding="utf-8",
    )
    ctid = "ce-00000000-0000-4000-8000-000000000077"
    node = {"@type": "ceterms:Certificate", "ceterms:ctid": ctid, "ceterms:name": {"en": "A Certificate of Our Own"}}
    (own / "certificate.json").write_text(json.dumps({"@graph": [node]}), encoding="utf-8")
    (own / "notes.txt").write_text("nothing to serve", encoding="utf-8")
    with running(["demo", "--port", "0", "--data", str(own)], tmp_path) as demo:
        assert set(demo.told["left_out"]) == {"notes.txt"}
        found = demo.query("{ credentials { nodes { ctid name } } learningOpportunities { totalCount } }")["data"]
        assert found["credentials"]["nodes"] == [{"ctid": ctid, "name": "A Certificate of Our Own"}]
        assert found["learningOpportunities"]["totalCount"] == 2


def test_own_files_that_cannot_be_used_are_said(tmp_path: Path) -> None:
    process = started(["demo", "--port", "0", "--data", str(tmp_path / "nothing")], tmp_path, tmp_path / "log")
    assert ended(process) == 1
    assert "there is no such folder" in (tmp_path / "log").read_text()
    assert list((tmp_path / "temporary").iterdir()) == []
