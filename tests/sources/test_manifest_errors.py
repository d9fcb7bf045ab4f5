"""Every mistake in a manifest names file, line, key, what was expected and what is near."""

from __future__ import annotations

from pathlib import Path

import pytest

from credloom.errors import ManifestError
from credloom.sources.parse import parse, read
from credloom.sources.readers import READERS, VALUE_READERS

GOOD = """\
[source]
name = "State"
license = "CC0-1.0"

[fetch]
reader = "csv"
url = "https://state.example/list.csv"
every = "12h"
timeout = "45s"
max_bytes = "2MB"
secret = { header = "X-App-Token", env = "STATE_TOKEN" }

[table]
name = "programs"
only = { status = ["Active", "Open"], year = 2026 }

[lookup.levels]
C = "Certificate"
otherwise = "Credential"

[record]
type = { field = "award", lookup = "levels", default = "LearningProgram" }
id = ["provider", "number"]

[map]
"ceterms:name" = "title"
"ceterms:occupationType" = { field = "soc", split = ";" }
"ceterms:estimatedCost" = [
  { field = "tuition", type = { value = "Tuition" } },
  { field = "books", type = "kind" },
]
"""
FOLDER = Path("connectors/us-xx")


def test_a_good_manifest_says_what_it_says() -> None:
    manifest = parse(GOOD, FOLDER)
    assert (manifest.source.key, manifest.source.kind, manifest.source.mode) == ("us-xx", "STATE_CATALOG", "MIRROR")
    assert manifest.fetch.urls == {"main": "https://state.example/list.csv"}
    assert (manifest.fetch.every_seconds, manifest.fetch.timeout_seconds) == (43_200, 45.0)
    assert manifest.fetch.max_bytes == 2 << 20
    assert manifest.fetch.secret is not None
    assert manifest.fetch.secret.env == "STATE_TOKEN"
    assert manifest.tables[0].only == (("status", ("active", "open")), ("year", ("2026",)))
    assert manifest.lookups[0].words == {"c": "Certificate"}
    assert manifest.lookups[0].otherwise == "Credential"
    record = manifest.records[0]
    assert (record.name, record.table, record.type.fixed) == (
        "learning-program",
        "programs",
        "ceterms:LearningProgram",
    )
    assert record.id == ("provider", "number")
    assert [rule.reader for rule in record.map] == ["text", "soc", "cost", "cost"]
    assert record.map[2].cells["type"].fixed == "Tuition"
    assert record.map[3].cells["type"].column == "kind"


