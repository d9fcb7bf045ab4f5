"""The `[map]` of a proposed manifest: columns by their parts → lines of TOML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import orjson

from credloom.sources.propose_columns import Column
from credloom.sources.propose_names import Kind
from credloom.sources.propose_roles import Parts

_PLACE = ("street", "city", "region", "postal", "county", "country", "latitude", "longitude")
_OFFERED = ("credential", "program", "course")


def quoted(text: str) -> str:
    """A text as a basic string of TOML."""
    return orjson.dumps(text).decode().replace("\x7f", "\\u007F")


def ids(columns: Iterable[str]) -> str:
    """Columns as the value of `id`: a text, or a list of texts."""
    names = [quoted(column) for column in columns]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def mapped(kind: Kind, title: Column, played: Parts) -> list[str]:
    """The properties that the lines of the map are about."""
    return [term for term, _ in _pairs(kind, title, played)]


def lines(kind: Kind, title: Column, played: Parts) -> Iterator[str]:
    """The lines of the map for rows of a kind."""
    for term, value in _pairs(kind, title, played):
        yield f"{quoted(term)} = {value}"


def _pairs(kind: Kind, title: Column, played: Parts) -> Iterator[tuple[str, str]]:
    if kind.name == "skill":
        yield from _skill(title, played)
        return
    yield "ceterms:name", quoted(title.path)
    if (column := _top(played, "description")) is not None:
        yield "ceterms:description", _text(column)
    if (column := _top(played, "url")) is not None:
        yield "ceterms:subjectWebpage", _rule(column)
    yield from _provider(kind, played)
    yield from _codes(played)
    if kind.name in _OFFERED:
        yield from _offering(kind, played)
    if (place := _place(played)) is not None:
        yield ("ceterms:availableAt" if kind.name in (*_OFFERED, "posting") else "ceterms:address"), place
    yield from _dates(kind, played)
    if kind.name in _OFFERED:
        yield from _words(kind, played)


def _skill(title: Column, played: Parts) -> Iterator[tuple[str, str]]:
    statement = _top(played, "description") or _top(played, "skills")
    if statement is None:
        yield "ceasn:competencyText", quoted(title.path)
    else:
        yield "ceasn:competencyText", _text(statement)
        yield "ceasn:competencyLabel", quoted(title.path)
    if (column := _top(played, "keywords")) is not None:
        yield "ceasn:conceptKeyword", _rule(column, split=True)
    if (column := _top(played, "subject")) is not None:
        yield "ceasn:competencyCategory", _rule(column, split=True)


def _provider(kind: Kind, played: Parts) -> Iterator[tuple[str, str]]:
    column = _top(played, "provider")
    if column is None:
        return
    page, words, own = (_top(played, role) for role in ("provider_url", "provider_description", "url"))
    page = None if page is not None and own is not None and page.texts == own.texts else page
    more = {"url": quoted(page.path) if page else "", "description": quoted(words.path) if words else ""}
    value = _rule(column, {"as": '"organization"', **more} if page or words else {})
    yield "ceterms:offeredBy" if kind.name == "posting" else "ceterms:ownedBy", value
    if kind.name in _OFFERED:
        yield "ceterms:offeredBy", value


def _codes(played: Parts) -> Iterator[tuple[str, str]]:
    if (column := played.one("cip")) is not None:
        label = next((c for c in played.by_role.get("cip_label", []) if c.each == column.each), None)
        yield (
            "ceterms:instructionalProgramType",
            _rule(column, {"as": '"cip"', "label": quoted(label.path) if label else ""}, split=True),
        )
    soc = played.by_role.get("soc", []) or played.by_role.get("onet", [])
    if soc:
        reader = '"soc"' if "soc" in played.by_role else '"onet-soc"'
        flat = [column for column in soc if not column.each]
        if len(flat) > 1:
            names = ", ".join(quoted(column.path) for column in flat)
            yield "ceterms:occupationType", f"{{ fields = [{names}] }}"
        else:
            best = flat[0] if flat else soc[0]
            label = next((c for c in played.by_role.get("soc_label", []) if c.each == best.each), None)
            yield (
                "ceterms:occupationType",
                _rule(best, {"as": reader, "label": quoted(label.path) if label else ""}, split=True),
            )
    if (column := played.one("naics")) is not None:
        yield "ceterms:industryType", _rule(column, split=True)


def _offering(kind: Kind, played: Parts) -> Iterator[tuple[str, str]]:
    status = _top(played, "status")
    if status is not None and status.distinct <= 12 and status.share(_known_status) > 0.8:
        term = "ceterms:credentialStatusType" if kind.name == "credential" else "ceterms:lifeCycleStatusType"
        yield term, _rule(status)
    if (column := _top(played, "delivery")) is not None and column.share(_known_delivery) > 0.6:
        yield "ceterms:learningDeliveryType" if kind.name == "credential" else "ceterms:deliveryType", _rule(column)
    if played.costs:
        yield "ceterms:estimatedCost", _several(_cost(column, type_) for column, type_ in played.costs)
    durations = list(_durations(played))
    if durations:
        yield "ceterms:estimatedDuration", _several(iter(durations))
    credit = _top(played, "credits")
    if credit is not None and kind.name != "credential":
        unit = ', unit = { value = "SemesterHour" }' if "semester" in credit.words or "hour" in credit.words else ""
        yield "ceterms:creditValue", f"{{ field = {quoted(credit.path)}{unit} }}"
    if played.measures:
        yield "ceterms:aggregateData", _several(_measure(*found) for found in played.measures)


def _cost(column: Column, type_: str) -> str:
    extra = ""
    if re.search(r"out of state|non ?resident", column.words):
        extra = ', residency = "OutOfState"'
    elif re.search(r"in state|\bresident", column.words):
        extra = ', residency = "InState"'
    return f"{{ field = {quoted(column.path)}, type = {{ value = {quoted(type_)} }}{extra} }}"


def _durations(played: Parts) -> Iterator[str]:
    for role in ("hours", "weeks", "months", "days"):
        column = _top(played, role)
        if column is not None:
            yield f"{{ field = {quoted(column.path)}, unit = {{ value = {quoted(role)} }} }}"
    column, unit = _top(played, "duration"), _top(played, "duration_unit")
    if column is not None and column.kind == "span":
        yield f"{{ field = {quoted(column.path)} }}"
    elif column is not None and unit is not None:
        yield f"{{ field = {quoted(column.path)}, unit = {quoted(unit.path)} }}"


def _measure(column: Column, metric: str, unit: str) -> str:
    return f"{{ field = {quoted(column.path)}, metric = {quoted(metric)}, unit = {quoted(unit)} }}"


def _dates(kind: Kind, played: Parts) -> Iterator[tuple[str, str]]:
    begin, end = _top(played, "effective"), _top(played, "expires")
    posting = kind.name == "posting"
    if begin is not None and (posting or kind.name in _OFFERED):
        yield "schema:datePosted" if posting else "ceterms:dateEffective", quoted(begin.path)
    if end is not None and (posting or kind.name in _OFFERED):
        yield "schema:validThrough" if posting else "ceterms:expirationDate", quoted(end.path)


def _words(kind: Kind, played: Parts) -> Iterator[tuple[str, str]]:
    if (column := played.one("language")) is not None:
        yield "ceterms:inLanguage", _rule(column, split=True)
    skills = [column for column in played.by_role.get("skills", []) if column.many or column.separator or column.each]
    if skills and kind.name != "credential":
        yield "ceterms:teaches", _rule(skills[0], split=True)
    elif skills:
        inner = f'"ceterms:targetCompetency" = {_rule(skills[0], {"as": quoted("competency")}, split=True)}'
        yield "ceterms:requires", f'{{ type = "ceterms:ConditionProfile", map = {{ {inner} }} }}'
    if (column := played.one("subject")) is not None and column.length < 90:
        yield "ceterms:subject", _rule(column, split=True)
    if (column := played.one("keywords")) is not None:
        yield "ceterms:keyword", _rule(column, split=True)
    if (column := _top(played, "prerequisites")) is not None:
        inner = f'"ceterms:description" = {quoted(column.path)}'
        yield "ceterms:entryCondition", f'{{ type = "ceterms:ConditionProfile", map = {{ {inner} }} }}'


def _place(played: Parts) -> str | None:
    found = {role: column for role in _PLACE if (column := played.one(role)) is not None}
    if not found.keys() & {"city", "postal", "street", "latitude", "county"}:
        return None
    groups = [column.each for column in found.values()]
    each = max(set(groups), key=groups.count)
    cells = [f"{role} = {quoted(column.path)}" for role, column in found.items() if column.each == each]
    return "{ " + ", ".join(([f"each = {quoted(each)}"] if each else []) + cells) + " }"


def _top(played: Parts, role: str) -> Column | None:
    """The best column of a part that stands in the row itself."""
    return next((column for column in played.by_role.get(role, ()) if not column.each), None)


def _text(column: Column) -> str:
    return _rule(column, {"as": '"html"'} if column.kind == "markup" else {})


def _rule(column: Column, more: Mapping[str, str] | None = None, *, split: bool = False) -> str:
    more = more or {}
    mark = column.separator or _comma(column, more.get("as", ""))
    told = {
        "each": quoted(column.each) if column.each else "",
        "field": quoted(column.path),
        **({"split": quoted(mark)} if split and mark else {}),
        **more,
    }
    kept = {name: value for name, value in told.items() if value}
    if list(kept) == ["field"]:
        return kept["field"]
    return "{ " + ", ".join(f"{name} = {value}" for name, value in kept.items()) + " }"


def _comma(column: Column, reader: str) -> str:
    """A comma parts codes and short words, but not sentences."""
    if column.many or column.share(lambda text: "," in text) < 0.15:
        return ""
    coded = reader in ('"soc"', '"onet-soc"', '"cip"')
    short = column.share(lambda text: all(len(part.split()) <= 4 for part in text.split(","))) > 0.8
    return "," if coded or (short and re.search(r"skill|keyword|tag|language|competenc", column.words)) else ""


def _several(found: Iterator[str]) -> str:
    many = list(found)
    return many[0] if len(many) == 1 else "[\n" + "".join(f"  {item},\n" for item in many) + "]"


def _known_status(text: str) -> bool:
    return bool(
        re.search(
            r"active|approved|current|open|closed|inactive|expired|suspend|draft|discontinued|removed|eligible",
            text.lower(),
        )
    )


def _known_delivery(text: str) -> bool:
    return bool(
        re.search(r"online|person|hybrid|blend|classroom|distance|virtual|campus|remote|face|site|ground", text.lower())
    )
