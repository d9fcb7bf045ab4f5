"""Links between stored competencies: what is stated, its inverse, and equal words in different frameworks."""

from __future__ import annotations

import pytest

from credloom.resolve import resolver
from credloom.resolve.ports import Alignment
from credloom.store.ports import Snapshot
from tests.resolve.frameworks import DESIGN, DRAWINGS, JOIN, METAL, PIPE, PLANS, RELATED, STATE_DRAWINGS, STATE_PIPE

Said = dict[str, tuple[str, str, float]]


def by_end(links: list[Alignment]) -> Said:
    return {link.object.key: (link.kind, link.basis, link.probability) for link in links if link.object}


def test_what_a_record_states_and_what_words_say(snapshot: Snapshot) -> None:
    [links] = resolver(snapshot).alignments([PIPE])
    assert by_end(links) == {
        JOIN: ("EXACT", "ASSERTED", 1.0),
        METAL: ("BROAD", "ASSERTED", 1.0),
        RELATED: ("RELATED", "ASSERTED", 1.0),
        STATE_PIPE: ("EXACT", "MATCHED", 0.97),
    }
    assert [link.probability for link in links] == sorted((link.probability for link in links), reverse=True)
    assert "exactAlignment" in next(link for link in links if link.object and link.object.key == JOIN).explanation
    assert "“weld-pipe”" in links[-1].explanation


def test_the_inverse_of_what_another_record_states(snapshot: Snapshot) -> None:
    metal, related = resolver(snapshot).alignments([METAL, RELATED])
    assert by_end(metal) == {PIPE: ("NARROW", "DERIVED_INVERSE", 1.0)}
    assert by_end(related) == {PIPE: ("RELATED", "DERIVED_INVERSE", 1.0)}
    assert metal[0].inverted
    assert metal[0].predicate == "broadAlignment"


def test_what_both_ends_state_is_one_link_of_two_sources(snapshot: Snapshot) -> None:
    for key, other in ((JOIN, PIPE), (PIPE, JOIN)):
        [links] = resolver(snapshot).alignments([key])
        link = next(link for link in links if link.object and link.object.key == other)
        assert (link.kind, link.basis) == ("EXACT", "ASSERTED")
        assert set(link.sources) == {"registry", "state"}


def test_two_competencies_of_one_framework_are_two(snapshot: Snapshot) -> None:
    drawings, plans, there = resolver(snapshot).alignments([DRAWINGS, PLANS, STATE_DRAWINGS])
    assert set(by_end(drawings)) == set(by_end(plans)) == {STATE_DRAWINGS}
    assert set(by_end(there)) == {DRAWINGS, PLANS}


@pytest.mark.parametrize(
    ("limits", "ends"),
    [
        ({"kinds": ["BROAD"]}, {METAL}),
        ({"bases": ["MATCHED"]}, {STATE_PIPE}),
        ({"bases": ["ASSERTED"], "kinds": ["EXACT"]}, {JOIN}),
        ({"min_probability": 0.98}, {JOIN, METAL, RELATED}),
    ],
)
def test_limits(snapshot: Snapshot, limits: dict[str, object], ends: set[str]) -> None:
    [links] = resolver(snapshot).alignments([PIPE], **limits)  # type: ignore[arg-type]
    assert set(by_end(links)) == ends


def test_many_at_once_in_order_and_unknown_keys(snapshot: Snapshot) -> None:
    found = resolver(snapshot).alignments([DESIGN, "ce-nobody", METAL])
    assert found[0] == found[1] == []
    assert len(found[2]) == 1
    assert resolver(snapshot).alignments([]) == []
