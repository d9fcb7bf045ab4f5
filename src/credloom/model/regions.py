"""States and territories of the United States in every spelling, as codes of ISO 3166-2 without the country."""

from __future__ import annotations

import re
from functools import cache

_STATES = (
    "AL:Alabama AK:Alaska AZ:Arizona AR:Arkansas CA:California CO:Colorado CT:Connecticut DE:Delaware "
    "DC:District_of_Columbia FL:Florida GA:Georgia HI:Hawaii ID:Idaho IL:Illinois IN:Indiana IA:Iowa KS:Kansas "
    "KY:Kentucky LA:Louisiana ME:Maine MD:Maryland MA:Massachusetts MI:Michigan MN:Minnesota MS:Mississippi "
    "MO:Missouri MT:Montana NE:Nebraska NV:Nevada NH:New_Hampshire NJ:New_Jersey NM:New_Mexico NY:New_York "
    "NC:North_Carolina ND:North_Dakota OH:Ohio OK:Oklahoma OR:Oregon PA:Pennsylvania RI:Rhode_Island "
    "SC:South_Carolina SD:South_Dakota TN:Tennessee TX:Texas UT:Utah VT:Vermont VA:Virginia WA:Washington "
    "WV:West_Virginia WI:Wisconsin WY:Wyoming AS:American_Samoa GU:Guam MP:Northern_Mariana_Islands "
    "PR:Puerto_Rico VI:U.S._Virgin_Islands"
)
NAMES: dict[str, str] = {code: name.replace("_", " ") for code, name in (pair.split(":") for pair in _STATES.split())}

_FIPS_CODES = (
    "01:AL 02:AK 04:AZ 05:AR 06:CA 08:CO 09:CT 10:DE 11:DC 12:FL 13:GA 15:HI 16:ID 17:IL 18:IN 19:IA 20:KS 21:KY "
    "22:LA 23:ME 24:MD 25:MA 26:MI 27:MN 28:MS 29:MO 30:MT 31:NE 32:NV 33:NH 34:NJ 35:NM 36:NY 37:NC 38:ND 39:OH "
    "40:OK 41:OR 42:PA 44:RI 45:SC 46:SD 47:TN 48:TX 49:UT 50:VT 51:VA 53:WA 54:WV 55:WI 56:WY 60:AS 66:GU 69:MP "
    "72:PR 78:VI"
)
_FIPS: dict[str, str] = dict(pair.split(":") for pair in _FIPS_CODES.split())


@cache
def _spellings() -> dict[str, str]:
    found = {_plain(name): code for code, name in NAMES.items()}
    found |= {code.lower(): code for code in NAMES}
    found |= {f"us {code.lower()}": code for code in NAMES}
    found |= {f"state of {_plain(name)}": code for code, name in NAMES.items()}
    return found | _FIPS | {"washington dc": "DC", "virgin islands": "VI", "calif": "CA", "colo": "CO", "penn": "PA"}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.replace(".", "").lower()).split())


@cache
def region(text: str) -> str | None:
    """The code of a state or territory named by code, name, FIPS number or `US-CO`; None where it is none."""
    return _spellings().get(_plain(text))


def region_or_text(text: str | None) -> str | None:
    """The code where the text names one, else the text itself without outer spaces."""
    stripped = (text or "").strip()
    return region(stripped) or stripped or None
