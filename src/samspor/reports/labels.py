"""The words of who is counted and of what others published; those of the measures are the report's."""

from typing import Any

from django.utils.translation import gettext_lazy

STEPS: dict[str, tuple[Any, Any]] = {
    "never_started": (
        gettext_lazy("Accepted, not started"),
        gettext_lazy("No first meeting has been held: they wait, or they never started. Not counted below."),
    ),
    "started": (
        gettext_lazy("Started"),
        gettext_lazy("The first meeting has been held. A person counts once, with the first course."),
    ),
    "in_work_at_start": (
        gettext_lazy("Of these, in work or education at the start"),
        gettext_lazy("Shown apart, and not part of the measure."),
    ),
    "immature": (
        gettext_lazy("Of these, still within the follow-up"),
        gettext_lazy(
            "The follow-up has not passed yet. They count when it has; until then neither as yes nor no."
        ),
    ),
    "mature": (
        gettext_lazy("Of these, counted in the measure"),
        gettext_lazy("Without work or education at the start, and the follow-up has passed."),
    ),
}
"""The lines of the table of who is counted, in order."""

BENCHMARKS: dict[str, Any] = {
    "IPS": gettext_lazy("IPS"),
    "IPS enhanced": gettext_lazy("IPS, enhanced"),
    "usual effort": gettext_lazy("the usual effort"),
    "severe mental illness": gettext_lazy("people with severe mental illness"),
    "mixed": gettext_lazy("mixed target group"),
    "out of work at start": gettext_lazy("people out of work at the start"),
    "all served": gettext_lazy("everybody in the programme"),
    "Denmark": gettext_lazy("Denmark"),
    "employment or education": gettext_lazy("in work or education"),
    "reached own goal of job or education": gettext_lazy("reached their own goal of job or education"),
    "paid work": gettext_lazy("in paid work"),
    "working in quarter": gettext_lazy("working in the quarter"),
    "in employment": gettext_lazy("in work"),
    "18 months": gettext_lazy("within 18 months"),
    "30 months": gettext_lazy("within 30 months"),
    "end of course": gettext_lazy("at the end of the course"),
    "in period": gettext_lazy("in the period"),
    "quarter": gettext_lazy("in a quarter"),
    "point in time": gettext_lazy("on a day"),
    "Adults with mental illness": gettext_lazy("Adults with mental illness"),
    "Adults": gettext_lazy("Adults"),
    "IPS learning community": gettext_lazy("IPS learning community, USA"),
    "IPS Grow": gettext_lazy("IPS Grow, England (aim)"),
}
"""The English words of `reference/benchmarks.csv`, as they are read on the page."""
