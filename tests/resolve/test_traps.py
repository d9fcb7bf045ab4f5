"""Texts that look alike and are not the same."""

from __future__ import annotations

import pytest

from credloom.resolve.linking import judged
from credloom.resolve.traps import conflict


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("install pumps", "uninstall pumps"),
        ("assemble furniture", "disassemble furniture"),
        ("increase water pressure", "decrease water pressure"),
        ("work without supervision", "work with supervision"),
        ("supervise dental procedures", "perform dental procedures"),
        ("basic life support", "advanced life support"),
        ("algebra 1", "algebra 2"),
        ("Level I welding", "Level III welding"),
        ("UX", "create prototypes of programs"),
    ],
)
def test_what_stands_against_a_likeness_is_told_both_ways(text: str, label: str) -> None:
    assert conflict(text, label)
    assert conflict(label, text)
    kind, chance = judged(text, label, 0.99, preferred=True, accept=0.7)
    assert kind == "RELATED"
    assert chance < 0.5


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("weld pipe", "weld pipes"),
        ("manage staff", "supervise staff"),
        ("CNA", "certified nursing assistant"),
        ("JS", "JavaScript"),
        ("SQL", "SQL Server"),
        ("use a computer", "use computers"),
        ("Grade 2 mathematics", "mathematics of grade 2"),
    ],
)
def test_other_words_for_the_same_are_no_conflict(text: str, label: str) -> None:
    assert conflict(text, label) is None
    assert conflict(label, text) is None


def test_one_word_that_is_another_label_never_links() -> None:
    kind, chance = judged("design", "Design", 0.99, preferred=False, accept=0.7)
    assert (kind, chance < 0.5) == ("RELATED", True)
    assert judged("design", "Design", 0.99, preferred=True, accept=0.7) == ("EXACT", 0.8)


def test_a_kind_is_never_read_off_a_likeness() -> None:
    assert judged("weld pipes", "Weld pipe", 0.2, preferred=True, accept=0.7) == ("EXACT", 0.97)
    assert judged("join pipe by welding", "weld pipe", 0.9, preferred=True, accept=0.7) == ("CLOSE", 0.9)
    assert judged("join pipe by welding", "weld pipe", 0.6, preferred=True, accept=0.7) == ("RELATED", 0.6)
