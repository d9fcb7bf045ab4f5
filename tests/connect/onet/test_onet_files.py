"""The O*NET database's files: folders, archives and addresses, of releases whose columns differ."""

from __future__ import annotations

import asyncio
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import Workbook
from starlette.applications import Starlette

from credloom.connect.client import Client
from credloom.connect.onet import OnetReader
from credloom.connect.onet.tables import release_of, table_of
from credloom.connect.reader import Harvest
from credloom.errors import SourceBadData, SourceNotFound
from credloom.model.identity import identifier_key
from credloom.model.record import Record, Refusal
from credloom.model.things import Job
from credloom.normalise import normalise
from credloom.normalise.shape import thing_of
from credloom.sources.manifest import Source
from tests.connect.jobs.sites import InProcess, Site
from tests.connect.onet.services import source_of

SAMPLE = Path(__file__).resolve().parents[3] / "connectors" / "onet" / "sample.d"
WELDERS = identifier_key("O*NET-SOC", "51-4121.90")


def harvest(source: Source, checkpoint: bytes | None = None, site: Site | None = None) -> list[Harvest]:
    async def read() -> list[Harvest]:
        client = Client(transport=InProcess(site.app if site else Starlette()))
        try:
            return [portion async for portion in OnetReader(source, client).harvest(checkpoint, full=False)]
        finally:
            await client.aclose()

    return asyncio.run(read())


def made(source: Source, site: Site | None = None) -> tuple[dict[str, Record], list[Refusal]]:
    records: dict[str, Record] = {}
    refusals: list[Refusal] = []
    for portion in harvest(source, None, site):
        found = normalise(source, portion.documents)
        records |= {record.key: record for record in found.records}
        refusals += [*portion.refusals, *found.refusals]
    return records, refusals


def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "db_30_1_text")
    return tmp_path / "db_30_1_text"


def test_ratings_keep_importance_and_level() -> None:
    records, refusals = made(source_of({"main": SAMPLE.as_uri()}))
    welders, nurses = records[WELDERS].node, records[identifier_key("O*NET-SOC", "29-1141.90")].node
    repair, reading = welders["ceasn:skillEmbodied"]
    assert repair["ceterms:codedNotation"] == ["2.B.3.h"], "the most important comes first"
    assert repair["ceterms:weight"] == [0.75]
    assert "schema:value" not in repair, "a level that is not relevant is none"
    assert (reading["ceterms:weight"], reading["schema:value"]) == ([0.375], [2.75])
    assert "ceasn:skillEmbodied" not in nurses, "suppressed ratings and words in the place of numbers are left out"
    assert [refusal.reason for refusal in refusals] == ["'high' is no rating (29-1141.90, 2.B.3.h)."]


def test_an_occupation_becomes_a_job_definition() -> None:
    records, _ = made(source_of({"main": SAMPLE.as_uri()}))
    job = thing_of(records[WELDERS].node, key=WELDERS)
    assert isinstance(job, Job)
    assert job.kind == "DEFINITION"
    assert job.occupations[0].code == "51-4121.90"
    assert Counter((item.kind, item.necessity) for item in job.requirements) == {
        ("EDUCATION", "REQUIRED"): 1,
        ("EXPERIENCE", "REQUIRED"): 1,
        ("COMPETENCY", "PREFERRED"): 1,
        ("COMPETENCY", "REQUIRED"): 1,
        ("COMPETENCY", "MENTIONED"): 4,
    }
    assert {ref.name for ref in job.competencies} == {"Troubleshooting", "BeamDraw 3"}
    assert records[job.competencies[0].key].type == "ceasn:Competency"


def test_competencies_hang_together() -> None:
    records, _ = made(source_of({"main": SAMPLE.as_uri()}))
    model = {
        record.node["ceasn:codedNotation"][0]: record.node
        for record in records.values()
        if "ceasn:codedNotation" in record.node
    }
    assert model["2.A.1.a"]["ceasn:isChildOf"] == [identifier_key("O*NET Content Model", "2.A.1")]
    assert model["2.A"]["ceasn:isTopChildOf"] == [identifier_key("O*NET Domain", "skills")]
    tools = [
        node
        for node in (record.node for record in records.values())
        if "LedgerLeaf" in str(node.get("ceasn:competencyText"))
    ]
    assert len(tools) == 1, "two spellings of one technology are one"


