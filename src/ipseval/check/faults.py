"""What can be wrong in the tables of a study without stopping a run, and the rule that handles it."""

from __future__ import annotations

from ipseval.registers.register import Fault

FAULTS = {
    "course_twice": Fault("courses that are delivered more than once", "They count once (flow: duplicate)."),
    "course_backwards": Fault("courses that end before they start", "Their end is not used."),
    "in_two_groups": Fault(
        "people with courses in more than one group",
        "The first course in the period decides; two on the same day are left out (flow: in_two_groups).",
    ),
    "start_unseen": Fault(
        "people whose first course starts on or after the end of observation, or after the data",
        "That course is left out (flow: not_observed).",
    ),
    "in_no_register": Fault(
        "people with a course of whom neither spells nor observed has a row",
        "They count as seen to the end of the data, without work or education; if the tables should have a row for "
        "everybody, look at how persons are written.",
    ),
    "without_course": Fault("people in spells or observed without a course", "They are left out."),
    "spell_backwards": Fault("spells that end before they begin, or on that day", "They are left out."),
    "spells_overlap": Fault(
        "spells that begin before the one before them, of the same person, state and employer, has ended (states on "
        "the rung none are not looked at)",
        "A day in two of them counts once.",
    ),
    "observed_twice": Fault("people with several rows in observed", "The earliest end counts."),
}

PEOPLE = frozenset({"in_two_groups", "start_unseen", "in_no_register", "without_course", "observed_twice"})
"""Those that count people; the others count rows."""
