"""Labelled texts of a folder, measured beside a baseline."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from credloom.errors import UsageError
from credloom.match.evaluate.spans import MEASURES, measure
from credloom.resolve.evaluate import evaluate
from tests.requirements import gold

TEXT = "Requirements\n- Weld pipe\nBenefits\n- Free lunch"


def write(folder: Path, *rows: object) -> None:
    (folder / "jobs.spans.jsonl").write_bytes(b"\n".join(orjson.dumps(row) for row in rows))


def test_a_folder_of_labelled_texts(tmp_path: Path) -> None:
    label = {"start": 15, "end": 24, "kind": "COMPETENCY", "necessity": "REQUIRED"}
    write(tmp_path, {"text": TEXT, "spans": [label], "boilerplate": [{"start": 25, "end": len(TEXT)}]})
    count, ways = evaluate(tmp_path)["jobs"]
    assert count == 1
    assert {name: ways["credloom"][name].value for name in MEASURES} == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "kind_accuracy": 1.0,
        "necessity_accuracy": 1.0,
        "boilerplate_share": 0.0,
    }
    assert ways["lines"]["precision"].value == 0.25
    assert ways["lines"]["boilerplate_share"].value == 0.5


def test_our_own_texts_beside_the_baseline(tmp_path: Path) -> None:
    write(tmp_path, *({name: row[name] for name in ("text", "spans", "boilerplate")} for row in gold.own()))
    _, ways = measure(tmp_path)["jobs"]
    ours, lines = ways["credloom"]["f1"], ways["lines"]["f1"]
    assert ours.value is not None
    assert lines.value is not None
    assert ours.value > lines.value + 0.3
    interval = ours.interval()
    assert interval is not None
    assert interval[0] < ours.value < interval[1]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"text": TEXT, "spans": [{"start": "a"}]})
    with pytest.raises(UsageError, match=r"jobs\.spans\.jsonl:1"):
        measure(tmp_path)