def test_a_technology_of_two_categories_is_told_once(tmp_path: Path) -> None:
    base = folder(tmp_path)
    with (base / "Technology Skills.txt").open("a") as file:
        file.write("29-1141.90\tLedgerLeaf\t43232108\tSpreadsheet software\tN\tN\n")
    source = source_of({"main": base.as_uri()})
    told = [
        record.node
        for portion in harvest(source)
        for document in portion.documents
        for record in normalise(source, [document]).records
        if record.node.get("ceasn:competencyText") == {"en-US": ["LedgerLeaf"]}
    ]
    assert [node["ceasn:isChildOf"] for node in told] == [
        [identifier_key("UNSPSC", "43231601"), identifier_key("UNSPSC", "43232108")]
    ]


def test_nothing_is_read_twice_and_a_change_is_seen(tmp_path: Path) -> None:
    source = source_of({"main": folder(tmp_path).as_uri()})
    last = harvest(source)[-1]
    assert last.complete
    again = harvest(source, last.checkpoint)
    assert [len(portion.documents) for portion in again] == [0]
    assert not again[-1].complete
    tasks = tmp_path / "db_30_1_text" / "Task Statements.txt"
    tasks.touch()
    assert not harvest(source, again[-1].checkpoint)[-1].documents, "the same content under another time"
    tasks.write_text(tasks.read_text().replace("Sweep", "Mop"))
    assert harvest(source, again[-1].checkpoint)[-1].complete
    (tmp_path / "db_30_1_text" / "Abilities.txt").write_text(
        "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n"
    )
    assert harvest(source, again[-1].checkpoint)[-1].complete, "a new file counts too"


def test_a_checkpoint_of_another_version_counts_as_none() -> None:
    assert harvest(source_of({"main": SAMPLE.as_uri()}), b"nonsense")[-1].documents


def test_an_archive_is_read_like_its_folder(tmp_path: Path) -> None:
    archive = tmp_path / "db_30_1_text.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(SAMPLE.iterdir()):
            packed.write(file, f"db_30_1_text/{file.name}")
    expected = {key: record.content_hash for key, record in made(source_of({"main": SAMPLE.as_uri()}))[0].items()}
    records, _ = made(source_of({"main": archive.as_uri()}))
    assert {key: record.content_hash for key, record in records.items()} == expected
    site = Site({"/db.zip": archive.read_bytes()})
    records, _ = made(source_of({"main": "http://onet.example/db.zip"}), site)
    assert {key: record.content_hash for key, record in records.items()} == expected
    archive.write_bytes(b"PK no archive")
    with pytest.raises(SourceBadData, match="archive cannot be read"):
        harvest(source_of({"main": archive.as_uri()}))


def test_files_below_an_address(tmp_path: Path) -> None:
    site = Site({f"/db/{file.name}": file.read_bytes() for file in SAMPLE.iterdir()})
    source = source_of({"main": "http://onet.example/db/"})
    portions = harvest(source, None, site)
    assert portions[-1].complete
    assert not harvest(source, portions[-1].checkpoint, site)[-1].documents
    assert quote("Occupation Data.txt") == "Occupation%20Data.txt"
    del site.pages["/db/Occupation Data.txt"]
    with pytest.raises(SourceNotFound, match=r"Occupation Data\.txt or \.xlsx"):
        harvest(source, None, site)


def test_a_workbook_gives_the_same_as_text(tmp_path: Path) -> None:
    for file in SAMPLE.iterdir():
        book = Workbook()
        for line in file.read_text().splitlines():
            book.active.append([int(c) if c.isdigit() else c for c in line.split("\t")])
        book.save(tmp_path / f"29.2-{file.stem.replace(' ', '-')}.xlsx")
    expected = {key: record.content_hash for key, record in made(source_of({"main": SAMPLE.as_uri()}))[0].items()}
    assert {key: r.content_hash for key, r in made(source_of({"main": tmp_path.as_uri()}))[0].items()} == expected


