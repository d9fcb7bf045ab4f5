"""What a sample's rows are, which column names them and which columns identify them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import msgspec

from credloom.sources.cells import first_text
from credloom.sources.propose_columns import Column, Sample
from credloom.sources.propose_roles import NOT_A_NAME, Parts


class Kind(msgspec.Struct, frozen=True):
    """What a row is: the class, the record's name, the words that give it away."""

    type: str
    name: str
    words: str


KINDS: tuple[Kind, ...] = (
    Kind("ceterms:MicroCredential", "credential", r"micro ?credential"),
    Kind("ceterms:DigitalBadge", "credential", r"\bbadge"),
    Kind("ceterms:License", "credential", r"\blicen[sc]e (name|title|type)|occupational licen"),
    Kind("ceterms:Certification", "credential", r"\bcertification (name|title)|industry certification"),
    Kind("ceterms:Certificate", "credential", r"\bcertificate (name|title)"),
    Kind("ceterms:Credential", "credential", r"\bcredential (name|title)"),
    Kind("ceterms:ApprenticeshipCertificate", "credential", r"apprenticeship (name|title)"),
    Kind("schema:JobPosting", "posting", r"\b(job|position|posting|vacancy) ?(name|title)|\bjob posting"),
    Kind("ceasn:Competency", "skill", r"\b(skill|competency) (name|statement|text|title)"),
    Kind("ceterms:Course", "course", r"\bcourse (name|title)"),
    Kind("ceterms:LearningProgram", "program", r"\b(program|training|pathway) ?(name|title)"),
    Kind("ceterms:Occupation", "occupation", r"\boccupations? ?(name|title)"),
)
PROGRAM = Kind("ceterms:LearningProgram", "program", "")
_FILE = {
    "microcredential": KINDS[0], "micro-credential": KINDS[0], "badge": KINDS[1], "license": KINDS[2],
    "certification": KINDS[3], "credential": KINDS[5], "job": KINDS[7], "posting": KINDS[7], "vacanc": KINDS[7],
    "skill": KINDS[8], "competenc": KINDS[8], "course": KINDS[9], "occupation": KINDS[11],
}  # fmt: skip
_THINGS = (
    r"program|course|credential|training|job|position|skill|badge|certificat\w*|licen[sc]e|occupation|award"
    r"|apprenticeship|posting"
)
_TITLES = (
    rf"({_THINGS}).*\b(name|title)\b",
    r"^(name|title|label|display name|full name|long title)$",
    r"\bde ?105\b",
    r"\b(name|title)\b",
    rf"^({_THINGS})$",
)


def name_column(columns: Sequence[Column], parts: Parts) -> Column | None:
    """The column that names a row: by its own name, else the most telling short text."""
    used = parts.used() - {
        (c.each, c.path) for role in ("credential", "soc_label") for c in parts.by_role.get(role, [])
    }
    free = [c for c in columns if not c.each and (c.each, c.path) not in used and c.kind in ("text", "long", "region")]
    for pattern in _TITLES:
        found = [c for c in free if re.search(pattern, c.words) and not re.search(_not_name(pattern), c.words)]
        if found:
            return max(found, key=lambda c: (round(c.filled, 1), c.distinct))
    named = [c for c in free if 4 <= c.length <= 120 and c.filled > 0.8 and not re.search(NOT_A_NAME, c.words)]
    return max(named, key=lambda c: (c.distinct, c.length), default=None)


def _not_name(pattern: str) -> str:
    """What a name's column may not be called; less strict where the pattern names the kind of thing."""
    return (
        r"provider|institution|school|contact|file|user|cip|soc\b|url|\bid$|type|category"
        if "program|" in pattern
        else NOT_A_NAME
    )


def kind_of(sample: Sample, name: Column | None, parts: Parts, filename: str) -> Kind:
    """What the rows are."""
    words = name.words if name else ""
    found = next((kind for kind in KINDS if re.search(kind.words, words)), None)
    if found is not None:
        return found
    other = " ".join(f"{column.words};" for column in sample.columns)
    paths = f"{filename.lower()} {sample.each.lower()}"
    by_file = next((kind for word, kind in _FILE.items() if word in paths), None)
    if by_file is not None:
        return by_file
    if re.search(r"\b(date posted|hiring organization|employment type|salary)\b", other):
        return KINDS[7]
    if ("soc" in parts.by_role or "onet" in parts.by_role) and "provider" not in parts.by_role and not parts.costs:
        code = parts.one("onet") or parts.one("soc")
        if code is not None and code.distinct == len(code.texts) and len(code.texts) > 2:
            return KINDS[11]
    return PROGRAM


