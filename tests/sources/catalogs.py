"""Invented catalogs of fictional providers, as states and others publish them: every one a shape of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import orjson

PROGRAMS: list[dict[str, Any]] = [
    {
        "id": "P-1001", "name": "Welding Technology", "provider": "Pine Valley Technical College", "cip": "48.0508",
        "soc": "51-4121", "tuition": 4200, "books": 350, "hours": 640, "weeks": 32, "city": "Pine Valley",
        "state": "TX", "zip": "75001", "street": "12 Mill Road", "url": "https://pinevalley.example/welding",
        "about": "Learn to join metals by several methods, read drawings and work safely in a shop with others.",
        "award": "Certificate", "start": "08/25/2025", "format": "In-Person", "county": "Collin", "status": "Approved",
    },
    {
        "id": "P-1002", "name": "Practical Nursing", "provider": "Pine Valley Technical College", "cip": "51.3901",
        "soc": "29-2061", "tuition": 9800, "books": 900, "hours": 1350, "weeks": 48, "city": "Pine Valley",
        "state": "TX", "zip": "75001", "street": "12 Mill Road", "url": "https://pinevalley.example/nursing",
        "about": "Prepares for the national examination with classes, laboratories and supervised clinical practice.",
        "award": "Diploma", "start": "01/12/2026", "format": "In-Person", "county": "Collin", "status": "Approved",
    },
    {
        "id": "P-1003", "name": "Cybersecurity Analyst", "provider": "Harbor State University", "cip": "11.1003",
        "soc": "15-1212", "tuition": 6400, "books": 0, "hours": 480, "weeks": 24, "city": "Port Harbor",
        "state": "TX", "zip": "77550", "street": "800 Bay Street", "url": "https://harbor.example/cyber",
        "about": "Monitor networks, find weak points and respond to incidents with the tools that employers use.",
        "award": "Certificate", "start": "09/02/2025", "format": "Online", "county": "Galveston", "status": "Approved",
    },
    {
        "id": "P-1004", "name": "Commercial Truck Driving", "provider": "Long Road Driving Academy", "cip": "49.0205",
        "soc": "53-3032", "tuition": 5100, "books": 120, "hours": 160, "weeks": 4, "city": "Amberfield",
        "state": "TX", "zip": "79101", "street": "4 Depot Lane", "url": "https://longroad.example/cdl",
        "about": "Classroom and behind-the-wheel training for the commercial driver examination, class A.",
        "award": "License", "start": "07/07/2025", "format": "In-Person", "county": "Potter", "status": "Closed",
    },
    {
        "id": "P-1005", "name": "Medical Assistant", "provider": "Lakeside Career Institute", "cip": "51.0801",
        "soc": "31-9092", "tuition": 7350.5, "books": 480, "hours": 720, "weeks": 36, "city": "Lakeside",
        "state": "TX", "zip": "76708", "street": "77 Shore Avenue", "url": "https://lakeside.example/ma",
        "about": "Clinical and office skills for a doctor's practice, with an externship of 160 hours at the end.",
        "award": "Certificate", "start": "10/06/2025", "format": "Hybrid", "county": "McLennan", "status": "Approved",
    },
]  # fmt: skip


def rows(*keys: str) -> list[list[Any]]:
    """The programs as rows of chosen values."""
    return [[program[key] for key in keys] for program in PROGRAMS]


def separated(header: Sequence[str], lines: Sequence[Sequence[Any]], mark: str = ",", before: str = "") -> str:
    """A table as separated text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(lines)
    return before + out.getvalue()