MISTAKES = [
    ('name = "State"', "", 1, "'name' is missing", ""),
    ('name = "State"', "nam = 'State'", 1, "'name' is missing", "nam"),
    ('license = "CC0-1.0"', 'licence = "CC0-1.0"', 3, "is no key here", "Did you mean 'license'?"),
    ('license = "CC0-1.0"', 'kind = "STATE_CATALOGUE"', 3, "expected one of", "Did you mean 'STATE_CATALOG'?"),
    ('license = "CC0-1.0"', 'key = "other"', 3, "the folder's name 'us-xx'", "'other'"),
    ('license = "CC0-1.0"', "license = 3", 3, "expected a text", "found 3"),
    ('reader = "csv"', 'reader = "cvs"', 6, "expected one of csv", "Did you mean 'csv'?"),
    ('url = "https://state.example/list.csv"', 'url = "state.example/list.csv"', 7, "absolute https", "found"),
    ('url = "https://state.example/list.csv"', "", 5, "'url' is missing", 'or "" where the operator sets it'),
    ('url = "https://state.example/list.csv"', 'urls = { main = "" }', 7, "absolute https", "found ''"),
    (
        'url = "https://state.example/list.csv"',
        'url = ""\nurls = { more = "file:///" }',
        7,
        "absolute https",
        "found ''",
    ),
    ('every = "12h"', 'every = "12 hours"', 8, '"24h"', "'12 hours'"),
    ('max_bytes = "2MB"', "max_bytes = 2", 10, '"64MB"', "found 2"),
    ('env = "STATE_TOKEN"', 'enf = "STATE_TOKEN"', 11, "is no key here", "Did you mean 'env'?"),
    ('name = "programs"', 'repeats = "twice"', 14, "first, last, gather", "'twice'"),
    ('name = "programs"', 'page = { by = "pages" }', 14, "expected one of offset", "Did you mean 'page'?"),
    ('name = "programs"', 'page = { by = "offset" }', 14, "'param' is missing", "offset"),
    ('name = "programs"', 'page = { by = "next" }', 14, "'at' is missing", "address"),
    ('name = "programs"', 'page = { by = "list", param = "x" }', 14, "'values' is missing", ""),
    ('name = "programs"', 'by_id = { url = "programs" }', 14, "so that the source learns", "'programs'"),
    ('name = "programs"', 'by_id = { json = { ids = "ids" } }', 14, 'one "{ids}" in', ""),
    ('name = "programs"', 'by_id = { urll = "programs/{id}" }', 14, "is no key here", "Did you mean 'url'?"),
    ('name = "programs"', 'by_id = { url = "programs/{id}" }', 14, "a mirrored table needs a listing", 'mode = "LIVE"'),
    ('name = "programs"', 'encoding = "utf-9"', 14, '"utf-8"', "'utf-9'"),
    ('name = "programs"', 'from = "outcomes"', 14, "expected one of main", ""),
    ('name = "programs"', 'join = { table = "outcomes", on = "id" }', 14, "there is none", ""),
    ('status = ["Active", "Open"]', "status = []", 15, "a list of values", "found []"),
    ('field = "award"', 'feld = "award"', 22, "is no key here", "Did you mean 'field'?"),
    ('lookup = "levels"', 'lookup = "level"', 22, "expected a look-up (levels)", "Did you mean 'levels'?"),
    ('"LearningProgram"', '"LearningProgramm"', 22, "expected a CTDL class", "LearningProgram'?"),
    ('id = ["provider", "number"]', "", 21, "'id' is missing", "names the record"),
    ('id = ["provider", "number"]', "id = 5", 23, "expected a text or a list of texts", "found 5"),
    ('"ceterms:name" = "title"', '"ceterms:nam" = "title"', 26, "is no CTDL property", "Did you mean 'ceterms:name'?"),
    ('"ceterms:name" = "title"', 'name = "title"', 26, "is no CTDL property", "'ceterms:name'"),
    ('"ceterms:name" = "title"', '"ceterms:name" = 7', 26, "expected a column", "found 7"),
    ('split = ";"', 'splitt = ";"', 27, "is no key here", "Did you mean 'split'?"),
    ('split = ";"', 'as = "sock"', 27, "expected one of text", "Did you mean 'soc'?"),
    ('split = ";"', 'fields = ["a"]', 27, "not both", ""),
    ('split = ";"', 'as = "concept"', 27, "'scheme' is needed", "AudienceLevel"),
    ('split = ";"', 'as = "measure"', 27, "'metric' is missing", ""),
    ('split = ";"', 'as = "object"', 27, "'map' is missing", ""),
    ('split = ";"', 'as = "record"', 27, "'record' is missing", ""),
    ('split = ";"', 'record = "provider"', 27, "expected one of learning-program", "'provider'"),
    ('split = ";"', 'table = "other"', 27, "expected one of programs", "'other'"),
    ('type = "kind"', 'typ = "kind"', 30, "is no key here", "Did you mean 'type'?"),
    ('type = "kind"', "type = 4", 30, "{ value = … }", "found 4"),
]


@pytest.mark.parametrize(("old", "new", "line", "expected", "hint"), MISTAKES)
def test_a_mistake_is_told_with_its_place(old: str, new: str, line: int, expected: str, hint: str) -> None:
    assert old in GOOD
    with pytest.raises(ManifestError) as caught:
        parse(GOOD.replace(old, new, 1), FOLDER)
    message = str(caught.value)
    assert message.startswith(f"connectors/us-xx/manifest.toml:{line}: ")
    assert expected in message
    assert hint in message


def test_a_mistake_of_syntax_names_its_line() -> None:
    with pytest.raises(ManifestError, match=r"manifest.toml:2: this is no TOML"):
        parse('[source]\nname = "State\n[fetch]', FOLDER)
    with pytest.raises(ManifestError, match=r"manifest.toml:2: this is no TOML"):
        parse('[source]\nname = """State', FOLDER)


