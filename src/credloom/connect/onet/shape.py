"""Tables of the database → documents: one an occupation, one a domain of competencies, in the normaliser's form.

A document of an occupation is `{code, title, description, titles, tasks, elements, technology, zone}`; one of a domain
is `{domain, name, elements}`. Ratings stand as O*NET gives them: `IM` 1 to 5 and `LV` 0 to 7 in files, `importance` and
`level` 0 to 100 from Web Services.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Rows = list[dict[str, str]]
Json = dict[str, Any]

DOMAINS = {
    "skills": "O*NET Skills",
    "knowledge": "O*NET Knowledge",
    "abilities": "O*NET Abilities",
    "technology": "O*NET Technology Skills",
}
"""Tables of competencies, and the names of the frameworks that they become."""


def occupations(tables: dict[str, Rows]) -> Iterator[Json]:
    """One document an occupation, in the order of the release."""
    tasks, titles = (
        _by_code(tables.get("tasks", [])),
        _by_code([*tables.get("titles", []), *tables.get("reported", [])]),
    )
    rated = {domain: _by_code(tables.get(domain, [])) for domain in ("skills", "knowledge", "abilities")}
    technology, zones = _by_code(tables.get("technology", [])), _by_code(tables.get("zones", []))
    preparation = {row["zone"]: row for row in tables.get("preparation", [])}
    for row in tables["occupations"]:
        code = row["code"]
        zone = next((entry["zone"] for entry in zones.get(code, ())), "")
        made: Json = {
            "code": code,
            "title": row["title"],
            "description": row.get("description", ""),
            "titles": _titles(titles.get(code, [])),
            "tasks": [
                {name: task[name] for name in ("id", "text", "type") if task.get(name)} for task in tasks.get(code, ())
            ],
            "elements": [element for domain, by in rated.items() for element in _elements(domain, by.get(code, []))],
            "technology": [_technology(entry) for entry in technology.get(code, ())],
        }
        if zone:
            made["zone"] = {"zone": zone, **preparation.get(zone, {})}
        yield made


def domains(tables: dict[str, Rows]) -> Iterator[Json]:
    """One document a domain, with every element that is rated and what is above it in the content model; technology in
    one document a category, as it has thousands."""
    model = {row["id"]: row for row in tables.get("elements", [])}
    for domain in ("skills", "knowledge", "abilities"):
        rows = tables.get(domain, [])
        if rows:
            named = {row["id"]: row["name"] for row in rows if row["id"]}
            yield {"domain": domain, "name": DOMAINS[domain], "elements": _model(named, model)}
    yield from _technologies(tables.get("technology", []))


def _technologies(rows: Rows) -> Iterator[Json]:
    """One document a category. A technology of several categories stands in the first, and names the others."""
    names: dict[str, str] = {}
    categories: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for row in rows:
        plain = row["name"].casefold()
        names.setdefault(plain, row["name"])
        categories[plain][row.get("commodity", ""), row.get("category", "")] = None
    inside: dict[tuple[str, str], list[Json]] = {category: [] for many in categories.values() for category in many}
    for plain, many in categories.items():
        first, *others = sorted(many)
        entry: Json = {"name": names[plain]}
        if others:
            entry["also"] = [{"id": code, "title": title} for code, title in others]
        inside[first].append(entry)
    for (code, title), elements in sorted(inside.items()):
        yield {"domain": "technology", "name": DOMAINS["technology"], "id": code, "title": title, "elements": elements}


def _model(named: dict[str, str], model: dict[str, dict[str, str]]) -> list[Json]:
    """Elements with their parents in the content model (`2.B.1.a` is below `2.B.1`), parents first."""
    wanted = dict(named)
    for element in named:
        above = element.rpartition(".")[0]
        while above.count(".") >= 1:
            if above in model:
                wanted.setdefault(above, model[above]["name"])
            above = above.rpartition(".")[0]
    made = []
    for element in sorted(wanted):
        entry: Json = {"id": element, "name": wanted[element]}
        if words := model.get(element, {}).get("description"):
            entry["description"] = words
        above = element.rpartition(".")[0]
        if above in wanted:
            entry["parent"] = above
        made.append(entry)
    return made


def _by_code(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[row["code"]].append(row)
    return found


def _titles(rows: Rows) -> list[str]:
    found = [text for row in rows for text in (row["title"], row.get("short", "")) if text and text.lower() != "n/a"]
    return list(dict.fromkeys(found))


def _elements(domain: str, rows: Rows) -> list[Json]:
    """Ratings gathered by element: what O*NET recommends to suppress, or says is not relevant, is left out."""
    found: dict[str, Json] = {}
    for row in rows:
        if row.get("suppress") == "Y" or not row["value"]:
            continue
        entry = found.setdefault(row["id"], {"domain": domain, "id": row["id"], "name": row["name"]})
        if row["scale"] in ("IM", "LV") and row.get("irrelevant") != "Y":
            entry[row["scale"]] = float(row["value"])
    return [entry for entry in found.values() if "IM" in entry]


def _technology(row: dict[str, str]) -> Json:
    made: Json = {"name": row["name"]}
    made |= {name: row[name] for name in ("commodity", "category") if row.get(name)}
    made |= {name: True for name in ("hot", "demand") if row.get(name) == "Y"}
    return made
