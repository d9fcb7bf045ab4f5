"""From a credential to the jobs that it helps toward."""

from __future__ import annotations

import pytest

from credloom.match import jobs_for, match, work
from credloom.match.asked import of_job
from credloom.model.things import Credential, Job
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
    assert 0.4 < found[ROLE] < 1  # one of its two requirements
    assert 0.4 < found[WELDER] < 1  # lifting is the other


@pytest.mark.parametrize("key", [BADGE, PROGRAM_CREDENTIAL, EXAMINED])
def test_scores_are_those_of_the_way_from_the_job(snapshot: Snapshot, key: str) -> None:
    job = snapshot.get_many([ROLE])[0]
    assert isinstance(job, Job)
    there = match(snapshot, resolver(snapshot), of_job(job), work=work.of_job(job), first=100)
    scores = {one.credential.key: one.score for one in there.credentials}
    assert jobs(snapshot, key)[ROLE] == pytest.approx(scores[key], abs=0.01)


def test_by_what_its_program_teaches(snapshot: Snapshot) -> None:
    assert 0.4 < jobs(snapshot, PROGRAM_CREDENTIAL)[ROLE] < 1


def test_by_a_link_to_another_framework(snapshot: Snapshot) -> None:
    assert 0.4 < jobs(snapshot, EXAMINED)[ROLE] < 1


def test_a_credential_without_competencies_helps_nowhere(snapshot: Snapshot) -> None:
    assert jobs(snapshot, UNRELATED) == {}


def test_a_filter_of_jobs(snapshot: Snapshot) -> None:
    within = SearchQuery(kind="Job", filters=(Filter("occupation", ("51-4121",)),))
    assert set(jobs(snapshot, BADGE, within)) == {WELDER}
