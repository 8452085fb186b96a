"""The courses: who was offered the programme and from when; one row per course."""

from ipseval.registers.register import Column, Register

SCALE = "Give whole numbers (34.5 years as 345 tenths) or words."


def covariate(name: str) -> Column:
    """Something known of a person at start: whole numbers, or words, each a category; empty where not known."""
    return Column(name, "text", "A covariate: whole numbers, or words.", required=True, advice=SCALE)


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
            "known_on",
            "day",
            "The day by which group and covariates were settled. After the start, the groups cannot be compared.",
        ),
        Column(
            "in_work_at_start", "yes_no", "In work or education at start. Empty: worked out from the spells."
        ),
        Column("referred", "day", "The referral, for the days to the start and to the first contact."),
        Column("first_contact", "day", "The first contact of any kind after the referral."),
        Column("first_employer_contact", "day", "The first contact with an employer for the candidate."),
        Column(
            "goal_reached",
            "yes_no",
            "Whether the candidate's own goal of job or education was met when the course ended.",
        ),
    ),
)