def test_the_newest_release_of_each_table_counts(tmp_path: Path) -> None:
    base = folder(tmp_path)
    older = (base / "Occupation Data.txt").read_text().replace("Trestle", "Ancient")
    (base / "29.3-Occupation-Data.txt").write_text(older)
    (base / "29.10-Occupation-Data.txt").write_text(older.replace("Ancient", "Old"))
    assert "Trestle Welders" in str(made(source_of({"main": base.as_uri()}))[0][WELDERS].node["ceterms:name"])
    (base / "Occupation Data.txt").unlink()
    assert "Old Welders" in str(made(source_of({"main": base.as_uri()}))[0][WELDERS].node["ceterms:name"])


def test_columns_are_found_by_name_and_a_missing_one_is_told(tmp_path: Path) -> None:
    base = folder(tmp_path)
    technology = base / "Technology Skills.txt"
    technology.write_text(technology.read_text().replace("Example", "Workplace Example", 1))
    records, refusals = made(source_of({"main": base.as_uri()}))
    assert len(records[WELDERS].node["ceterms:subject"]) == 1
    technology.write_text(technology.read_text().replace("Workplace Example", "Sample", 1))
    records, refusals = made(source_of({"main": base.as_uri()}))
    assert "ceterms:subject" not in records[WELDERS].node
    assert any("There is no column 'Example' in Technology Skills" in refusal.reason for refusal in refusals)
    occupations = base / "Occupation Data.txt"
    occupations.write_text(occupations.read_text().replace("Title", "Heading", 1))
    with pytest.raises(SourceBadData, match="no column 'Title'"):
        harvest(source_of({"main": base.as_uri()}))


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="nowhere"):
        harvest(source_of({"main": (tmp_path / "nowhere").as_uri()}))
    with pytest.raises(SourceNotFound, match="Occupation Data"):
        harvest(source_of({"main": tmp_path.as_uri()}))
    with pytest.raises(SourceBadData, match="set the address"):
        harvest(source_of({}))


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("Occupation Data.txt", "occupations"),
        ("29.2-Occupation-Data.xlsx", "occupations"),
        ("later-release-Technology-Skills.txt", "technology"),
        ("Skills.txt", "skills"),
        ("29.2-Skills-to-Work-Activities.xlsx", None),
        ("Software Skills.txt", None),
        ("Emerging Tasks.txt", None),
        ("Job Zones.txt", "zones"),
        ("Job Zone Reference.txt", "preparation"),
    ],
)
def test_tables_are_known_by_the_names_of_their_files(name: str, table: str | None) -> None:
    assert table_of(name) == table


@pytest.mark.parametrize(
    ("path", "release"), [("db_29_2_text/Skills.txt", (29, 2)), ("30.1-Skills.txt", (30, 1)), ("Skills.txt", (9999, 0))]
)
def test_releases_are_known_by_the_path(path: str, release: tuple[int, int]) -> None:
    assert release_of(path) == release


@pytest.mark.shared_data
def test_the_public_release_is_read_whole(shared_data: Path) -> None:
    records, refusals = made(source_of({"main": (shared_data / "occupations" / "onet").as_uri()}))
    assert not refusals
    counts: Counter[str] = Counter(record.type for record in records.values())
    assert counts == {"ceterms:Occupation": 1016, "ceasn:Competency": 9008, "ceasn:CompetencyFramework": 3}
    inside: Counter[str] = Counter()
    for record in records.values():
        if record.type == "ceterms:Occupation":
            inside["tasks"] += len(record.node.get("ceterms:hasTask", ()))
            inside["skills"] += len(record.node.get("ceasn:skillEmbodied", ()))
            inside["knowledge"] += len(record.node.get("ceasn:knowledgeEmbodied", ()))
            inside["mentioned"] += len(record.node.get("ceterms:subject", ()))
            inside["in demand"] += sum(_targets(item) for item in record.node.get("ceterms:recommends", ()))
    assert inside == {"tasks": 18796, "skills": 30765, "knowledge": 28988, "mentioned": 30280, "in demand": 2493}


def _targets(profile: dict[str, Any]) -> int:
    return len(profile["ceterms:targetCompetency"])
