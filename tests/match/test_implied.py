"""Credentials that no source describes by competencies: by words, by occupations, by names spelt otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from credloom.demo import ctdl
from credloom.demo.ctdl import english
from credloom.match import match
from credloom.match.asked import Asked
from credloom.match.crossing import CROSSED
from credloom.match.inferred import crossed, spoken
from credloom.match.ports import JobMatch, Options
from credloom.match.text.model import MOST_CERTAIN
from credloom.match.work import Work
from credloom.model.text import LangText
from credloom.model.things import Credential
from credloom.resolve import resolver
from credloom.store import open_store
from credloom.store.ports import Filter, SearchQuery, Snapshot
from tests.graph.small import condition, ctid, node
from tests.match.offers import found, held
from tests.resolve import frameworks
from tests.resolve.frameworks import PIPE

WELDING, INSPECTION, TALK, NURSE, DEGREE, LOWER, SILENT, OCCUPATION, GENERAL = (ctid(401 + n) for n in range(9))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    store = open_store(tmp_path_factory.mktemp("implied"), write=True)
    made = [
        node(
            *(WELDING, "Certificate", "Welding Technology Certificate"),
            description=english("Welding of steel pipe in all positions, blueprint reading and torch cutting."),
        ),
        node(
            *(INSPECTION, "Certification", "Certified Welding Inspector"),
            description=english("Examination in the inspection of welds and blueprints."),
        ),
        node(
            *(TALK, "Certificate", "Communication Skills Certificate"),
            description=english("Communication skills for everybody."),
            requires=[condition(targetCompetency=held(GENERAL))],
        ),
        node(NURSE, "License", "Registered Nurse License (CO)"),
        node(DEGREE, "BachelorDegree", "Bachelor of Science in Nursing"),
        node(LOWER, "AssociateDegree", "Associate Degree in Nursing"),
        node(SILENT, "Certificate", "Shop Award", instructionalProgramType=[ctdl.cip("48.0508")]),
        node(
            *(OCCUPATION, "Occupation", "Welder"),
            occupationType=[ctdl.soc("51-4121")],
            requires=[condition(targetCompetency=held(PIPE))],
        ),
    ]
    frameworks.write(store, "registry", [frameworks.trades(), *map(ctdl.payload, made)])
    yield store.snapshot()
    store.close()


def matched(snapshot: Snapshot, *asked: Asked, title: str = "", **more: object) -> JobMatch:
    return match(snapshot, resolver(snapshot), asked, work=Work(title), **more)  # type: ignore[arg-type]


def test_words_of_a_text_cover_with_less_chance_and_say_which(snapshot: Snapshot) -> None:
    answer = matched(snapshot, Asked("Welding of steel pipe"), Asked("Blueprint reading"), title="Welder")
    first = answer.credentials[0]
    assert first.credential.key == WELDING
    covered = {item.requirement.text: item for item in first.covered}
    item = covered["Blueprint reading"]
    assert (item.route, item.basis) == ("INFERRED_FROM_TEXT", "MATCHED")
    assert item.probability <= MOST_CERTAIN
    assert "Shared words: blueprint, reading" in item.explanation
    assert "Only inferred, not stated by a source" in first.explanation
    keys = [one.credential.key for one in answer.credentials]
    assert TALK not in keys[:3]
    if INSPECTION in keys:
        assert keys.index(INSPECTION) > keys.index(WELDING)


def test_what_is_stated_beats_what_is_inferred(snapshot: Snapshot) -> None:
    answer = matched(snapshot, Asked("Bathe residents"), Asked("Strong communication skills"), title="Nurse Aide")
    scores = {key: one.score for key, one in found(answer.credentials).items()}
    assert scores.get(TALK, 0) < 0.5  # a generic requirement alone never makes a good match


def test_the_occupation_of_a_program_implies_its_competencies(snapshot: Snapshot) -> None:
    asked = Asked("Weld pipe")
    by = found(matched(snapshot, asked).credentials)
    [item] = by[SILENT].covered
    assert (item.route, item.basis) == ("CROSSWALK", "CROSSWALK")
    assert 0.5 <= item.probability <= CROSSED
    assert item.competency is not None
    assert item.competency.key == PIPE
    assert "51-4121" in item.explanation
    without = found(matched(snapshot, asked, options=Options(bases=("ASSERTED", "MATCHED"))).credentials)
    assert SILENT not in without or not without[SILENT].covered


def test_an_abbreviation_names_the_licence(snapshot: Snapshot) -> None:
    by = found(matched(snapshot, Asked("Active RN license", "CREDENTIAL"), title="Nurse").credentials)
    [item] = by[NURSE].covered
    assert item.credential is not None
    assert "itself" in item.explanation


def test_a_lower_degree_is_not_the_one_asked_for(snapshot: Snapshot) -> None:
    by = found(matched(snapshot, Asked("Bachelor's degree in nursing", "EDUCATION"), title="Nurse").credentials)
    assert by[DEGREE].covered
    assert LOWER not in by or not by[LOWER].covered


def test_limits_hold_for_words_too(snapshot: Snapshot) -> None:
    within = SearchQuery(kind="Credential", filters=(Filter("family", ("CERTIFICATION",)),))
    answer = matched(snapshot, Asked("Welding of steel pipe"), title="Welder", within=within)
    assert set(found(answer.credentials)) <= {INSPECTION}
    sure = matched(snapshot, Asked("Blueprint reading"), title="Welder", options=Options(min_probability=0.99))
    assert sure.credentials == ()


def test_competencies_that_occupations_and_words_imply(snapshot: Snapshot) -> None:
    things = [one for one in snapshot.get_many([SILENT, WELDING, NURSE]) if isinstance(one, Credential)]
    silent, _, nurse = crossed(snapshot, things)
    assert [(one.competency.key, one.probability <= CROSSED) for one in silent] == [(PIPE, True)]
    assert nurse == []
    assert crossed(snapshot, []) == spoken(resolver(snapshot), []) == []
    assert all(one.probability <= MOST_CERTAIN for many in spoken(resolver(snapshot), things) for one in many)


def test_words_of_a_text_imply_the_competency_that_they_are(snapshot: Snapshot) -> None:
    [thing] = [one for one in snapshot.get_many([SILENT]) if isinstance(one, Credential)]
    told = msgspec.structs.replace(thing, descriptions=(LangText("Weld pipe; read drawings, juggling.", "en"),))
    [found] = spoken(resolver(snapshot), [told])
    assert PIPE in {one.competency.key for one in found}
    assert 0.3 <= min(one.probability for one in found) <= max(one.probability for one in found) <= MOST_CERTAIN
