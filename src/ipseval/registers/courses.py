"""The courses: who was offered the programme and from when; one row per course."""

from ipseval.registers.register import Column, Register

COURSES = Register(
    "courses",
    "One row per course of a person.",
    (
        Column(
            "person",
            "text",
            "The person; the same words as in spells and observed.",
            required=True,
            filled=True,
        ),
        Column("start", "day", "The first meeting. Empty: accepted, but never started.", required=True),
        Column("end", "day", "The day the course ended. Empty: still open."),
        Column("group", "text", "The group to compare by, known at start."),
        Column("site", "text", "The place whose figures are shown apart."),
        Column(
            "in_work_at_start", "yes_no", "In work or education at start. Empty: worked out from the spells."
        ),
    ),
)
