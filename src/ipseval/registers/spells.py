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
    ),
)
