"""The words of the figures: what each counts, in a sentence that a leader and a statistician read alike."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.agreements.labels import RUNGS
from samspor.agreements.models import Programme

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


def benchmark_word(text: str) -> str:
    return str(BENCHMARKS.get(text, text))


def success_words(programme: Programme) -> str:
    """The rungs that count, in a sentence: "ordinary employment or ordinary education"."""
    words = dict(RUNGS)
    named = [str(words[rung]) for rung in programme.success_rungs if rung in words]
    if not named:
        named = [str(words["ordinary_employment"]), str(words["ordinary_education"])]
    *first, last = named
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def definition(measure: str, programme: Programme) -> str:
    """What a figure counts. The same content as `ipseval.measures.DEFINITIONS`, in the language of the page."""
    words = {"success": success_words(programme), "months": programme.follow_up_months}
    sentences = {
        "work_or_education": _(
            "Share with any %(success)s within %(months)s months from the start, among those without work or education "
            "at the start whose %(months)s months have passed."
        ),
        "at_course_end": _(
            "Share in any %(success)s on the day the course ended, among courses that have ended."
        ),
        "first_job": _(
            "Share with a first day in ordinary employment within %(months)s months from the start, among all who "
            "started without work or education; courses that still run count for as long as they have run."
        ),
        "first_job_time": _(
            "Mean number of days since the first day in ordinary employment, %(months)s months after the start; those who had "
            "none count with 0."
        ),
        "first_job_median": _(
            "Days from the start until half have had a first day in ordinary employment, read off the curve."
        ),
        "first_job_curve": _(
            "Share with a first day in ordinary employment within that number of days from the start."
        ),
        "in_work_at_start": _("Share in work or education at the start, among all who started."),
        "weeks_in_work": _(
            "Weeks in ordinary employment within %(months)s months from the start, zeros included, among those who were "
            "followed to the end; a day in two jobs counts once."
        ),
        "weeks_in_work_from_work": _(
            "Weeks in ordinary employment within %(months)s months from the start, among those in work or education at "
            "the start."
        ),
    }
    return sentences[measure] % words if measure in sentences else measure


NAMES: dict[str, Any] = {
    "work_or_education": gettext_lazy("Work or education within %(months)s months"),
    "at_course_end": gettext_lazy("In work or education at the end of the course"),
    "first_job": gettext_lazy("First job within %(months)s months"),
    "first_job_median": gettext_lazy("Days until half have had a job"),
    "first_job_time": gettext_lazy("Days since the first job, mean"),
    "first_job_curve": gettext_lazy("First job, point of the curve"),
    "in_work_at_start": gettext_lazy("In work or education at the start"),
    "weeks_in_work": gettext_lazy("Weeks in work"),
    "weeks_in_work_from_work": gettext_lazy("Weeks in work, in work at the start"),
}
"""The measures that are told here; others that a run holds wait until they have words of their own."""


def measure_name(measure: str, programme: Programme) -> str:
    return str(NAMES.get(measure, measure)) % {"months": programme.follow_up_months}
