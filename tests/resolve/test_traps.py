"""Texts that look alike and are not the same."""

from __future__ import annotations

import pytest

from credloom.resolve.learned.words import stem
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
        ("train dogs", "dog trains"),
        ("train dogs", "dogs train"),
        ("teach nurses", "nurses teach"),
        ("teach nurses anatomy", "nurses teach anatomy"),
        ("repair computers with tools", "repair tools with computers"),
        ("convert volts to amperes", "convert amperes to volts"),
        ("translate from Spanish into English", "translate from English into Spanish"),
        ("history of music", "music of history"),
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
        ("train dogs", "dog training"),
        ("repair computers", "computer repair"),
        ("weld pipe", "pipe welding"),
        ("plan and manage projects", "manage and plan projects"),
        ("cook with gas and oil", "cook with oil and gas"),
        ("testing of software", "software testing"),
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


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("pipe pipes piping", {"pipe"}),
        ("pip", {"pip"}),
        ("care caring cares", {"care"}),
        ("car cars", {"car"}),
        ("code codes coding", {"code"}),
        ("plan plans planning planned", {"plan"}),
        ("plane planes", {"plane"}),
        ("file files filing", {"file"}),
        ("fill fills filling", {"fil"}),
        ("bus buses", {"bus"}),
        ("case cases", {"case"}),
        ("box boxes", {"box"}),
        ("weld welds welding welded", {"weld"}),
        ("nurse nurses", {"nurs"}),
    ],
)
def test_stems_join_the_forms_of_a_word_and_no_others(words: str, known: set[str]) -> None:
    assert {stem(word) for word in words.split()} == known
