"""Words of jobs and credentials: families, roles, fields, levels, and how well they fit."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.match.bare import Bare, scores
from credloom.match.text.conflicts import AGAINST
from credloom.match.text.count import counted
from credloom.match.text.features import FOR, NAMES, compared
from credloom.match.text.lexicon import covered, fields, lexicon, roles, telling, weight
from credloom.match.text.model import MOST_CERTAIN, MOST_FITTING, fits, weights
from credloom.match.text.occupations import occupations
from credloom.match.text.texts import Offered, Wanted, level_of, pieces
from credloom.match.text.words import families, rarity, word_set
from credloom.resolve.learned.static import encoder


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("welders", "welding"),
        ("phlebotomist", "phlebotomy"),
        ("electrician", "electrical"),
        ("dental hygienist", "dental hygiene"),
        ("carpenter", "carpentry"),
        ("veterinarian", "veterinary"),
        ("data analyst", "data analytics"),
        ("licence", "license"),
    ],
)
def test_who_does_something_and_what_is_done_are_one_family(one: str, other: str) -> None:
    assert families(one) == families(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("community", "communication"), ("machine learning", "machine")],
)
def test_what_only_looks_alike_is_kept_apart(one: str, other: str) -> None:
    assert families(one) != families(other)


def test_short_names_of_techniques_are_words() -> None:
    assert families("C++ and C#, A+") == ["cplusplus", "csharp", "aplus"]
    assert {"regist", "nurs"} <= word_set("RN")


def test_rare_words_tell_more_and_generic_ones_little() -> None:
    assert 0 <= rarity("certif") < rarity("phlebotom") <= 1
    assert weight("communic") < 0.2 * weight("phlebotom")
    assert telling(word_set("strong communication skills")) == frozenset()


def test_counts_are_of_texts_not_of_words() -> None:
    lines = list(counted(["weld weld", *["weld steel"] * 12]))
    assert lines == ["texts\t13", "weld\t13", "steel\t12"]


def test_every_word_of_the_lexicon_is_of_one_role_only() -> None:
    for groups in (lexicon().roles, lexicon().fields):
        words: dict[str, set[str]] = {}
        for word, many in groups.items():
            for group in many:
                words.setdefault(group, set()).add(word)
        for one, other in itertools.combinations(words.values(), 2):
            assert len(one & other) <= 2


def test_roles_and_fields_of_names() -> None:
    assert roles(word_set("Certified Welding Inspector")) == {"inspect"}
    assert "animal" in fields(word_set("Veterinary Nursing Assistant"))
    assert "animal" not in fields(word_set("Certified Nursing Assistant"))


@pytest.mark.parametrize(
    ("name", "types", "level"),
    [
        ("Nursing", ("ceterms:BachelorOfScienceDegree",), 4),
        ("Nursing", ("MasterDegree",), 5),
        ("Doctor of Nursing Practice", (), 6),
        ("Juris Doctor", ("ceterms:Degree",), 6),
        ("Welding Certificate", ("ceterms:Certificate",), 0),
        ("High School Diploma", ("ceterms:SecondarySchoolDiploma",), 1),
    ],
)
def test_levels_of_degrees(name: str, types: tuple[str, ...], level: int) -> None:
    assert level_of(name, types) == level


def test_pieces_are_sentences_and_members_of_lists() -> None:
    assert pieces("Weld pipe. Read plans, cut steel and grind.")[0] == "Weld pipe."
    assert "cut steel" in pieces("Weld pipe. Read plans, cut steel and grind.")
    assert pieces("") == []


def test_covered_is_a_share() -> None:
    assert covered(frozenset(), frozenset({"weld"})) == 0
    assert covered(frozenset({"weld", "steel"}), frozenset({"weld", "steel", "pipe"})) == 1


def test_shares_of_occupations_sum_to_one_and_find_the_occupation() -> None:
    known = occupations()
    shares = known.shares(encoder().encode(["Registered nurses", "Veterinary technology"]))
    assert shares.sum(axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert known.codes[int(shares[0].argmax())] == "29-1141"


WELDER = Wanted("Structural Welder", ["Weld steel in all positions", "Read blueprints"], [1, 1])


def test_an_inspector_is_no_welder_and_an_assistant_of_animals_no_nurse() -> None:
    text = "Examination in the inspection of welds, steel and blueprints in all positions."
    same, other = fits(WELDER, [Offered("Certified Welder", text), Offered("Certified Welding Inspector", text)])
    assert same.fit > other.fit
    nurse = Wanted("Nursing Assistant", ["Bathe and feed residents", "Measure vital signs"], [1, 1])
    words = "Bathing, feeding and vital signs"
    human, animal = fits(
        nurse,
        [
            Offered("Nursing Assistant", f"{words} of residents."),
            Offered("Veterinary Assistant", f"{words} of animals."),
        ],
    )
    assert human.fit > animal.fit + 0.2


def test_signs_of_the_weights_are_those_of_the_numbers() -> None:
    known = dict(zip(NAMES, weights().numbers, strict=True))
    assert all(known[name] >= 0 for name in FOR)
    assert all(known[name] <= 0 for name in AGAINST)
    assert weights().slope > 0


def test_one_generic_word_never_makes_a_fit() -> None:
    asked = [("Bathe and feed residents", "REQUIRED"), ("Strong communication skills", "REQUIRED")]
    aide, talk = scores(
        "Nursing Assistant",
        asked,
        [
            Bare("Nurse Aide", "Personal care of residents: bathing, feeding, transfers.", ("Certificate",)),
            Bare("Communication Skills", "Strong communication skills for all.", ("Certificate",)),
        ],
    )
    assert aide > 1.4 * talk


def test_nothing_to_compare() -> None:
    assert fits(WELDER, []) == []
    assert fits(Wanted("Welder", [], []), [Offered("Welding", "")])[0].fit == 0
    assert compared(Wanted("", ["\U0001f525"], [1]), [Offered("", "")]).numbers.shape == (1, len(NAMES))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_any_text_has_a_fit_within_bounds(asked: str, text: str, name: str) -> None:
    [found] = fits(Wanted(name, [asked], [1]), [Offered(name, text, ("ceterms:Badge",))])
    assert 0 <= found.fit <= MOST_FITTING
    assert all(0 <= chance <= MOST_CERTAIN for chance in found.chances)


def test_a_long_text_is_read_in_part() -> None:
    long = Offered("Welding", "weld steel and pipe. " * 50_000)
    assert fits(WELDER, [long])[0].fit > 0
