"""From requirements to credentials: routes, kinds, names, levels, filters, combinations, and what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from credloom.match import match
from credloom.match.asked import Asked, of_job
from credloom.match.ports import JobMatch, Options
from credloom.model.parts import Ref
from credloom.model.things import Job
from credloom.resolve import resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot
from tests.match.offers import (
    BADGE,
    DEGREE,
    ENDED,
    EXAMINED,
    LICENSE,
    PROGRAM_CREDENTIAL,
    ROLE,
    UNRELATED,
    WELDER,
    found,
)
from tests.resolve.frameworks import DESIGN, DRAWINGS, JOIN, PIPE, SAFELY


def asked(*keys: str, necessity: str = "REQUIRED") -> list[Asked]:
    return [Asked(f"needs {key[-3:]}", "COMPETENCY", necessity, Ref(key, "Competency")) for key in keys]


def matched(snapshot: Snapshot, items: list[Asked], **more: Any) -> JobMatch:
    return match(snapshot, resolver(snapshot), items, **more)


def test_every_route_to_a_competency(snapshot: Snapshot) -> None:
    answer = matched(snapshot, asked(PIPE, SAFELY, JOIN))
    by = found(answer.credentials)
    ways = {key: {(c.competency.key, c.route, c.kind, c.basis) for c in by[key].covered if c.competency} for key in by}
    assert (PIPE, "CREDENTIAL", "EXACT", "ASSERTED") in ways[BADGE]
    assert (SAFELY, "REQUIRED_PROGRAM", "EXACT", "ASSERTED") in ways[PROGRAM_CREDENTIAL]
    assert (JOIN, "REQUIRED_ASSESSMENT", "EXACT", "ASSERTED") in ways[EXAMINED]
    assert (SAFELY, "REQUIRED_PROGRAM", "EXACT", "ASSERTED") in ways[ENDED]
    assert UNRELATED not in by
    assert answer.uncovered == ()
    assert answer.sources == ("registry",)


def test_a_link_between_frameworks_covers_too(snapshot: Snapshot) -> None:
    [only] = matched(snapshot, asked(PIPE), within=_named("Certified Joiner")).credentials
    [covered] = only.covered
    assert covered.competency == Ref(JOIN, "Competency")
    assert (covered.kind, covered.basis, covered.probability) == ("EXACT", "ASSERTED", 1.0)
    assert "exactAlignment" in covered.explanation
    assert (
        "“needs 101” is met by “Join pipe by welding” of “State”, which a required assessment examines."
        in covered.explanation
    )


def test_a_broader_competency_does_not_cover_unless_asked_to(snapshot: Snapshot) -> None:
    within = _named("Bachelor of Metal")
    assert matched(snapshot, asked(PIPE), within=within).credentials == ()
    [only] = matched(snapshot, asked(PIPE), within=within, options=Options(kinds=("EXACT", "BROAD"))).credentials
    assert only.covered[0].kind == "BROAD"


def test_what_a_program_requires_is_not_learned_in_it(snapshot: Snapshot) -> None:
    by = found(matched(snapshot, asked(DESIGN)).credentials)
    assert set(by) == {DEGREE}


def test_bases_limit_what_counts(snapshot: Snapshot) -> None:
    words = [Asked("Weld pipe")]
    assert BADGE in found(matched(snapshot, words).credentials)
    assert matched(snapshot, words, options=Options(bases=("ASSERTED",))).credentials == ()


def test_coverage_gaps_and_extra(snapshot: Snapshot) -> None:
    items = [*asked(DRAWINGS, PIPE), *asked(DESIGN, necessity="PREFERRED"), Asked("2 years of work", "EXPERIENCE")]
    by = found(matched(snapshot, items).credentials)
    shop = by[PROGRAM_CREDENTIAL]
    assert shop.required_coverage == pytest.approx(1 / 3, abs=0.03)
    assert shop.preferred_coverage == 0
    assert [gap.text for gap in shop.gaps] == ["needs 101", "needs 102", "2 years of work"]
    assert [ref.key for ref in shop.extra] == [SAFELY]
    assert shop.explanation == (
        "Covers 1 of 3 required, 0 of 1 preferred. Met: “needs 103”. "
        "Missing: “needs 101”, “needs 102”, “2 years of work”."
    )
    degree = by[DEGREE]
    assert (degree.required_coverage, degree.preferred_coverage) == (0, 1)
    assert degree.score < shop.score


def test_nothing_missing_is_said(snapshot: Snapshot) -> None:
    best = matched(snapshot, asked(PIPE)).credentials[0]
    assert best.required_coverage == best.score == 1
    assert best.explanation.endswith("Nothing that is asked for is missing.")


def test_words_of_a_requirement(snapshot: Snapshot) -> None:
    answer = matched(snapshot, [Asked("read drawings"), Asked("must weld pipe daily"), Asked("juggle")])
    decisions = [r.resolution.decision for r in answer.requirements if r.resolution]
    assert decisions == ["AMBIGUOUS", "AMBIGUOUS", "NO_MATCH"]
    by = found(answer.credentials)
    assert by[PROGRAM_CREDENTIAL].covered[0].probability == pytest.approx(0.97)
    assert by[BADGE].covered[0].kind == "CLOSE"
    assert [r.text for r in answer.uncovered] == ["juggle"]


@pytest.mark.parametrize("text", ["Boiler Licence", "Valid boiler licence required", "BL-100", "Must hold BL 100"])
def test_a_credential_that_is_named(snapshot: Snapshot, text: str) -> None:
    answer = matched(snapshot, [Asked(text, "CREDENTIAL")])
    [only] = answer.credentials
    assert only.credential.key == LICENSE
    [covered] = only.covered
    assert covered.credential == Ref(LICENSE, "Credential")
    assert covered.competency is None
    assert "“Boiler Licence” itself" in covered.explanation
    assert answer.requirements[0].credentials[0].family == "LICENSE"
    assert answer.requirements[0].resolution is None


def test_a_name_only_in_part_is_not_named(snapshot: Snapshot) -> None:
    answer = matched(snapshot, [Asked("Boiler room work", "CREDENTIAL"), Asked("Badge", "CREDENTIAL")])
    assert all(one.covered == () for one in answer.credentials)
    assert [one.index for one in answer.uncovered] == [0, 1]


def test_a_level_of_degree(snapshot: Snapshot) -> None:
    degree = Asked("Bachelor's degree in metal", "EDUCATION")
    answer = matched(snapshot, [*asked(DESIGN, PIPE), degree])
    assert [c.family for c in answer.requirements[2].credentials] == ["DEGREE"]
    by = found(answer.credentials)
    assert [c.requirement.index for c in by[DEGREE].covered] == [0, 2]
    assert [c.requirement.index for c in by[BADGE].covered] == [1]
    alone = matched(snapshot, [degree])
    assert [m.credential.key for m in alone.credentials] == [DEGREE]
    assert matched(snapshot, [Asked("Master's degree", "EDUCATION")]).credentials == ()


def _named(name: str) -> SearchQuery:
    return SearchQuery(kind="Credential", filters=(Filter("exact_name", (name.lower(),)),))


def test_a_filter_holds_for_every_way(snapshot: Snapshot) -> None:
    items = [*asked(PIPE, DESIGN), Asked("Boiler Licence", "CREDENTIAL"), Asked("Bachelor's degree", "EDUCATION")]
    everything = set(found(matched(snapshot, items).credentials))
    assert {BADGE, LICENSE, DEGREE, EXAMINED} <= everything
    within = SearchQuery(kind="Credential", filters=(Filter("family", ("BADGE",)),))
    assert set(found(matched(snapshot, items, within=within).credentials)) == {BADGE}
    levels = SearchQuery(kind="Credential", filters=(Filter("family", ("LICENSE",)),))
    assert set(found(matched(snapshot, items, within=levels).credentials)) == {LICENSE}


def test_combinations_cover_more_than_any_one(snapshot: Snapshot) -> None:
    items = asked(PIPE, DRAWINGS, DESIGN)
    answer = matched(snapshot, items)
    best = max(m.required_coverage for m in answer.credentials)
    assert answer.combinations[0].required_coverage == 1
    for combination in answer.combinations:
        assert best < combination.required_coverage <= 1
        assert 2 <= len(combination.credentials) <= 3
        assert len({ref.key for ref in combination.credentials}) == len(combination.credentials)
    sets = [frozenset(ref.key for ref in c.credentials) for c in answer.combinations]
    assert len(set(sets)) == len(sets)
    assert matched(snapshot, items, options=Options(max_combination=1)).combinations == ()


def test_first_limits_what_is_shown_not_what_is_combined(snapshot: Snapshot) -> None:
    answer = matched(snapshot, asked(PIPE, DRAWINGS), first=1)
    assert len(answer.credentials) == 1
    assert answer.combinations
    assert len(answer.uncovered) == 1  # by the one that is returned
    nothing = matched(snapshot, asked(PIPE), first=0)
    assert nothing.credentials == ()
    assert [r.index for r in nothing.uncovered] == [0]


def test_a_stored_job(snapshot: Snapshot) -> None:
    role, welder = snapshot.get_many([ROLE, WELDER])
    assert isinstance(role, Job)
    assert isinstance(welder, Job)
    answer = matched(snapshot, of_job(role))
    assert [(r.necessity, r.resolution.candidates[0].basis) for r in answer.requirements if r.resolution] == [
        ("REQUIRED", "ASSERTED"),
        ("REQUIRED", "ASSERTED"),
    ]
    assert [item.text for item in of_job(welder) if item.competency is None] == ["lift 50 pounds"]


def test_nothing_asked_nothing_found(snapshot: Snapshot) -> None:
    assert matched(snapshot, []) == JobMatch()
