"""The credential that a program leads to, as a second `[[record]]` of a proposed manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credloom.sources.propose_columns import Column, Sample
from credloom.sources.propose_map import ids, mapped, quoted
from credloom.sources.propose_names import Identity, Kind, each_its_own
from credloom.sources.propose_roles import Parts, only_kinds

_OWNERS = ("ceterms:ownedBy", "ceterms:offeredBy")
_ALIKE = (
    "ceterms:instructionalProgramType",
    "ceterms:occupationType",
    "ceterms:estimatedCost",
    "ceterms:estimatedDuration",
    "ceterms:availableAt",
)
"""What a credential has from its program, where one program leads to it and to no other: then the way to the
credential costs what the program costs, takes as long and is taken in the same place. CTDL has these properties on
credentials too. Where several programs lead to it, each stays with its program."""
_SAME_NAME = ("ceterms:name", "ceterms:description", "ceterms:subjectWebpage")
"""What it has from it besides, where the row has no other name for it."""


def credential(found: Sample, kind: Kind, named: Identity, played: Parts, title: Column) -> list[str]:
    """The lines of the second record; none where no column tells of a credential.

    A column with names of credentials gives one for each provider and name; one that only says of which kind the
    credential is gives one for each program.
    """
    column, by_word, provider = played.one("credential"), played.one("credential_type"), played.one("provider")
    if column is not None and only_kinds(column):
        column, by_word = None, column
    if kind.name not in ("program", "course") or (by_word is not None and by_word.each):
        return []
    if column is not None and not column.each:
        own = [c.path for c in (provider, column) if c is not None and not c.each]
        single = not named.gather and each_its_own(found, own)
    elif column is None and by_word is not None and only_kinds(by_word):
        own, single = list(named.columns), True
    else:
        return []
    alike = list(_alike(mapped(kind, title, played), provider, single=single, same_name=column is None))
    return list(_lines(kind, column, by_word, own, alike))


def _alike(there: Sequence[str], provider: Column | None, *, single: bool, same_name: bool) -> Iterator[str]:
    wanted = set(_ALIKE) if single else set()
    if same_name:
        wanted |= set(_SAME_NAME)
    if provider is not None and not provider.each:
        wanted |= set(_OWNERS)
    yield from (term for term in there if term in wanted)


def _lines(
    kind: Kind, column: Column | None, by_word: Column | None, own: Sequence[str], alike: Sequence[str]
) -> Iterator[str]:
    yield from ("", "[[record]]", 'name = "credential"')
    if (kinds := by_word or column) is not None:
        yield f'type = {{ field = {quoted(kinds.path)}, default = "ceterms:Certificate" }}'
    yield f"id = {ids(own)}"
    if (told := column or by_word) is not None and told.filled < 1:
        yield f'when = {{ {quoted(told.path)} = "*" }}'
    if alike:
        yield f"copy = [{', '.join(map(quoted, alike))}]"
    yield "[record.map]"
    if column is not None:
        yield f'"ceterms:name" = {quoted(column.path)}'
    condition = f'"ceterms:targetLearningOpportunity" = {{ record = {quoted(kind.name)} }}'
    yield f'"ceterms:requires" = {{ type = "ceterms:ConditionProfile", map = {{ {condition} }} }}'
