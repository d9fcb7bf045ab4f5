"""Credentials that a requirement names: one by its name or identifier, or a level of degree that any of many meets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from credloom.match.asked import Asked
from credloom.match.ports import CredentialCandidate
from credloom.model.parts import Ref
from credloom.model.text import pick
from credloom.model.things import Credential
from credloom.normalise.implied import normal_name
from credloom.requirements import NamedCredential
from credloom.requirements.credentials import named as credentials_of
from credloom.store.ports import Filter, SearchQuery, Snapshot

SAME_NAME = 0.95
"""A credential whose whole name stands in the requirement; several may have that name."""
ANY_OF_FAMILY = 0.9
OF_THE_FAMILY = 0.5
"""A credential of the family alone: which one is meant, its name has to say."""
KINDS = ("CREDENTIAL", "EDUCATION")
MOST = 2_000
_WORDS = 40
_LONGEST = 9
_AFTER = r"(?:'s|\u2019s|s)?\b"
LEVELS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (ctdl_class, family, re.compile(pattern, re.IGNORECASE))
    for ctdl_class, family, pattern in (
        ("DoctoralDegree", "DEGREE", rf"\bdoctor(?:al|ate){_AFTER}|\bph\.?d\b"),
        ("MasterDegree", "DEGREE", rf"\bmaster{_AFTER}(?: of \w+)?(?: degree)?|\bm\.?b\.?a\b"),
        ("BachelorDegree", "DEGREE", rf"\bbachelor{_AFTER}|\bbaccalaureate\b|\b(?:four|4)[- ]year degree"),
        ("AssociateDegree", "DEGREE", rf"\bassociate{_AFTER}(?: of \w+)?(?: degree|'s)|\b(?:two|2)[- ]year degree"),
        ("SecondarySchoolDiploma", "DIPLOMA", r"\bhigh school (?:diploma|graduate)"),
        ("GeneralEducationDevelopment", "DIPLOMA", r"\bg\.?e\.?d\b"),
    )
)
"""(CTDL class, family, words that ask for it)."""


def named(snapshot: Snapshot, asked: Sequence[Asked]) -> list[tuple[CredentialCandidate, ...]]:
    """The credentials that each requirement names; one search for all of them."""
    told = [credentials_of(item.text) if item.kind in KINDS else () for item in asked]
    runs = [
        [*_runs(item.text), *(normal_name(name) for one in known for name in one.names)] if item.kind in KINDS else []
        for item, known in zip(asked, told, strict=True)
    ]
    wanted = tuple(dict.fromkeys(run for names in runs for run in names))
    by_name = _by_name(snapshot, wanted) if wanted else {}
    return [
        (*_single(names, by_name), *(_families(item.text, known) if item.kind in KINDS else ()))
        for item, names, known in zip(asked, runs, told, strict=True)
    ]


def _families(text: str, told: Sequence[NamedCredential]) -> Iterable[CredentialCandidate]:
    """Any degree of the levels that are asked for; else any credential of the sort that the words name."""
    found = list(_levels(text))
    yield from found
    if not found:
        for family, names in {one.family: one.names for one in reversed(told)}.items():
            words = f"\u201c{names[0]}\u201d" if names else "no single one by name"
            sort = family.lower().replace("_", " ")
            yield CredentialCandidate(
                None,
                family,
                "MATCHED",
                OF_THE_FAMILY,
                f"The words ask for a {sort}: {words}; which one is for a person to check.",
            )


def _runs(text: str) -> Iterable[str]:
    """Runs of words, longest first; one word alone only where it is all there is."""
    words = normal_name(text).split()[:_WORDS]
    for length in range(min(len(words), _LONGEST), min(len(words), 2) - 1, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _by_name(snapshot: Snapshot, wanted: tuple[str, ...]) -> dict[str, list[Credential]]:
    query = SearchQuery(kind="Credential", filters=(Filter("exact_name", wanted),), first=MOST, count=False)
    found: dict[str, list[Credential]] = {}
    for thing in snapshot.get_many([hit.key for hit in snapshot.search(query).hits]):
        if isinstance(thing, Credential):
            forms = {normal_name(t.value) for t in thing.names} | {normal_name(i.value) for i in thing.identifiers}
            for form in forms:
                found.setdefault(form, []).append(thing)
    return found


def _single(runs: Iterable[str], by_name: dict[str, list[Credential]]) -> Iterable[CredentialCandidate]:
    """Credentials of the longest names that stand in the text."""
    kept: list[str] = []
    for run in runs:
        if run in by_name and not any(f" {run} " in f" {longer} " for longer in kept):
            kept.append(run)
            for credential in by_name[run]:
                name = pick(credential.names) or run
                yield CredentialCandidate(
                    credential=Ref(credential.key, "Credential", name),
                    family=credential.family,
                    basis="MATCHED",
                    probability=SAME_NAME,
                    explanation=f"The requirement names \u201c{name}\u201d.",
                )


def _levels(text: str) -> Iterable[CredentialCandidate]:
    for ctdl_class, family, pattern in LEVELS:
        hit = pattern.search(text)
        if hit:
            words = f"\u201c{hit[0]}\u201d asks for any {ctdl_class}; its field of study is for a person to check."
            yield CredentialCandidate(None, family, "MATCHED", ANY_OF_FAMILY, words)


def levels_asked(text: str) -> list[str]:
    """CTDL classes of the levels of degree that a text asks for."""
    return [ctdl_class for ctdl_class, _, pattern in LEVELS if pattern.search(text)]