def test_a_section_of_the_wrong_shape() -> None:
    with pytest.raises(ManifestError, match="expected a table such as"):
        parse("source = 3", FOLDER)
    with pytest.raises(ManifestError, match="'record' is missing"):
        parse(GOOD.partition("[record]")[0], FOLDER)
    with pytest.raises(ManifestError, match="expected a table or a list of tables"):
        parse("record = 3\n" + GOOD.partition("[record]")[0], FOLDER)
    with pytest.raises(ManifestError, match="is no key here"):
        parse(GOOD + "\n[extra]\n", FOLDER)


def test_records_need_names_of_their_own() -> None:
    two = GOOD.replace("[record]", "[[record]]").replace("[map]", "[record.map]")
    again = two[two.index("[[record]]") :]
    with pytest.raises(ManifestError, match="two records are called 'learning-program'"):
        parse(two + again, FOLDER)
    other = again.replace("[[record]]", '[[record]]\nname = "other"')
    assert [record.name for record in parse(two + other, FOLDER).records] == ["learning-program", "other"]
    with pytest.raises(ManifestError, match="small letters"):
        parse(two + again.replace("[[record]]", '[[record]]\nname = "The Other"'), FOLDER)
    with pytest.raises(ManifestError, match="each has its own"):
        parse(two + other + '[map]\n"ceterms:name" = "x"\n', FOLDER)


COPYING = (
    GOOD.replace("[record]", "[[record]]").replace("[map]", "[record.map]")
    + """
[[record]]
name = "award"
type = "Certificate"
id = "award"
copy = ["ceterms:name", "ceterms:estimatedCost"]
[record.map]
"ceterms:description" = "about"
"""
)


def test_a_record_copies_properties_from_the_main_one() -> None:
    main, award = parse(COPYING, FOLDER).records
    assert [rule.term for rule in award.map] == ["ceterms:name", *["ceterms:estimatedCost"] * 2, "ceterms:description"]
    assert award.map[:3] == (main.map[0], *main.map[2:])
    bare = COPYING.replace('[record.map]\n"ceterms:description" = "about"\n', "")
    assert [rule.term for rule in parse(bare, FOLDER).records[1].map] == [
        "ceterms:name",
        *["ceterms:estimatedCost"] * 2,
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ('"ceterms:estimatedCost"]', '"ceterms:estimatedCosts"]', 37, "Did you mean 'ceterms:estimatedCost'?"),
        ('"ceterms:description" = "about"', '"ceterms:name" = "about"', 37, "'ceterms:name' is mapped here too"),
        ('copy = ["ceterms:name", "ceterms:estimatedCost"]', "copy = 3", 37, "expected a text or a list of texts"),
        ('id = ["provider", "number"]', 'id = "number"\ncopy = "ceterms:name"', 24, "in a further record"),
    ],
)
def test_what_cannot_be_copied_is_told(old: str, new: str, line: int, expected: str) -> None:
    with pytest.raises(ManifestError) as caught:
        parse(COPYING.replace(old, new, 1), FOLDER)
    assert str(caught.value).startswith(f"connectors/us-xx/manifest.toml:{line}: ")
    assert expected in str(caught.value)


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="there is no such file"):
        read(tmp_path)
    (tmp_path / "manifest.toml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ManifestError, match="cannot be read as UTF-8"):
        read(tmp_path)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read(tmp_path).source.name == "State"


def test_protocol_readers_need_no_record() -> None:
    for reader in ("ctdl", "registry", "jobs", "onet"):
        text = f'[source]\nname = "X"\n[fetch]\nreader = "{reader}"\nurls = {{ main = "https://x.example/" }}\n'
        assert parse(text + "[fetch.options]\nanything = 1\n", FOLDER).fetch.options == {"anything": 1}
        assert reader in READERS


def test_every_value_reader_is_made() -> None:
    from credloom.normalise.mapping_makers import MAKERS

    assert set(MAKERS) | {"object", "record"} == set(VALUE_READERS)
