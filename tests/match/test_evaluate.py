"""How well credentials are ranked for jobs on our own graded set, and the measures themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from credloom.errors import UsageError
from credloom.match.evaluate import pairs, ranking
from credloom.match.evaluate.bm25 import bm25
from credloom.match.text.model import weights
from credloom.match.text.train import document, held_out, learned
from credloom.resolve.evaluate import evaluate

GOLD = Path(__file__).resolve().parents[1] / "gold"


@pytest.mark.parametrize("name", ["ranking-own", "ranking-apart"])
def test_the_set_is_as_large_and_as_hard_as_it_has_to_be(name: str) -> None:
    jobs = ranking.read(GOLD / f"{name}.ranking.jsonl")
    assert len(jobs) >= 25
    assert len({job.id for job in jobs}) == len(jobs)
    for job in jobs:
        assert len(job.candidates) >= 15
        assert sum(one.hard_negative for one in job.candidates) >= 3
        assert max(one.grade for one in job.candidates) == 3
        assert all(one.grade == 0 for one in job.candidates if one.hard_negative)


@pytest.mark.parametrize("name", ["ranking-own", "ranking-apart"])
def test_ranking_is_better_than_words_alone(name: str) -> None:
    """No weight has seen the jobs of `ranking-apart`; they were written before the features that they measure."""
    found = ranking.measure(GOLD)[name][1]
    ours, theirs = ({name: one.value for name, one in found[way].items()} for way in ("credloom", "bm25"))
    assert float(str(ours["ndcg@10"])) >= 0.95
    assert float(str(ours["ndcg@10"])) > float(str(theirs["ndcg@10"])) + 0.02
    assert float(str(ours["hard_negatives_top3"])) == 0
    assert float(str(theirs["hard_negatives_top3"])) >= 12


def test_no_job_that_is_measured_apart_is_learned_from() -> None:
    own, apart = (ranking.read(GOLD / f"ranking-{name}.ranking.jsonl") for name in ("own", "apart"))
    names = [{(one.name, one.text) for job in jobs for one in job.candidates if one.text} for jobs in (own, apart)]
    assert len(names[0] & names[1]) < 0.1 * len(names[1])


def test_weights_learned_from_a_part_hold_for_the_rest() -> None:
    jobs = ranking.read(GOLD / "ranking-own.ranking.jsonl")[::3]
    found = held_out(jobs)
    assert float(str(found["ndcg@10"])) >= 0.85
    text = document(learned(jobs[:4]), GOLD / "ranking-own.ranking.jsonl", found, 4)
    assert 'version = "text-1-' in text
    assert weights().version.startswith("text-1-")


def test_ndcg() -> None:
    assert ranking.ndcg([3, 2, 0], [0, 1, 2]) == 1
    assert ranking.ndcg([0, 0], [1, 0]) == 1
    assert 0 < ranking.ndcg([3, 2, 0], [2, 1, 0]) < 0.7


def test_bm25_knows_rare_words() -> None:
    found = bm25("welding of pipe", ["pipe and steel", "steel", "weld pipes", ""])
    assert sorted(range(4), key=lambda place: -found[place])[:2] == [2, 0]
    assert found[3] == 0
    assert bm25("x", []) == []


def test_pairs_are_judged_each_by_itself(tmp_path: Path) -> None:
    rows = [
        '{"a": "Weld steel plate", "b": "weld steel plate.", "label": "exact"}',
        '{"a": "Install software", "b": "Uninstall software", "label": "none"}',
        '{"a": "Bake bread", "b": "Audit ledgers", "label": "none"}',
    ]
    (tmp_path / "own.pairs.jsonl").write_text("\n".join(rows), "utf-8")
    count, ways = evaluate(tmp_path)["own"]
    found: dict[str, object] = {name: one.value for name, one in ways["credloom"].items()}
    assert count == 3
    assert found["accept_precision"] == found["accept_recall"] == 1
    assert found["confusion"] == {"exact": {"exact": 1}, "none": {"none": 2}}
    assert ways["credloom"]["confusion"].interval() is None
    assert ways["exact"]["accept_recall"].value == 0
    assert pairs.judged([]) == []


def test_a_line_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "x.ranking.jsonl").write_text('{"id": "1", "requirements": [], "candidates": [{"id": 1}]}', "utf-8")
    with pytest.raises(UsageError, match=r"x\.ranking\.jsonl:1: "):
        evaluate(tmp_path)
