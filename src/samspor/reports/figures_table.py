"""The figures of a run as a list to take along: every number with what it counts, its base, its interval and its run."""

from typing import Any

import django_tables2
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipseval.figures import Figure
from samspor.base import tables
from samspor.reports.result import Result

MEASURES = frozenset(
    {
        "work_or_education", "at_course_end", "first_job", "first_job_median", "first_job_time", "first_job_curve",
        "in_work_at_start",
    }
)  # fmt: skip
"""What is told of a quarter's end. More measures of the same people, quarter after quarter, would tell of single ones."""
UNITS = {"share": gettext_lazy("share"), "days": gettext_lazy("days")}


class Figures(tables.Table):
    """One line for each figure. What is hidden is said to be hidden, never left out."""

    caption = gettext_lazy("Figures with definitions")

    measure = django_tables2.Column(verbose_name=gettext_lazy("Measure"))
    site = django_tables2.Column(verbose_name=gettext_lazy("Unit"))
    numerator = tables.NumberColumn(verbose_name=gettext_lazy("Reached"))
    n = tables.NumberColumn(verbose_name=gettext_lazy("Out of"))
    value = tables.NumberColumn(verbose_name=gettext_lazy("Value"), decimals=3)
    unit = django_tables2.Column(verbose_name=gettext_lazy("Kind of value"))
    low = tables.NumberColumn(verbose_name=gettext_lazy("Interval from"), decimals=3)
    high = tables.NumberColumn(verbose_name=gettext_lazy("Interval to"), decimals=3)
    level = tables.NumberColumn(verbose_name=gettext_lazy("Level of the interval"), decimals=2)
    method = django_tables2.Column(verbose_name=gettext_lazy("Method"))
    lowest = tables.NumberColumn(verbose_name=gettext_lazy("Lowest possible"), decimals=3)
    highest = tables.NumberColumn(verbose_name=gettext_lazy("Highest possible"), decimals=3)
    censored = tables.NumberColumn(verbose_name=gettext_lazy("Ended early"))
    immature = tables.NumberColumn(verbose_name=gettext_lazy("Still within the follow-up"))
    excluded = tables.NumberColumn(verbose_name=gettext_lazy("In work or education at the start"))
    horizon_days = tables.NumberColumn(verbose_name=gettext_lazy("Days from the start"))
    through = tables.DayColumn(verbose_name=gettext_lazy("Facts up to"))
    definition = django_tables2.Column(verbose_name=gettext_lazy("Definition"))
    remark = django_tables2.Column(verbose_name=gettext_lazy("Remark"))

    run = tables.NumberColumn(verbose_name=gettext_lazy("Run no."))
    question = django_tables2.Column(verbose_name=gettext_lazy("Mark of the question"))
    facts = django_tables2.Column(verbose_name=gettext_lazy("Mark of the facts"))

    class Meta:
        orderable = False
        default = ""


def lines(result: Result) -> list[dict[str, Any]]:
    """The figures of the programme, then those of its sites."""
    return [_line(result, figure) for figure in sorted(_told(result), key=lambda one: one.site is not None)]


def _told(result: Result) -> list[Figure]:
    figures = result.view.released.figures
    return [figure for figure in figures if figure.measure in MEASURES and figure.group is None]


def _line(result: Result, figure: Figure) -> dict[str, Any]:
    say, run = result.view.words, result.run
    # four decimals say as much as sixteen
    plain = {name: round(said, 4) if isinstance(said, float) else said for name, said in vars(figure).items()}
    return plain | {
        "measure": say.measure(figure.measure),
        "site": figure.site or _("The whole programme"),
        "unit": str(UNITS.get(figure.unit, figure.unit)),
        "method": say.method(figure),
        "through": run.through,
        "definition": say.definition(figure),
        "remark": _("Hidden: few people, or it could be worked out from others.")
        if figure.suppressed
        else "",
        "run": run.pk,
        "question": run.manifest["study_sha256"],
        "facts": run.facts_mark,
    }