def workbook(lines: Sequence[Sequence[Any]]) -> bytes:
    """Lines as the first sheet of a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    for line in lines:
        book.active.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shouting() -> bytes:
    """Capital letters with underscores."""
    header = [
        "TWC_PROGRAM_ID", "PROVIDER_NAME", "PROGRAM_NAME", "PROGRAM_DESC", "CIP_CODE", "SOC_CODE_1",
        "PROGRAM_COST_TUITION", "PROGRAM_COST_BOOKS", "INSTRUCTION_HOURS", "PROGRAM_LENGTH_WEEKS", "CAMPUS_STREET",
        "CAMPUS_CITY",
        "CAMPUS_STATE", "CAMPUS_ZIP", "PROGRAM_URL", "PROGRAM_STATUS", "CONTACT_EMAIL",
    ]  # fmt: skip
    keys = ("id", "provider", "name", "about", "cip", "soc", "tuition", "books", "hours", "weeks", "street", "city",
            "state", "zip", "url", "status")  # fmt: skip
    return separated(header, [[*row, "someone@pinevalley.example"] for row in rows(*keys)]).encode()


def run_together() -> bytes:
    """Capital letters without anything between the words."""
    header = ["PROGRAMID", "PROVIDERNAME", "OFFICIALNAME", "CIPCODE", "TUITIONANDFEES", "BOOKSMATERIALSCOST",
              "TOTALCLOCKHOURS", "CITY", "STATECODE", "ZIPCODE", "WEBSITE", "STARTDATE"]  # fmt: skip
    keys = ("id", "provider", "name", "cip", "tuition", "books", "hours", "city", "state", "zip", "url", "start")
    return separated(header, rows(*keys)).encode()


def camel_semicolons() -> bytes:
    """Words run together in capitals and small letters, semicolons, Windows-1252."""
    header = ["ProviderName", "ProgramTitle", "CIPCODE", "DegreeType", "TuitionAndFees", "OutOfStateTuition",
              "LengthMonths", "City", "Zip", "WebSite"]  # fmt: skip
    lines = [[p["provider"] + " Café", p["name"], p["cip"], p["award"], f"${p['tuition']:,.2f}",
              f"${p['tuition'] * 2:,.2f}", p["weeks"] // 4, p["city"], p["zip"], p["url"]]
             for p in PROGRAMS]  # fmt: skip
    return separated(header, lines, ";").encode("cp1252")


def tabs() -> bytes:
    """Tabs, and what a program leads to."""
    header = ["Institution", "Program Name", "Credential Earned", "CIP", "Clock Hours", "TUITION_AND_FEES",
              "OUT_OF_STATE_TUITION", "County", "ZIP"]  # fmt: skip
    lines = [[p["provider"], p["name"], p["award"], p["cip"], p["hours"], p["tuition"], p["tuition"] * 2, p["county"],
              p["zip"]] for p in PROGRAMS]  # fmt: skip
    return separated(header, lines, "\t").encode()


def federal() -> bytes:
    """The federal list: data elements of ETA-9171 by number."""
    header = [
        "DE 101: Name of Eligible Training Provider", "DE 102: Provider Description", "DE 103: Provider URL",
        "DE 104: Type of Entity", "DE 105: Program Name", "DE 106: Program Description", "DE 107: Program URL",
        "DE 108: Potential Outcome", "DE 109: Associated Credential", "DE 110: Program of Study by CIP Code",
        "DE 113: Length in Contact Hours", "DE 114: Length in Weeks", "DE 115: Program Prerequisites",
        "DE 116: Program Format", "DE 117: SOC Code 1", "DE 120: Out of pocket cost: tuition and fees",
        "DE 121: Completion Rate", "DE 129: Median Earnings Q2",
    ]  # fmt: skip
    lines = [
        [p["provider"], "A school.", "https://school.example", "3", p["name"], p["about"], p["url"], "6",
         f"{p['name']} {p['award']}", p["cip"], p["hours"], p["weeks"], "High school diploma", p["format"], p["soc"],
         p["tuition"], "*" if place else "81.5", 41_000 + place] for place, p in enumerate(PROGRAMS)
    ]  # fmt: skip
    return separated(header, lines).encode("utf-8-sig")


def scorecard() -> bytes:
    """Names with punctuation, as in a federal list for the public."""
    header = ["Provider Name", "Program Name", "Program CIP Code", "Program Description", "Program Format",
              "Program Length (Weeks)", "Clock Hours", "Cost: Tuition & Fees", "Cost: Books/Supplies",
              "Associated O*NET-SOC Code", "Training Location City", "Training Location State", "Training Location ZIP",
              "Date Added"]  # fmt: skip
    keys = ("provider", "name", "cip", "about", "format", "weeks", "hours", "tuition", "books", "soc", "city", "state",
            "zip", "start")  # fmt: skip
    lines = [[f"{value}.00" if place == 9 else value for place, value in enumerate(row)] for row in rows(*keys)]
    return separated(header, lines).encode()


def title_above() -> bytes:
    """A title and a date above the header."""
    header = ["Training Provider", "Training Program", "CIP", "Total Cost", "Duration", "Location", "Link"]
    lines = [[p["provider"], p["name"], p["cip"], f"${p['tuition']:,}", f"{p['weeks']} weeks", p["city"], p["url"]]
             for p in PROGRAMS]  # fmt: skip
    return separated(header, lines, before="Eligible Training Providers\r\nAs of 8/1/2025,,,,,,\r\n\r\n").encode()


def two_rows() -> bytes:
    """A workbook whose header has two rows: groups above, names below."""
    above = ["Provider", None, None, "Program", None, None, None, "Cost", None]
    below = ["Provider Name", "City", "Zip Code", "Program Title", "CIP", "Hours", "Website", "Tuition", "Books"]
    return workbook([above, below, *rows("provider", "city", "zip", "name", "cip", "hours", "url", "tuition", "books")])


def spanish() -> bytes:
    """Spanish headers."""
    header = ["Nombre del programa", "Proveedor", "Descripción", "Código CIP", "Código SOC", "Costo de matrícula",
              "Costo de libros", "Duración (semanas)", "Dirección", "Ciudad", "Código postal", "Página web",
              "Fecha de inicio", "Credencial"]  # fmt: skip
    keys = ("name", "provider", "about", "cip", "soc", "tuition", "books", "weeks", "street", "city", "zip", "url",
            "start", "award")  # fmt: skip
    return separated(header, rows(*keys), ";").encode()


def meaningless() -> bytes:
    """Headers that say nothing: only the values tell."""
    header = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"]
    lines = [[p["id"], p["name"], p["provider"], p["cip"], p["soc"], p["url"], f"{p['weeks']} weeks", p["about"],
              f"${p['tuition']:,}", p["start"], p["state"], p["zip"]] for p in PROGRAMS]  # fmt: skip
    return separated(header, lines).encode()


def lying() -> bytes:
    """Headers that say something else than their values."""
    header = ["Program ID", "Name", "School Code", "Cost", "CIP Title", "Link"]
    lines = [[p["url"], p["name"], p["provider"], f"{p['weeks']} weeks", p["cip"], p["id"]] for p in PROGRAMS]
    return separated(header, lines).encode()


def bare_codes() -> bytes:
    """Codes without point and hyphen, money with commas, what is in and out of state."""
    header = ["School Name", "Program of Study", "CIP", "SOC", "In-State Tuition", "Out-of-State Tuition", "Books Cost",
              "Program Length", "Length Unit", "Delivery Method", "Address", "Approved On"]  # fmt: skip
    lines = [[p["provider"], p["name"], p["cip"].replace(".", ""), p["soc"].replace("-", ""), f"{p['tuition']:,}",
              p["tuition"] * 2, p["books"], p["weeks"], "Weeks", p["format"], p["street"], p["start"]]
             for p in PROGRAMS]  # fmt: skip
    return separated(header, lines).encode()


def nested() -> bytes:
    """JSON with rows below several keys, each with its attributes in an object of its own."""
    data = [
        {
            "type": "program",
            "id": p["id"],
            "attributes": {
                "programName": p["name"],
                "institution": {"name": p["provider"], "website": "https://school.example"},
                "cipCode": p["cip"],
                "occupations": [{"socCode": p["soc"], "title": "An occupation"}],
                "tuition": p["tuition"],
                "length": {"value": p["weeks"], "unit": "weeks"},
                "campus": {"city": p["city"], "state": p["state"], "zipCode": p["zip"]},
                "programUrl": p["url"],
            },
        }
        for p in PROGRAMS
    ]
    return orjson.dumps({"meta": {"page": 1, "per_page": 5, "total": 5}, "payload": {"data": data}})


def open_data() -> bytes:
    """What a portal of open data answers: rows beside a longer list of the columns' types."""
    names = {"_id": "id", "Program": "name", "School": "provider", "CIP_Code": "cip", "Tuition": "tuition",
             "Contact_Hours": "hours", "City": "city", "Zip": "zip", "URL": "url"}  # fmt: skip
    records = [{name: p[key] for name, key in names.items()} for p in PROGRAMS]
    fields = [{"id": name, "type": "text", "info": {"label": name}} for name in names]
    return orjson.dumps({"success": True, "result": {"fields": fields, "records": records, "total": 5}})


