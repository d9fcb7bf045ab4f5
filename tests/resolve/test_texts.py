"""What a text means by its words or its code alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.resolve import resolver
from credloom.resolve.exact import phrases, same_words
from credloom.resolve.ports import Resolution, Scope
from credloom.store.ports import Snapshot
from tests.resolve.frameworks import (
    DESIGN,
    DRAWINGS,
    PIPE,
    PLANS,
    SAFELY,
    STATE,
    STATE_DRAWINGS,
    STATE_PIPE,
    TRADES,
)


def keys(resolution: Resolution) -> set[str]:
    return {candidate.competency.key for candidate in resolution.candidates}


@pytest.mark.parametrize(
    ("text", "decision", "found"),
    [
        ("Weld pipe", "MATCHED", {PIPE, STATE_PIPE}),  # two frameworks that say the same
        ("weld pipe in all positions", "MATCHED", {PIPE}),
        ("READ DRAWINGS", "AMBIGUOUS", {DRAWINGS, PLANS, STATE_DRAWINGS}),  # one framework says it twice
        ("design", "AMBIGUOUS", {DESIGN}),  # one word is used loosely
        ("wld-2", "MATCHED", {DESIGN}),
        ("2.1", "AMBIGUOUS", {DRAWINGS}),  # many frameworks have a 2.1
        ("Weld pipes", "NO_MATCH", set()),  # other words are for the learned part
        ("", "NO_MATCH", set()),
        ("?!", "NO_MATCH", set()),
    ],
)
def test_decisions(snapshot: Snapshot, text: str, decision: str, found: set[str]) -> None:
    [resolution] = resolver(snapshot).resolve_texts([text])
    assert (resolution.text, resolution.decision, keys(resolution)) == (text, decision, found)
    for candidate in resolution.candidates:
        assert (candidate.kind, candidate.basis) == ("EXACT", "MATCHED")
        assert 0.5 <= candidate.probability < 1
        assert "“" in candidate.explanation


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(frameworks=(TRADES,)), {DRAWINGS, PLANS}),
        (Scope(frameworks=(STATE,)), {STATE_DRAWINGS}),
        (Scope(sources=("state",)), {STATE_DRAWINGS}),
        (Scope(categories=("safety",)), set()),
    ],
)
def test_a_scope_limits_what_counts(snapshot: Snapshot, scope: Scope, found: set[str]) -> None:
    [resolution] = resolver(snapshot).resolve_texts(["read drawings"], scope)
    assert keys(resolution) == found


def test_a_category_by_its_code(snapshot: Snapshot) -> None:
    [resolution] = resolver(snapshot).resolve_texts(["work safely"], Scope(categories=("Safety",)))
    assert keys(resolution) == {SAFELY}


def test_first_and_least_probability(snapshot: Snapshot) -> None:
    few, none = (
        resolver(snapshot).resolve_texts(["read drawings"], first=1)[0],
        resolver(snapshot).resolve_texts(["design"], min_probability=0.9)[0],
    )
    assert len(few.candidates) == 1
    assert few.decision == "AMBIGUOUS"  # it does not depend on how many are shown
    assert none.decision == "NO_MATCH"


def test_many_texts_keep_their_order(snapshot: Snapshot) -> None:
    texts = ["design", "nothing", "Weld pipe", "design"]
    found = resolver(snapshot).resolve_texts(texts)
    assert [resolution.text for resolution in found] == texts
    assert found[0] == found[3]
    assert resolver(snapshot).resolve_texts([]) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([" ", "-", "!", "...", "  "]), min_size=4, max_size=4), st.booleans())
def test_case_and_punctuation_mean_nothing(snapshot: Snapshot, between: list[str], upper: bool) -> None:
    words = ["weld", "pipe", "in", "all", "positions"]
    text = "".join(word + gap for word, gap in zip(words, [*between, "."], strict=True))
    [found] = same_words(snapshot, [text.upper() if upper else text])
    assert [candidate.competency.key for candidate in found] == [PIPE]


def test_labels_inside_a_text(snapshot: Snapshot) -> None:
    texts = ["You will weld pipe, read drawings and design things.", "Design.", ""]
    found = phrases(snapshot, texts)
    assert {c.competency.key for c in found[0]} == {PIPE, STATE_PIPE, DRAWINGS, PLANS, STATE_DRAWINGS}
    assert {(c.kind, c.probability) for c in found[0]} == {("CLOSE", 0.75)}
    assert found[1] == found[2] == []
    assert phrases(snapshot, []) == []


def test_a_longer_label_hides_what_stands_inside_it(snapshot: Snapshot) -> None:
    [found] = phrases(snapshot, ["Able to weld pipe in all positions today"])
    assert {c.competency.key for c in found} == {PIPE}
