"""`credloom match`: a table for people, JSON for scripts, errors with their place."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from credloom.store import open_store
from tests.cli.conftest import Command
from tests.match import offers
from tests.resolve import frameworks

TEXT = "Pipe Fitter\n\nRequirements\n- Weld pipe\n- Read drawings\n- Boiler licence\n- Juggle knives\n"


@pytest.fixture
def posting(tmp_path: Path) -> Path:
    store = open_store(tmp_path / "data", write=True)
    frameworks.write(store, "registry", [frameworks.trades(), *offers.payloads()])
    store.close()
    file = tmp_path / "job.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_a_table_says_what_covers_what_and_what_is_missing(command: Command, posting: Path) -> None:
    ran = command("match", str(posting))
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Pipe Fitter: ")
    assert "Pipe Badge" in ran.out
    assert "missing: " in ran.out
    assert "Covered by none of them: " in ran.out
    assert "Together more than any one:" in ran.out


def test_json_holds_the_same(command: Command, posting: Path) -> None:
    found = command("match", str(posting), "--json", "--first", "2").json
    assert found["job"]["title"] == "Pipe Fitter"
    assert len(found["credentials"]) == 2
    texts = [one["text"] for one in found["requirements"]]
    for one in found["credentials"]:
        assert 0 < one["score"] <= 1
        places = {item["requirement"] for item in one["covered"]} | set(one["gaps"])
        assert places == set(range(len(texts)))
    assert "Juggle knives" in [texts[place] for place in found["uncovered"]]
    sure = command("match", str(posting), "--json", "--min-probability", "0.99").json
    assert all(item["probability"] >= 0.99 for one in sure["credentials"] for item in one["covered"])


def test_standard_input_and_other_forms(command: Command, posting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Fitter", "skills": ["Weld pipe"]}
    for text, form in ((json.dumps(job), "JSON"), ("<html><p>Requirements</p><ul><li>Weld pipe</li></ul>", "HTML")):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        found = command("match", "-", "--json").json
        assert found["job"]["form"] == form
        assert found["credentials"][0]["name"] == "Pipe Badge"


def test_nothing_fits(command: Command, posting: Path) -> None:
    posting.write_text("Juggler\n\nRequirements\n- Juggle knives\n", encoding="utf-8")
    ran = command("match", str(posting))
    assert ran.code == 0
    assert "No stored credential fits." in ran.out


def test_before_anything_was_harvested(command: Command, tmp_path: Path) -> None:
    (tmp_path / "job.txt").write_text(TEXT, encoding="utf-8")
    ran = command("match", "job.txt")
    assert (ran.code, ran.err) == (0, "")
    assert "`credloom refresh` brings in what the sources offer." in ran.out
    found = command("match", "job.txt", "--json").json
    assert found["requirements"]
    assert found["credentials"] == []
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    command("match", "job.txt")
    assert list((tmp_path / "data").iterdir()) == []


def test_what_cannot_be_read(command: Command, posting: Path, tmp_path: Path) -> None:
    assert "Expected a file with a posting, or - for standard input." in command("match", "nowhere.txt").err
    assert "cannot be read" in command("match", "nowhere.txt").err
    assert "found the text itself" in command("match", TEXT).err
    posting.write_bytes(b"\xff\xfe\xfa")
    assert "not UTF-8" in command("match", str(posting)).err
    posting.write_text("{", encoding="utf-8")
    assert f"{posting}:1:2: this is not JSON" in command("match", str(posting)).err
    assert command("match", str(posting), "--min-probability", "2").code == 2
    assert command("match", str(posting), "--first", "x").code == 2
