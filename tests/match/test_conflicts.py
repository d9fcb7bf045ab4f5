"""Whose work a name speaks of, and what says that a credential is for another occupation than the job's."""

from __future__ import annotations

import pytest

from credloom.match.bare import Bare, scores
from credloom.match.text.agents import agent, occupations_named, singular
from credloom.match.text.conflicts import AGAINST, against
from credloom.match.text.naming import is_named, options
from credloom.match.text.texts import Offered, Wanted, objects
from credloom.match.text.vectors import Vectors


def conflicts(title: str, asked: str, name: str, text: str = "", kind: str = "Certification") -> set[str]:
    """The conflicts of one credential with a job of one requirement that are at least half."""
    wanted, one = Wanted(title, [asked], [1.0]), Offered(name, text, (f"ceterms:{kind}",))
    found = against(wanted, [one], Vectors(wanted, [one]))
    assert set(found) == set(AGAINST)
    return {sort for sort, rows in found.items() if rows[0] >= 0.5}


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Certified Nursing Assistant", "assistant"),
        ("Doctor of Nursing Practice", "doctor"),
        ("Class A Commercial Driver License", "driver"),
        ("School Principal License", "principal"),
        ("Midwives", "midwife"),
        ("Welding of Pipe", None),
        ("Business Communications", None),
    ],
)
def test_the_person_that_a_name_speaks_of(name: str, known: str | None) -> None:
    assert agent(name) == known


def test_words_in_the_singular() -> None:
    assert [singular(word) for word in ("nurses", "secretaries", "coaches", "waitresses", "business")] == [
        *("nurse", "secretary", "coach", "waitress", "business"),
    ]


def test_the_published_occupation_that_a_name_speaks_of() -> None:
    assert occupations_named("Certified Medical Assistant") == {"31-9092"}
    assert occupations_named("Physician Assistant, Master of Science") == {"29-1071"}
    assert occupations_named("Veterinary Technician") == occupations_named("Veterinary Technologist") == {"29-2056"}
    assert occupations_named("Basket Weaving") == frozenset()


def test_what_a_name_says_that_work_is_done_to() -> None:
    assert objects("Roofing Installer Certificate") == "Roofing"
    assert objects("Mechanical Drafter") == "Mechanical"
    assert objects("Sales Manager") == ""


def test_another_occupation_of_the_same_words() -> None:
    asked = "Fill prescriptions"
    assert "other_occupation" in conflicts("Pharmacist", asked, "Pharmacy Technician Certification")
    assert "other_occupation" not in conflicts("Pharmacist", asked, "Pharmacist License")
    assert "other_agent" in conflicts("Cook", "Cook meals", "School Nurse License")


def test_another_object_of_the_same_work() -> None:
    asked = "Install shingles"
    assert "other_object" in conflicts("Roofing Installer", asked, "Floor Installer", "Lay carpet and tile.")
    assert "other_object" not in conflicts("Roofing Installer", asked, "Shingle Installer", "Roofing with shingles.")


def test_who_trades_in_judges_or_studies_the_object() -> None:
    assert "seller" in conflicts("Welder", "Weld pipe", "Welding Sales Representative")
    assert "judge" in conflicts("Welder", "Weld pipe", "Certified Welding Inspector")
    assert "scholar" in conflicts("Welder", "Weld pipe", "Welding Engineering", kind="BachelorDegree")
    assert "tools" in conflicts("Dental Hygienist", "Clean teeth", "Dental Equipment Technician")
    assert not {"seller", "judge", "scholar", "tools"} & conflicts("Welder", "Weld pipe", "Certified Welder")


def test_another_level() -> None:
    asked = "Bathe residents"
    assert "above" in conflicts("Nursing Assistant", asked, "Nursing Leadership", kind="MasterDegree")
    assert "higher" in conflicts("Legal Secretary", "Type briefs", "Attorney License")


@pytest.mark.parametrize(
    ("asked", "name", "kind", "named"),
    [
        ("Class A CDL", "Class A Commercial Driver License", "License", True),
        ("Class A CDL", "Truck Driving Certificate", "Certificate", False),
        ("Class A CDL", "CDL Instructor Certification", "Certification", False),
        ("Current RN license", "Registered Nurse License (CO)", "License", True),
        ("Pharmacist license", "Pharmacy Technician License", "License", False),
        ("CompTIA Network+ or CCNA", "CompTIA Network+", "Certification", True),
        ("CompTIA Network+ or CCNA", "CompTIA Security+", "Certification", False),
    ],
)
def test_which_credential_is_the_one_asked_for(asked: str, name: str, kind: str, named: bool) -> None:
    wanted, one = Wanted("Pharmacist", [asked], [1.0]), Offered(name, "", (f"ceterms:{kind}",))
    assert any(is_named(option, wanted, one) for option in options(asked)) == named


def test_a_skill_that_a_name_says_counts_by_itself() -> None:
    asked = [("Serve passengers", "REQUIRED"), ("First aid", "REQUIRED")]
    offered = [Bare("First Aid and CPR", "Bleeding, choking."), Bare("Passenger Car Repair", "Brakes and engines.")]
    first, other = scores("Flight Attendant", asked, offered)
    assert first > 2 * other
