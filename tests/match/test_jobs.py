"""From a credential to the jobs that it helps toward."""

from __future__ import annotations

import pytest

from credloom.match import jobs_for
from credloom.model.things import Credential
from credloom.resolve import resolver
from credloom.store.ports import Filter, SearchQuery, Snapshot
from tests.match.offers import BADGE, EXAMINED, PROGRAM_CREDENTIAL, ROLE, UNRELATED, WELDER

ANY = SearchQuery(kind="Job")


def jobs(snapshot: Snapshot, key: str, within: SearchQuery = ANY) -> dict[str, float]:
    [credential] = snapshot.get_many([key])
    assert isinstance(credential, Credential)
    hits = jobs_for(snapshot, resolver(snapshot), credential, within)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return {hit.job.key: hit.score for hit in hits}


def test_by_what_the_credential_states(snapshot: Snapshot) -> None:
    found = jobs(snapshot, BADGE)
    assert found[ROLE] == pytest.approx(0.5)  # one of its two requirements
    assert found[WELDER] == pytest.approx(0.5)  # lifting is the other


def test_by_what_its_program_teaches(snapshot: Snapshot) -> None:
    assert jobs(snapshot, PROGRAM_CREDENTIAL) == {ROLE: pytest.approx(0.5)}


def test_by_a_link_to_another_framework(snapshot: Snapshot) -> None:
    assert jobs(snapshot, EXAMINED)[ROLE] == pytest.approx(0.5)


def test_a_credential_without_competencies_helps_nowhere(snapshot: Snapshot) -> None:
    assert jobs(snapshot, UNRELATED) == {}


def test_a_filter_of_jobs(snapshot: Snapshot) -> None:
    within = SearchQuery(kind="Job", filters=(Filter("occupation", ("51-4121",)),))
    assert set(jobs(snapshot, BADGE, within)) == {WELDER}
