"""`credloom resolve`: a table for people, JSON for scripts, texts from the standard input, and what cannot be done."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest

from credloom.store import open_store
from tests.cli.conftest import Command
from tests.resolve import frameworks

pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture
def filled(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data", write=True)
    frameworks.write(store, "registry", [frameworks.trades()])
    frameworks.write(store, "state", [frameworks.state()])
    store.close()


def test_a_table_says_what_a_text_means_and_why(command: Command) -> None:
    ran = command("resolve", "weld pipe")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("weld pipe: ")
    assert "0.97" in ran.out
    assert "Weld pipe" in ran.out
    assert "why" in ran.out


def test_json_holds_chances_and_evidence(command: Command) -> None:
    [told] = command("resolve", "weld pipe", "--json").json
    assert told["text"] == "weld pipe"
    assert told["decision"] in ("MATCHED", "AMBIGUOUS")
    best = told["candidates"][0]
    assert best["key"] == frameworks.PIPE
    assert (best["kind"], best["basis"]) == ("EXACT", "MATCHED")
    assert 0.9 < best["probability"] <= 1
    assert best["explanation"]
    assert all({"text"} <= set(one) for one in best["evidence"])


def test_several_texts_each_get_an_answer_in_order(command: Command) -> None:
    ran = command("resolve", "weld pipe", "juggle knives", "--json")
    assert ran.code == 1
    assert [(one["text"], one["decision"]) for one in ran.json][1] == ("juggle knives", "NO_MATCH")
    assert ran.json[1]["candidates"] == []


def test_texts_come_from_the_standard_input_line_by_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("weld pipe\n\n  read drawings  \n"))
    assert [one["text"] for one in command("resolve", "-", "--json").json] == ["weld pipe", "read drawings"]


def test_limits(command: Command) -> None:
    [told] = command("resolve", "read drawings", "--first", "1", "--json").json
    assert len(told["candidates"]) == 1
    assert command("resolve", "weld pipe", "--min-probability", "1").code == 1


@pytest.mark.parametrize("texts", [[], ["  "]])
def test_nothing_to_look_up(command: Command, texts: list[str]) -> None:
    ran = command("resolve", *texts)
    assert ran.code != 0
    assert "Expected a text" in ran.err


def test_a_folder_without_weights_prepares_nothing(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = command("resolve", "--prepare", str(tmp_path / "empty"))
    assert ran.code != 0
    assert ran.err.startswith("credloom: ")
    assert str(tmp_path / "empty") in ran.err or "credloom[semantic]" in ran.err
    assert not list((tmp_path / "data").rglob("*.onnx"))


def test_before_anything_was_harvested(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDLOOM_DATA_DIR", str(tmp_path / "none" / "yet"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    hint = "credloom: no competency is stored; `credloom refresh` brings in what the sources offer.\n"
    assert command("resolve", "weld pipe") == (1, "weld pipe: NO_MATCH\n", hint)
    ran = command("resolve", "weld pipe", "--json")
    assert (ran.code, ran.err) == (1, hint)
    assert ran.json == [{"text": "weld pipe", "decision": "NO_MATCH", "candidates": []}]
    assert not (tmp_path / "none").exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_stands_for_nothing_in_a_full_store_needs_no_refresh(command: Command) -> None:
    assert command("resolve", "juggle knives") == (1, "juggle knives: NO_MATCH\n", "")
