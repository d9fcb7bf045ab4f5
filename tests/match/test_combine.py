"""Small sets of credentials, and levels."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.match.combine import combinations, pool
from credloom.match.coverage import Coverage, Way
from credloom.match.levels import TOO_LOW, compared
from credloom.match.ports import Requirement
from credloom.model.concept import Concept
from credloom.model.text import LangText


def coverage(**covered: dict[int, float]) -> Coverage:
    made = Coverage([Requirement(number, f"r{number}") for number in range(4)])
    for key, ways in covered.items():
        for index, chance in ways.items():
            made.add(key, index, Way(chance, "CREDENTIAL", None, "ASSERTED"))
    return made


def sets(made: Coverage, most: int = 3, costs: dict[str, float] | None = None) -> list[tuple[list[str], float]]:
    ranked = made.ranked()
    found = combinations(made, pool(made, ranked), most, costs or {})
    return [([ref.key for ref in one.credentials], one.required_coverage) for one in found]


def test_of_additions_that_are_as_good_the_cheapest_is_taken() -> None:
    made = coverage(a={0: 1, 1: 1}, dear={2: 1}, cheap={2: 1}, unknown={2: 1})
    members, share = sets(made, costs={"dear": 900.0, "cheap": 90.0})[0]
    assert (members, share) == (["a", "cheap"], 0.75)


def test_two_of_the_same_kind_are_no_combination() -> None:
    assert sets(coverage(a={0: 0.8}, b={0: 0.8})) == []


def test_what_meets_a_rare_requirement_is_tried_wherever_it_ranks() -> None:
    many = {f"m{number:02}": {0: 1.0, 1: 1.0} for number in range(60)}
    found = sets(coverage(**many, last={3: 0.9}))
    assert found[0][0][-1] == "last"


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdefg"), st.dictionaries(st.integers(0, 3), st.floats(0.5, 1), min_size=1), min_size=2
    )
)
def test_greedy_sets_are_near_the_best_pair(ways: dict[str, dict[int, float]]) -> None:
    made = coverage(**ways)
    best_single = max(made.share(key, "REQUIRED") for key in ways)
    found = sets(made, most=2)
    assert all(best_single < share <= 1 for _, share in found)
    best = max(_joint(made, ways[one], ways[other]) for one, other in itertools.combinations(ways, 2))
    reached = max([best_single, *(share for _, share in found)])
    assert reached >= (1 - 1 / 2.718) * best - 0.06  # what brings too little or nothing new is left out


def _joint(made: Coverage, one: dict[int, float], other: dict[int, float]) -> float:
    joined = {n: 1 - (1 - one.get(n, 0.0)) * (1 - other.get(n, 0.0)) for n in range(4)}
    return made.share_of(joined, "REQUIRED")


def level(code: str, scheme: str = "Level", label: str | None = None) -> Concept:
    return Concept(scheme, code, None, (LangText(label, "en"),) if label else ())


@pytest.mark.parametrize(
    ("asked", "held", "factor"),
    [
        (level("3"), level("3"), 1),
        (level("3"), level("4"), 1),
        (level("3"), level("1"), TOO_LOW),
        (level("3"), level("1", "Other"), 1),  # numbers of two schemes say nothing about each other
        (level("a", label="Advanced"), level("b", "Other", "Beginner"), TOO_LOW),
        (level("x"), level("y"), 1),
        (None, level("1"), 1),
        (level("1"), None, 1),
    ],
)
def test_levels_are_compared_where_both_sides_have_one(
    asked: Concept | None, held: Concept | None, factor: float
) -> None:
    found, words = compared(asked, held)
    assert found == factor
    assert bool(words) == (factor != 1) or "Level asked for" in words
