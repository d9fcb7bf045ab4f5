"""Which column plays which part: by the words of its name and by what its values look like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from importlib import resources

import msgspec

from credloom.sources.propose_columns import Column, holds_cip, holds_onet, holds_soc, looks_cip, looks_prose, looks_zip
from credloom.sources.propose_words import KIND_WORDS


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part that a column can play: patterns of names, best first; names that rule it out; kinds of values."""

    name: str
    patterns: tuple[str, ...]
    without: str = ""
    kinds: tuple[str, ...] = ()


class _Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pattern: str
    type: str


class _Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    metric: str
    pattern: str
    unit: str = ""


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: str
    people: str
    not_a_name: str
    no_cost: str
    no_measure: str
    no_money: str
    no_effect: str
    no_description: str


class _Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: _Words
    role: tuple[Role, ...]
    cost: tuple[_Cost, ...]
    measure: tuple[_Measure, ...]


def _known() -> _Known:
    text = resources.files("credloom.sources").joinpath("propose_roles.toml").read_text("utf-8")
    words = tomllib.loads(text)["words"]
    return msgspec.toml.decode(text.replace("{who}", words["who"]).replace("{people}", words["people"]), type=_Known)


KNOWN = _known()
NOT_A_NAME = KNOWN.words.not_a_name
_INSTITUTION = re.compile(
    r"\b(?:college|university|universidad|institute|instituto|school|academy|academia|center|centre|centro|inc|llc)\b",
    re.IGNORECASE,
)
_TESTS: dict[str, Callable[[Column], bool]] = {
    "cip": holds_cip,
    "soc": holds_soc,
    "onet": holds_onet,
    "postal": looks_zip,
    "provider_id": lambda column: column.share(_INSTITUTION.search) < 0.5,
}


class Parts(msgspec.Struct, frozen=True):
    """Columns by the part that they play; several for codes and costs."""

    by_role: dict[str, list[Column]]
    costs: list[tuple[Column, str]]
    measures: list[tuple[Column, str, str]]

    def one(self, role: str) -> Column | None:
        """The best column of a part."""
        return next(iter(self.by_role.get(role, ())), None)

    def used(self) -> set[tuple[str, str]]:
        """Places of all columns that play a part."""
        found = [column for many in self.by_role.values() for column in many]
        found += [column for column, _ in self.costs] + [column for column, _, _ in self.measures]
        return {(column.each, column.path) for column in found}


def parts(columns: Sequence[Column]) -> Parts:
    """The parts that columns play. A column plays one part; what comes first in the list is served first."""
    left = [column for column in columns if column.texts]
    measures = _measures(left)
    taken = {id(column) for column, _, _ in measures}
    costs = _costs([c for c in left if id(c) not in taken])
    taken |= {id(column) for column, _ in costs}
    by_role: dict[str, list[Column]] = {}
    for role in KNOWN.role:
        ranked = sorted(
            ((rank, place, column) for place, column in enumerate(left) if id(column) not in taken
             and (rank := _rank(role, column)) is not None),
            key=lambda found: found[:2],
        )  # fmt: skip
        if ranked:
            several = role.name in ("soc", "skills", "subject", "keywords", "cip")
            by_role[role.name] = [column for _, _, column in (ranked if several else ranked[:1])]
            taken |= {id(column) for column in by_role[role.name]}
    _by_values(left, taken, by_role)
    if "soc" in by_role:  # the second and third column of a kind may be empty in a sample
        by_role["soc"] += [c for c in columns if not c.texts and re.search(r"\bsoc\b.*(code|\d)", c.words)]
    return Parts(by_role, costs, measures)


def only_kinds(column: Column) -> bool:
    """Whether the values say of which kind credentials are and do not name them: "Certificate", "AAS Degree"."""
    plain = column.share(lambda text: KIND_WORDS.issuperset(re.findall(r"[a-z]+", text.replace(".", "").lower())))
    return plain >= 0.8 and column.kind != "number"


def _rank(role: Role, column: Column) -> int | None:
    """How well a column's name fits: smaller is better; None where it does not."""
    if role.without and re.search(role.without, column.words):
        return None
    if role.kinds and column.kind not in role.kinds:
        return None
    if role.name == "online" and not column.flags:
        return None
    found = next((rank for rank, pattern in enumerate(role.patterns) if re.search(pattern, column.words)), None)
    test = _TESTS.get(role.name)
    if found is None or (test is not None and not test(column)):
        return None
    return found + (10 if column.each else 0)


def _by_values(left: Sequence[Column], taken: set[int], by_role: dict[str, list[Column]]) -> None:
    """Parts that values alone give away, where no name did."""
    for name, fits in (
        ("soc", lambda column: column.kind == "soc"),
        ("cip", looks_cip),
        ("ctid", lambda column: column.kind == "ctid"),
        ("url", lambda column: column.kind == "url"),
        ("description", _is_told),
        ("duration", lambda column: column.kind == "span"),
        ("region", lambda column: column.kind == "region"),
        ("postal", lambda column: looks_zip(column) and ("region" in by_role or "city" in by_role)),
        ("effective", lambda column: column.kind == "date" and not re.search(KNOWN.words.no_effect, column.words)),
        ("provider", lambda column: column.kind == "text" and column.share(_INSTITUTION.search) > 0.6),
    ):
        if name not in by_role and not (name == "soc" and "onet" in by_role):
            found = [column for column in left if id(column) not in taken and not column.each and fits(column)]
            if found:
                by_role[name] = found[:1]
                taken.add(id(found[0]))


def _is_told(column: Column) -> bool:
    """Whether a column tells of what a row is: the name says nothing against it, and it is long, HTML or prose."""
    if re.search(KNOWN.words.no_description, column.words):
        return False
    return column.kind in ("long", "markup") or looks_prose(column)


def _costs(left: Sequence[Column]) -> list[tuple[Column, str]]:
    found: list[tuple[Column, str]] = []
    for column in left:
        if column.kind != "number" or column.each or re.search(KNOWN.words.no_cost, column.words):
            continue
        kind = next((cost.type for cost in KNOWN.cost if re.search(cost.pattern, column.words)), None)
        if kind is not None:
            found.append((column, kind))
    single = [pair for pair in found if pair[1] != "AggregateCost"]
    return single or found[:1] or [(column, "AggregateCost") for column in left if _is_money(column)][:1]


def _is_money(column: Column) -> bool:
    """Whether the values say that a column is an amount of money, and its name says nothing against it."""
    named = re.search(rf"{KNOWN.words.no_cost}|{KNOWN.words.no_money}", column.words)
    return column.kind == "number" and not column.each and not named and column.share(lambda t: t[:1] in "$€£") >= 0.6


def _measures(left: Sequence[Column]) -> list[tuple[Column, str, str]]:
    found: dict[str, tuple[Column, str, str]] = {}
    for column in left:
        if column.each or re.search(KNOWN.words.no_measure, column.words):
            continue
        numbers = [text for text in column.texts if re.fullmatch(r"[$]?-?[\d,.]+%?", text)]
        if not numbers or (len(numbers) < len(column.texts) and column.distinct > len(numbers) + 12):
            continue
        metric = next((one for one in KNOWN.measure if re.search(one.pattern, column.words)), None)
        if metric is not None and metric.metric not in found:
            found[metric.metric] = (column, metric.metric, metric.unit or _unit(numbers))
    return list(found.values())


def _unit(numbers: Sequence[str]) -> str:
    values = [float(re.sub(r"[$,%]", "", text) or 0) for text in numbers]
    plain = not any("%" in text for text in numbers)
    return "ratio" if plain and values and max(values) <= 1 else "percent"
