"""The spells: time spent in a state, in the event-history form; ten rows a person, not a thousand weeks."""

from ipseval.registers.register import Column, Register

SPELLS = Register(
    "spells",
    "One row per person and unbroken time in one state. Spells may overlap; a day in two jobs counts once.",
    (
        Column("person", "text", "The person.", required=True, filled=True),
        Column(
            "state",
            "text",
            "A code that the study file gives a rung of the ladder.",
            required=True,
            filled=True,
        ),
        Column("from", "day", "The first day in the state.", required=True, filled=True),
        Column("to", "day", "The first day no longer in it (half-open). Empty: still in it.", required=True),
        Column(
            "minutes_week",
            "whole",
            "Paid or studied minutes a week in this spell. Empty, below 0 or above the 10,080 of a week: missing, "
            "which is not zero.",
        ),
        Column(
            "employer",
            "text",
            "The employer of a spell of work, for the longest job with one employer. Empty: missing.",
        ),
        Column(
            "occupation",
            "text",
            "The occupation of a spell of work, as a code of ISCO-08 or DISCO-08, of which the first digit, the major "
            "group, is read: what the first jobs were. Empty or other words: missing.",
        ),
    ),
)
