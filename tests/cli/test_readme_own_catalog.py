"""The README's section about a catalog of one's own, typed as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.running import ROOT, environment, running

README = (ROOT / "README.md").read_text(encoding="utf-8")
MARK = "<!-- own catalog -->\n```sh\n"
CATALOG = (
    "Program ID,Program Name,Provider,CIP Code,Credential Name,Tuition\n"
    "1,Welding Technology,Red Rocks College,48.0508,Welding Certificate,1200\n"
    "2,Practical Nursing,Red Rocks College,51.3901,Practical Nursing Certificate,5200\n"
)


def test_the_readmes_own_catalog_can_be_typed(tmp_path: Path) -> None:
    typed = README.partition(MARK)[2].partition("```")[0]
    *lines, last = typed.splitlines()
    assert len(lines) == 6
    assert re.match(r"credloom serve +#", last)
    (tmp_path / "programs.csv").write_text(CATALOG, encoding="utf-8")
    (tmp_path / "posting.txt").write_text("Welder\n\nRequirements\n- Welding certificate\n", encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
        cwd=tmp_path,
        env=environment(tmp_path, PATH=path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "us-xx-etpl: 2 rows became " in ran.stdout
    assert '"totalCount": 1' in ran.stdout
    assert "1. Welding Certificate" in ran.stdout
    assert "Traceback" not in ran.stderr
    exported = dict(word.split("=", 1) for word in lines[0].replace("$PWD", str(tmp_path)).split()[1:])
    with running(["serve", "--port", "0"], tmp_path, **exported) as gateway:
        assert gateway.told["data_dir"] == str(tmp_path / "my-data")
        told = gateway.query("{ sources { key } learningOpportunities { totalCount } }")["data"]
    assert told == {"sources": [{"key": "us-xx-etpl"}], "learningOpportunities": {"totalCount": 2}}


def test_the_readmes_address_is_that_of_serve() -> None:
    assert "http://127.0.0.1:8000" in README.partition(MARK)[2].partition("```")[0].splitlines()[-1]
