"""What people write for what records say: abbreviations of occupations, licences and fields of study.

Public, common usage in the United States. A word here finds its long form too, and the long form is never replaced.
"""

from __future__ import annotations

from collections.abc import Mapping

LONG_FORMS: Mapping[str, tuple[str, ...]] = {
    "adn": ("associate degree nursing",),
    "bsn": ("bachelor of science nursing",),
    "cad": ("computer aided drafting", "computer aided design"),
    "cdl": ("commercial driver license", "truck driver"),
    "cna": ("certified nursing assistant", "nursing assistant"),
    "cnc": ("computer numerically controlled",),
    "cpa": ("certified public accountant",),
    "cpr": ("cardiopulmonary resuscitation",),
    "cte": ("career technical education",),
    "dba": ("database administrator",),
    "ece": ("early childhood education",),
    "ekg": ("electrocardiograph",),
    "emr": ("emergency medical responder",),
    "ems": ("emergency medical services",),
    "emt": ("emergency medical technician",),
    "esl": ("english second language",),
    "ev": ("electric vehicle",),
    "ged": ("general educational development",),
    "gis": ("geographic information systems",),
    "gmaw": ("gas metal arc welding",),
    "gtaw": ("gas tungsten arc welding",),
    "hha": ("home health aide",),
    "hr": ("human resources",),
    "hvac": ("heating ventilation air conditioning",),
    "hvacr": ("heating ventilation air conditioning refrigeration",),
    "lpn": ("licensed practical nurse", "practical nursing"),
    "lvn": ("licensed vocational nurse",),
    "mba": ("master of business administration",),
    "mig": ("gas metal arc",),
    "mri": ("magnetic resonance imaging",),
    "np": ("nurse practitioner",),
    "ot": ("occupational therapy",),
    "plc": ("programmable logic controllers",),
    "pmp": ("project management professional",),
    "pta": ("physical therapist assistant",),
    "pv": ("photovoltaic",),
    "rn": ("registered nurse",),
    "smaw": ("shielded metal arc welding",),
    "spc": ("statistical process control",),
    "tig": ("gas tungsten arc",),
}

ALSO: Mapping[str, tuple[str, ...]] = {
    "aide": ("assistant",),
    "aides": ("assistant",),
    "assistant": ("aide",),
    "attorney": ("lawyer",),
    "chef": ("cook", "culinary"),
    "childcare": ("early childhood",),
    "daycare": ("child care", "early childhood"),
    "kindergarten": ("early childhood",),
    "lawyer": ("attorney",),
    "preschool": ("early childhood",),
    "programming": ("coding",),
    "trucker": ("truck driver",),
}
"""Words that mean much the same to who looks for something to learn; they count less than the word itself."""
