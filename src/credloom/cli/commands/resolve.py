"""`credloom resolve TEXT…`: which competencies of the store texts mean, and preparing the semantic tier."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from credloom.cli.output import Output, table
from credloom.cli.reading import stored
from credloom.cli.setup import settings_of
from credloom.errors import UsageError
from credloom.model.text import pick
from credloom.model.things import Competency
from credloom.resolve import resolver
from credloom.resolve.ports import Candidate, Evidence, Resolution
from credloom.store.ports import SearchQuery, Snapshot

NOTHING_STORED = "credloom: no competency is stored; `credloom refresh` brings in what the sources offer.\n"
_SHOWN = 60


def run(arguments: Namespace, output: Output) -> int:
    """Print candidates with their chances; exit code 1 where a text has none."""
    found = settings_of(arguments)
    if arguments.prepare is not None:
        _prepare(found.data_dir, arguments.prepare, output)
        if not arguments.texts:
            return 0
    texts = _texts(arguments.texts)
    with stored(found.data_dir) as snapshot:
        told = resolver(snapshot).resolve_texts(texts, min_probability=arguments.min_probability, first=arguments.first)
        if not snapshot.search(SearchQuery(kind="Competency", first=1)).total:
            sys.stderr.write(NOTHING_STORED)
        _show(told, snapshot, output)
    return 0 if all(one.candidates for one in told) else 1


def _prepare(data: Path, given: Path, output: Output) -> None:
    from credloom.resolve.learned.semantic import prepare

    folder = prepare(data, None if given == Path() else given)
    if not output.as_json:
        output.show(None, f"The semantic tier is prepared in {folder}. The next refresh compares everything with it.")


def _texts(given: Sequence[str]) -> list[str]:
    texts = [line.strip() for text in given for line in (sys.stdin if text == "-" else [text])]
    if not any(texts):
        raise UsageError("Expected a text, for example: credloom resolve 'weld pipe'")
    return [text for text in texts if text]


def _show(told: Sequence[Resolution], snapshot: Snapshot, output: Output) -> None:
    keys = list(dict.fromkeys(one.competency.key for each in told for one in each.candidates))
    names = dict(zip(keys, map(_name, snapshot.get_many(keys)), strict=True))
    data = [
        {
            "text": each.text,
            "decision": each.decision,
            "candidates": [_plain(one, names) for one in each.candidates],
        }
        for each in told
    ]
    output.show(data, "\n\n".join(_text(each, names) for each in told))


def _plain(one: Candidate, names: dict[str, str]) -> dict[str, object]:
    key = one.competency.key
    told: dict[str, object] = {"key": key, "name": names[key], "kind": one.kind, "basis": one.basis}
    told |= {"probability": one.probability, "explanation": one.explanation, "model": one.model}
    return told | {"evidence": [_evidence(each) for each in one.evidence]}


def _evidence(one: Evidence) -> dict[str, object]:
    places = {} if one.start is None else {"start": one.start, "end": one.end}
    return {"text": one.text, **places}


def _name(thing: object) -> str:
    if not isinstance(thing, Competency):
        return ""
    return pick(thing.names) or pick(thing.labels) or pick(thing.texts) or thing.key


def _text(each: Resolution, names: dict[str, str]) -> str:
    head = f"{each.text}: {each.decision}"
    rows = [
        [f"{one.probability:.2f}", one.kind, names[one.competency.key][:_SHOWN], one.explanation]
        for one in each.candidates
    ]
    return f"{head}\n{table(['chance', 'kind', 'competency', 'why'], rows)}" if rows else head