_IDS = (
    r"\b(program|course|credential|training|job|posting|skill|position|record|control|requisition|badge)\b.*\b(id|identifier|uuid|guid|number|code|key)$",
    r"^(id|identifier|uuid|guid|key|ref|reference|code|number|entity id|unique id|object id|_id|uid)$",
    r"\b(uuid|guid|identifier|unique id)\b",
    r"\bid$",
)


class Identity(msgspec.Struct, frozen=True):
    """The columns that name a row in its source, and whether rows of one name are to be gathered."""

    columns: tuple[str, ...]
    gather: bool = False


def identity(sample: Sample, name: Column | None, parts: Parts, kind: Kind) -> Identity:
    """What identifies a row: a column that says so, a code, else as few columns as tell all rows apart."""
    for pattern in _IDS:
        for column in sample.columns:
            if column.each or column.many or not re.search(pattern, column.words) or _foreign(column.words):
                continue
            if column.filled >= 0.99 and (fit := _fits(sample, column, name)) is not None:
                return Identity((*_within(sample, column), column.path), gather=fit)
    code = parts.one("onet") or parts.one("soc")
    if kind.name == "occupation" and code is not None and not code.each and _unique(sample, (code.path,)):
        return Identity((code.path,))
    for found in (parts.one("ctid"), parts.one("url")):
        if found is not None and not found.each and found.filled >= 0.99 and _unique(sample, (found.path,)):
            return Identity((found.path,))
    return _combined(sample, name, parts)


def _within(sample: Sample, column: Column) -> tuple[str, ...]:
    """What identifies the object that holds a row, for its rows may be numbered anew: its id, else its name."""
    if column.path.startswith("^") or re.search(r"\b(?:uuid|guid)\b", column.words):
        return ()
    above = [c for c in sample.columns if c.path.startswith("^") and not c.each and not c.many and c.filled >= 0.99]
    for pattern in (r"\b(?:id|identifier|uuid|guid|key|code|number)$", r"\b(?:name|title)$"):
        if found := next((c for c in above if c.path.count(".") == 1 and re.search(pattern, c.words)), None):
            return (found.path,)
    return ()


def _foreign(words: str) -> bool:
    """Whether a name says that the column identifies something else."""
    return bool(
        re.search(
            r"provider|institution|school|campus|\bcip|\bsoc\b|occupation|zip|county|state|parent|owner|user|type|status|category|area|level|fips|naics|phone",
            words,
        )
    )


def _fits(sample: Sample, column: Column, name: Column | None) -> bool | None:
    """Whether a column identifies rows: False where each is its own, True where several rows tell of one thing."""
    if _unique(sample, (column.path,)):
        return False
    if name is None or name.each:
        return None
    names: dict[str, set[str]] = {}
    for row in sample.rows:
        names.setdefault(first_text(row, column.path), set()).add(first_text(row, name.path).lower())
    return True if all(len(found) == 1 for found in names.values()) and len(names) > 1 else None


def _unique(sample: Sample, columns: tuple[str, ...]) -> bool:
    keys = [tuple(first_text(row, column) for column in columns) for row in sample.rows]
    return all(all(key) for key in keys) and len(set(keys)) == len(keys)


def each_its_own(sample: Sample, columns: Sequence[str]) -> bool:
    """Whether no two rows have the same in some columns; rows in which one of them is empty do not count."""
    keys = [tuple(first_text(row, column) for column in columns) for row in sample.rows]
    whole = [key for key in keys if all(key)]
    return bool(whole) and len(set(whole)) == len(whole)


def _combined(sample: Sample, name: Column | None, parts: Parts) -> Identity:
    """The name with the provider, for others may teach what is called the same, and what else tells rows apart."""
    first = [name.path] if name is not None else []
    more = [parts.one(role) for role in ("provider", "cip", "city", "street", "credential_type", "delivery")]
    others = [column for column in more if column is not None and not column.each and column.filled >= 0.99]
    first += [column.path for column in others if column is parts.one("provider")]
    rest = [column.path for column in others if column.path not in first]
    for count in range(len(rest) + 1):
        for chosen in combinations(rest, count):
            if _unique(sample, (*first, *chosen)):
                return Identity((*first, *chosen))
    return Identity(tuple(first) or (sample.columns[0].path,), gather=True)
