"""What the published words mean: each count as a sum of the kinds that a follow-up can come to; for the outsider."""

from __future__ import annotations

from collections.abc import Mapping

ADJUSTED = ("complete_cases", "effective_sample_size", "overlap", "covariate")
HELD = ("held, followed, work", "held, followed, none", "held, lost", "held, immature")
IMMATURE = ("immature, work", "immature, lost", "immature, dead", "immature, open")
EARLY = ("early, work", "early, school", "early, none")
SEEN = ("seen, work", "seen, school", "seen, school, dead", "seen, none", "seen, dead")
OUT = IMMATURE + EARLY + SEEN
KINDS = HELD + OUT
WORK = tuple(kind for kind in OUT if kind.endswith("work"))
LEFT_OUT = ("duplicate", "never_started", "outside_period", "in_two_groups", "later_course", "not_observed")
FLOW = {
    "started": KINDS, "in_work_at_start": HELD, "immature": IMMATURE, "mature": EARLY + SEEN, "ended_early": EARLY,
}  # fmt: skip
SUCCESS = tuple(kind for kind in EARLY + SEEN if "work" in kind or "school" in kind)
MEASURES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "work_or_education": {"n": EARLY + SEEN, "numerator": SUCCESS, "censored": ("early, none",),
                          "competing": ("seen, dead",), "immature": IMMATURE, "excluded": HELD},
    "first_job": {"n": OUT, "numerator": WORK, "censored": ("immature, lost", "early, school", "early, none"),
                  "competing": ("immature, dead", "seen, school, dead", "seen, dead"), "immature": IMMATURE,
                  "excluded": HELD},
    "weeks_in_work": {"n": SEEN, "numerator": ("seen, work",), "censored": EARLY, "immature": IMMATURE,
                      "excluded": HELD},
    "in_work_at_start": {"n": KINDS, "numerator": HELD},
    "weeks_in_work_from_work": {"n": HELD[:2], "numerator": HELD[:1], "censored": HELD[2:3]},
    "first_job_curve": {"n": OUT, "immature": IMMATURE, "excluded": HELD},
    "longest_employment_to_horizon": {"n": SEEN, "numerator": ("seen, work",), "censored": EARLY,
                                      "immature": IMMATURE, "excluded": HELD},
}  # fmt: skip
"""The fields of a figure as sums of kinds."""
SAME_AS = {"first_job_median": "first_job_curve", "first_job_time": "first_job"}
UNKNOWN = {"missing": "unknown"}
PARTS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "at_course_end": (OUT, {"immature": "open"}),
    "sustained_13": (WORK, {"immature": "open", "censored": "lost"}),
    "sustained_26": (WORK, {"immature": "open", "censored": "lost"}),
    "working_this_quarter": (OUT, {}),
    **dict.fromkeys(("longest_job_to_horizon", "hours", "hours_any", "work_hours", "work_hours_any"), (SEEN, UNKNOWN)),
}  # fmt: skip
"""Figures whose people are a part of some kinds, with the fields of those outside the base: open, lost or unknown."""
SHARED = {"hours_any": "hours", "work_hours_any": "work_hours"}
WORDS = ("reached", "not reached", "open", "lost", "unknown")
ACTIVE = {
    "hours": tuple(kind for kind in SEEN if kind in SUCCESS),
    "work_hours": ("seen, work",),
    "longest_job_to_horizon": ("seen, work",),
}
"""Who has any, or is unknown, worked (or studied); with no minutes they have none."""
AFTER = {
    "open": ("open",), "lost": ("open", "lost"), "reached": ("open", "lost", "reached", "not reached"),
    "not reached": ("open", "lost", "not reached"),
}  # fmt: skip
"""What a job that came to this after 13 weeks may come to after 26."""
UNPUBLISHED = (
    "group", "site", "left out", "part", "stood", "gone since", "trait", "four", "job of", "beside", "not compared", "by rule",
)  # fmt: skip
"""What nobody publishes, and would give somebody away."""
