"""How well requirements are found in labelled texts, and that the measure itself is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from credloom.requirements.clause import Clause
from credloom.requirements.measure import counted, measure
from tests.requirements import gold

LEAST_F1 = 0.80
MOST_BOILERPLATE = 0.05


def test_our_own_texts() -> None:
    rows = gold.own()
    assert len(rows) >= 35
    found = measure(rows)
    assert found["f1"] >= LEAST_F1
    assert found["boilerplate_share"] <= MOST_BOILERPLATE


@pytest.mark.shared_data
def test_public_texts(shared_data: Path) -> None:
    rows = list(gold.public(shared_data))
    assert len(rows) >= 60
    found = measure(rows)
    assert found["f1"] >= LEAST_F1
    assert found["boilerplate_share"] <= MOST_BOILERPLATE


def test_texts_without_headings() -> None:
    rows = gold.messy()
    assert len(rows) >= 10
    found = measure(rows)
    assert found["f1"] >= LEAST_F1
    assert found["boilerplate_share"] <= MOST_BOILERPLATE


def test_labels_are_places() -> None:
    for row in (*gold.own(), *gold.messy()):
        for span in (*row["spans"], *row["boilerplate"]):
            words = row["text"][span["start"] : span["end"]]
            assert words == words.strip()
            assert words


def row(*spans: tuple[int, int]) -> dict[str, object]:
    labelled = [{"start": start, "end": end, "kind": "COMPETENCY", "necessity": "REQUIRED"} for start, end in spans]
    return {"text": "x" * 100, "spans": labelled, "boilerplate": [{"start": 80, "end": 100}]}


def found(*spans: tuple[int, int], kind: str = "COMPETENCY") -> list[Clause]:
    return [Clause("x", start, end, kind) for start, end in spans]


def test_half_of_what_both_cover_is_enough() -> None:
    assert counted(row((0, 10)), found((0, 20))).right == 1
    assert counted(row((0, 10)), found((0, 21))).right == 0
    assert counted(row((0, 10)), found((0, 5))).right == 1


def test_each_label_counts_once() -> None:
    counts = counted(row((0, 10), (10, 20)), found((0, 10), (0, 9), (11, 20), kind="EDUCATION"))
    assert (counts.found, counts.labelled, counts.right, counts.kinds, counts.necessities) == (3, 2, 2, 0, 2)


def test_figures() -> None:
    figures = (counted(row((0, 10)), found((0, 10), (85, 95))) + counted(row((0, 10)), [])).figures()
    assert figures == {
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "kind_accuracy": 1.0,
        "necessity_accuracy": 1.0,
        "boilerplate_share": 0.5,
    }
    assert measure([])["f1"] == 0.0