def features() -> bytes:
    """GeoJSON."""
    found = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-97.1, 32.9]},
            "properties": {
                "OBJECTID": place,
                "PROG_NAME": p["name"],
                "INST_NAME": p["provider"],
                "CIP_CD": p["cip"],
                "COST_AMT": p["tuition"],
                "LENGTH_WKS": p["weeks"],
                "CITY": p["city"],
                "ZIP": p["zip"],
                "WEB_ADDR": p["url"],
            },
        }
        for place, p in enumerate(PROGRAMS, start=1)
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": found})


def keyed() -> bytes:
    """JSON lines under the ids of the programs."""
    found = {p["id"]: {"title": p["name"], "school": p["provider"], "cip": p["cip"], "price": p["tuition"],
                       "website": p["url"], "durationWeeks": p["weeks"]} for p in PROGRAMS}  # fmt: skip
    return orjson.dumps({"programs": found})


def badges() -> bytes:
    """Microcredentials with issuer, skills and prices in objects."""
    found = [
        {
            "uuid": f"0000000{place}-aaaa-4bbb-8ccc-000000000000",
            "microcredential_title": p["name"],
            "issuer": {"name": p["provider"], "url": "https://school.example"},
            "summary": p["about"],
            "skills": ["Reading drawings", "Safety", f"Skill {place}"],
            "price": {"amount": p["tuition"], "currency": "USD"},
            "duration": f"P{p['weeks']}W",
            "detail_url": p["url"],
            "last_updated": "2026-05-0" + str(place),
        }
        for place, p in enumerate(PROGRAMS, start=1)
    ]
    return b"\n".join(orjson.dumps(item) for item in found)


