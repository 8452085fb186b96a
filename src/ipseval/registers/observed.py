"""The end of observation: until when a person is seen, and why not longer."""

from ipseval.registers.register import Column, Register

OBSERVED = Register(
    "observed",
    "At most one row per person; with several, the earliest counts.",
    (
        Column("person", "text", "The person.", required=True, filled=True),
        Column(
            "until",
            "day",
            "The first day not observed: the day of death, of emigration, after the last day.",
            required=True,
            filled=True,
        ),
        Column(
            "why", "text", "A word that the study file calls censor or competing.", required=True, filled=True
        ),
    ),
)
