"""Which units an authority may have, and which roles a unit: plain tables, no Django."""

TREATMENT = frozenset({"treatment", "trauma"})
KINDS = {
    "municipality": frozenset({"employment", "youth", "office"}),
    "provider": frozenset({"employment", "youth", "office"}),
    "region": TREATMENT | {"office"},
}
"""A municipality or provider does employment work, a region treats; both have offices."""

CASEWORK = {"specialist": frozenset({"employment", "youth"}), "clinician": TREATMENT}
"""Specialists work where employment work is done and clinicians where people are treated, so that neither role opens
the other side's records. Every other role fits every unit."""


def may_have(authority_kind: str, unit_kind: str) -> bool:
    return unit_kind in KINDS[authority_kind]


def fits(role: str, unit_kind: str) -> bool:
    return role not in CASEWORK or unit_kind in CASEWORK[role]
