"""The learned ranking over small sets of concepts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.resolve.learned import near
from credloom.resolve.learned.kit import kit
from credloom.resolve.learned.making import build
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.segment import Concept, load
from credloom.resolve.learned.space import Space
from credloom.resolve.learned.words import content, core, read, spans, stem, stems

CONCEPTS = [
    Concept("weld", "weld pipe", ("pipe welding", "join pipes by welding"), "Join pipes with an arc.", "trades"),
    Concept("nurse", "care for patients", ("patient care",), "Look after people who are ill.", "health", ("registry",)),
    Concept("python", "Python (computer programming)", ("Python",), "Write programs in Python.", "it", (), "Skill"),
    Concept("budget", "manage budgets", ("budgeting",), "Plan, monitor and report on the budget.", "office"),
]


_SEGMENT = build(CONCEPTS, kit().encoders)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    found = kit()
    return Ranker(Space([build(CONCEPTS, found.encoders)]), found)


def first(ranker: Ranker, text: str) -> str | None:
    found = ranker.rank([text], "phrase")[0]
    return ranker.space.keys(found.concepts[:1])[0] if len(found.concepts) else None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ability to weld pipes", "weld"),
        ("strong knowledge of budgeting and budget monitoring", "budget"),
        ("<p>Experience in <b>patient care</b></p>", "nurse"),
        ("\U0001f680 Python programmer \U0001f680", "python"),
        ("soudage de pipe", "weld"),
    ],
)
def test_texts_find_what_they_mean(ranker: Ranker, text: str, key: str) -> None:
    assert first(ranker, text) == key


def test_many_at_once_are_ranked_as_one_by_one(ranker: Ranker) -> None:
    texts = ["weld pipes", "", "patient care", "Python", "monitor a budget", "knit socks"]
    for text, found in zip(texts, ranker.rank(texts, "link"), strict=True):
        alone = ranker.rank([text], "link")[0]
        assert found.concepts.tolist() == alone.concepts.tolist()
        assert np.allclose(found.chances, alone.chances, atol=1e-4)


def test_segments_are_ranked_as_one_where_their_statistics_are_the_same(ranker: Ranker, tmp_path: Path) -> None:
    found, whole = kit(), ranker.space.segments[0]
    parts = [build(CONCEPTS[:2], found.encoders, tmp_path / "a", whole.statistics)]
    parts.append(build(CONCEPTS[2:], found.encoders, tmp_path / "b", whole.statistics))
    both = Ranker(Space([load(tmp_path / "a"), load(tmp_path / "b")]), found)
    for text in ("weld pipes", "python and patient care"):
        one, other = ranker.rank([text], "phrase")[0], both.rank([text], "phrase")[0]
        assert ranker.space.keys(one.concepts) == both.space.keys(other.concepts)
        assert np.allclose(one.chances, other.chances, atol=1e-4)
        assert ranker.space.surfaces(one.surfaces) == both.space.surfaces(other.surfaces)


def test_what_does_not_count_any_more_is_not_found() -> None:
    found = kit()
    alive = np.array([False, True, True, True])
    ranker = Ranker(Space([build(CONCEPTS, found.encoders)], [alive]), found)
    assert "weld" not in ranker.space.keys(ranker.rank(["weld pipe"], "phrase")[0].concepts)


def test_searches_are_limited_by_framework_source_and_category(ranker: Ranker) -> None:
    for limits, key in (
        ((("office",), (), ()), "budget"),
        (((), ("registry",), ()), "nurse"),
        (((), (), ("skill",)), "python"),
    ):
        only = ranker.space.allowed(*limits)
        found = ranker.rank(["weld pipe"], "phrase", only=only)[0]
        assert ranker.space.keys(found.concepts) == [key]


def test_nothing_is_found_among_nothing() -> None:
    ranker = Ranker(Space([]), kit())
    assert [len(one.concepts) for one in ranker.rank(["weld", ""], "phrase")] == [0, 0]


def test_bits_find_nearly_all_of_the_nearest() -> None:
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(200, 256))
    rows = (centres[rng.integers(0, 200, 20_000)] + rng.normal(size=(20_000, 256)) * 0.7).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    fine, scale = near.quantised(rows)
    vectors = near.Vectors(near.bits(rows, rows.mean(axis=0)), fine, scale, rows.mean(axis=0))
    queries = rows[:50]
    hits = 0
    for query, (places, cosines) in zip(queries, vectors.nearest(queries, 10), strict=True):
        hits += len(set(places.tolist()) & set(np.argsort(-(rows @ query))[:10].tolist()))
        assert np.allclose(cosines, rows[places] @ query, atol=0.01)
    assert hits >= 490
    without = near._by_numpy(near.bits(queries[:1], vectors.centre)[0], vectors.coarse, 400)
    assert set(vectors.nearest(queries[:1], 10)[0][0].tolist()) <= set(without.tolist())


def test_lead_ins_are_left_out() -> None:
    assert core("Strong understanding of SQL") == "SQL"
    assert core("The learner will be able to weld pipe") == "weld pipe"
    assert core("knowledge of") == "knowledge of"
    assert core("Good manners") == "Good manners"


def test_words_with_signs_and_their_places() -> None:
    assert stems("C++, C# and Node.js") == ("c++", "c#", "and", "nodej")
    assert content("of the") == ["of", "the"]
    text = "Weld the pipes."
    assert [text[a:b] for a, b in spans(text, {"weld", stem("pipe")})] == ["Weld", "pipes"]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    ranker = Ranker(Space([_SEGMENT]), kit())
    found = ranker.rank([text], "phrase")[0]
    assert np.isfinite(found.chances).all()
    assert ((found.chances >= 0) & (found.chances <= 1)).all()
    assert (np.diff(found.chances) <= 0).all()


@pytest.mark.parametrize("text", ["a" * 1_000_000, "weld pipe " * 100_000, "<b>" * 300_000, "\u4e2d\u6587" * 500_000])
def test_a_megabyte_is_read_to_its_limit(ranker: Ranker, text: str) -> None:
    assert len(read(text)) <= 1_000
    ranker.rank([text], "phrase")
