"""Make `soc.tsv`, `cip.tsv` and `cip-soc.tsv` from the published code lists.

    python -m credloom.model.data._generate SOC_DEFINITIONS.csv SOC_CIP_CROSSWALK.csv FOLDER

The first is the 2018 Standard Occupational Classification of the US Bureau of Labor Statistics (columns SOCCode,
SOCTitle), the second the CIP 2020 to SOC 2018 crosswalk of the US National Center for Education Statistics (columns
SOC2018Code, CIP2020Code, CIP2020Title). Both are works of the United States government; codes and titles are kept.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path


def main(definitions: Path, crosswalk: Path, folder: Path) -> None:
    """Write the three files."""
    with definitions.open(encoding="utf-8-sig", newline="") as file:
        soc = {row["SOCCode"].strip(): row["SOCTitle"].strip() for row in csv.DictReader(file)}
    with crosswalk.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    cip = {row["CIP2020Code"].strip(): row["CIP2020Title"].strip().rstrip(".") for row in rows}
    pairs: dict[str, list[str]] = {}
    for row in rows:
        if row["SOC2018Code"].strip() in soc and row["CIP2020Code"].strip() != "99.9999":
            pairs.setdefault(row["CIP2020Code"].strip(), []).append(row["SOC2018Code"].strip())
    _write(folder / "soc.tsv", sorted(soc.items()))
    _write(folder / "cip.tsv", sorted((code, title) for code, title in cip.items() if code != "99.9999"))
    _write(folder / "cip-soc.tsv", [(code, " ".join(codes)) for code, codes in sorted(pairs.items())])


def _write(path: Path, rows: list[tuple[str, str]]) -> None:
    path.write_text("".join(f"{code}\t{text}\n" for code, text in rows), encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