def pipes_utf16() -> bytes:
    """Bars between the cells, UTF-16."""
    header = ["Prog_ID", "Prog_Title", "Prov_Name", "Prog_CIP", "Tot_Tuition", "Tot_Hrs", "Loc_City", "Loc_St",
              "Loc_Zip", "Effective Date"]  # fmt: skip
    keys = ("id", "name", "provider", "cip", "tuition", "hours", "city", "state", "zip", "start")
    return separated(header, rows(*keys), "|").encode("utf-16")


def linked() -> bytes:
    """CTDL as it is."""
    ctid = "ce-5a0ad0a0-0000-4000-8000-00000000000"
    nodes = [{"@id": f"https://credentialengineregistry.org/resources/{ctid}{place}", "@type": "ceterms:Certificate",
              "ceterms:ctid": f"{ctid}{place}", "ceterms:name": {"en": p["name"]}}
             for place, p in enumerate(PROGRAMS)]  # fmt: skip
    return orjson.dumps({"@context": "https://credreg.net/ctdl/schema/context/json", "@graph": nodes})


def apprenticeships() -> bytes:
    """Sponsors of apprenticeships."""
    header = ["Sponsor Name", "Apprenticeship Title", "O*NET-SOC Code", "Term Length (Hours)", "City", "State",
              "Zip Code", "Program Website"]  # fmt: skip
    lines = [[p["provider"], p["name"], p["soc"] + ".00", p["hours"], p["city"], p["state"], p["zip"], p["url"]]
             for p in PROGRAMS]  # fmt: skip
    return separated(header, lines).encode()


def licenses() -> bytes:
    """Occupational licences of a state."""
    header = ["License Name", "Licensing Agency", "Description", "O*NET Code", "Application Fee", "Agency Website"]
    lines = [[f"{p['name']} License", f"State Board of {p['county']}", p["about"], p["soc"] + ".00", 75, p["url"]]
             for p in PROGRAMS]  # fmt: skip
    return separated(header, lines).encode()


def postings() -> bytes:
    """Jobs as a table."""
    header = ["Requisition ID", "Job Title", "Company Name", "Job Description", "Location City", "Location State",
              "Posted Date", "Closing Date", "Apply URL"]  # fmt: skip
    lines = [[f"R{place}", f"{p['name']} Worker", p["provider"], p["about"], p["city"], p["state"], "2026-07-01",
              "2026-09-30", p["url"]] for place, p in enumerate(PROGRAMS)]  # fmt: skip
    return separated(header, lines).encode()
