"""`credloom match FILE`: the stored credentials that fit a posting, with what covers what and what is missing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from credloom.cli.output import Output, table
from credloom.cli.reading import stored, text_of
from credloom.cli.setup import settings_of
from credloom.match import match
from credloom.match.given import Given, read
from credloom.match.ports import CredentialMatch, JobMatch, Options, Requirement
from credloom.model.identity import global_id
from credloom.model.text import pick
from credloom.resolve import resolver
from credloom.store.ports import Snapshot

_WIDE = 64
_SHORT = 40
_COMBINED = 3


def run(arguments: Namespace, output: Output) -> int:
    """Print the match; exit code 0 also where nothing fits."""
    given = read(text_of(arguments.file, "a posting"), str(arguments.file))
    with stored(settings_of(arguments).data_dir) as snapshot:
        options = Options(min_probability=arguments.min_probability)
        found = match(
            snapshot, resolver(snapshot), given.asked, work=given.work, options=options, first=arguments.first
        )
        names = _names(snapshot, found)
    output.show(_plain(given, found, names), "" if output.as_json else _shown(given, found, names))
    return 0


def _names(snapshot: Snapshot, found: JobMatch) -> dict[str, str]:
    """The name of every credential and competency that is shown."""
    keys = {ref.key for one in found.combinations for ref in one.credentials}
    for one in found.credentials:
        keys |= {one.credential.key, *(ref.key for ref in one.extra)}
        keys |= {item.competency.key for item in one.covered if item.competency}
    ordered = sorted(keys)
    things = zip(ordered, snapshot.get_many(ordered) if ordered else (), strict=True)
    return {key: _name(thing) or key for key, thing in things}


def _name(thing: Any) -> str | None:
    return (pick(getattr(thing, "texts", ())) or pick(thing.names)) if thing is not None else None


def _plain(given: Given, found: JobMatch, names: dict[str, str]) -> dict[str, Any]:
    return {
        "job": {"form": given.form, "title": given.work.title, "occupations": list(given.work.occupations)},
        "requirements": [_requirement(one) for one in found.requirements],
        "credentials": [_credential(one, names) for one in found.credentials],
        "uncovered": [one.index for one in found.uncovered],
        "combinations": [
            {
                "credentials": [_thing(ref.key, names) for ref in one.credentials],
                "requiredCoverage": one.required_coverage,
            }
            for one in found.combinations
        ],
    }


def _requirement(one: Requirement) -> dict[str, Any]:
    evidence = msgspec.to_builtins(one.evidence) if one.evidence else None
    decision = one.resolution.decision if one.resolution else None
    return {
        "index": one.index,
        "text": one.text,
        "kind": one.kind,
        "necessity": one.necessity,
        "evidence": evidence,
        "decision": decision,
    }


def _credential(one: CredentialMatch, names: dict[str, str]) -> dict[str, Any]:
    return {
        **_thing(one.credential.key, names),
        "score": one.score,
        "requiredCoverage": one.required_coverage,
        "preferredCoverage": one.preferred_coverage,
        "covered": [
            {
                "requirement": item.requirement.index,
                "competency": _thing(item.competency.key, names) if item.competency else None,
                "route": item.route,
                "kind": item.kind,
                "basis": item.basis,
                "probability": item.probability,
                "explanation": item.explanation,
            }
            for item in one.covered
        ],
        "gaps": [gap.index for gap in one.gaps],
        "extra": [_thing(ref.key, names) for ref in one.extra],
        "explanation": one.explanation,
    }


def _thing(key: str, names: dict[str, str]) -> dict[str, str]:
    return {"id": global_id(key), "name": names.get(key, key)}


def _shown(given: Given, found: JobMatch, names: dict[str, str]) -> str:
    return "\n".join(_lines(given, found, names))


def _lines(given: Given, found: JobMatch, names: dict[str, str]) -> Iterator[str]:
    yield f"{given.work.title or 'A job without a title'}: {len(found.requirements)} requirements"
    rows = [[one.index + 1, one.necessity.lower(), one.kind.lower(), _cut(one.text)] for one in found.requirements]
    yield table(["#", "needed", "kind", "requirement"], rows)
    if not found.credentials:
        yield "\nNo stored credential fits. `credloom refresh` brings in what the sources offer."
        return
    for place, one in enumerate(found.credentials, 1):
        figures = f"score {one.score:.2f}, required {_percent(one.required_coverage)}"
        yield f"\n{place}. {names[one.credential.key]}  ({figures})"
        yield from _covered(one, names)
        missing = [gap for gap in one.gaps if gap.necessity != "MENTIONED"]
        if missing:
            yield f"   missing: {_listed(missing)}"
    yield from _combined(found, names)
    if found.uncovered:
        yield f"\nCovered by none of them: {_listed(found.uncovered)}"


def _covered(one: CredentialMatch, names: dict[str, str]) -> Iterator[str]:
    if not one.covered:
        yield "   its name and text fit the job; no requirement is known to be met"
        return
    rows = [
        [
            item.requirement.index + 1,
            f"{item.probability:.2f}",
            item.route.lower().replace("_", " "),
            _cut(names[item.competency.key] if item.competency else names[one.credential.key]),
        ]
        for item in one.covered
    ]
    yield _indented(table(["#", "chance", "by", "what"], rows))


def _combined(found: JobMatch, names: dict[str, str]) -> Iterator[str]:
    if found.combinations:
        yield "\nTogether more than any one:"
    for one in found.combinations[:_COMBINED]:
        yield f"   {_percent(one.required_coverage)}  {' + '.join(names[ref.key] for ref in one.credentials)}"


def _listed(found: Iterable[Requirement]) -> str:
    return "; ".join(f"{one.index + 1} {_cut(one.text, _SHORT)}" for one in found)


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.splitlines())


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _cut(text: str, width: int = _WIDE) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else f"{flat[: width - 1]}\u2026"
