"""The figures of a run as a list to take along: every number with what it counts, its base and its interval."""

from typing import Any

import django_tables2
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.base import display, tables
from samspor.outcomes.models import Run
from samspor.reports.labels import NAMES, definition, measure_name


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
    days = tables.NumberColumn(verbose_name=gettext_lazy("Days from the start"))
    through = tables.DayColumn(verbose_name=gettext_lazy("Facts up to"))
    definition = django_tables2.Column(verbose_name=gettext_lazy("Definition"))
    remark = django_tables2.Column(verbose_name=gettext_lazy("Remark"))

    class Meta:
        orderable = False
        default = ""


UNITS = {"share": gettext_lazy("share"), "weeks": gettext_lazy("weeks"), "days": gettext_lazy("days")}


def lines(*runs: Run | None) -> list[dict[str, Any]]:
    """The figures of the last month's end, then those of the sites of the last quarter's end."""
    found = []
    for run in dict.fromkeys(runs):
        if run is None:
            continue
        for figure in run.figures:
            of_sites = run is not runs[0]
            if (
                figure["measure"] in NAMES
                and figure["group"] is None
                and (figure["site"] is not None or not of_sites)
            ):
                found.append(_line(run, figure))
    return found


def _line(run: Run, figure: dict[str, Any]) -> dict[str, Any]:
    remark = _("Hidden: few people, or it could be worked out from others.") if figure["suppressed"] else ""
    plain = (
        "numerator",
        "n",
        "value",
        "low",
        "high",
        "level",
        "method",
        "lowest",
        "highest",
        "censored",
        "immature",
        "excluded",
    )
    return {name: _short(figure[name]) for name in plain} | {
        "measure": measure_name(figure["measure"], run.programme),
        "site": figure["site"] or _("The whole programme"),
        "unit": str(UNITS.get(figure["unit"], figure["unit"])),
        "days": figure["horizon_days"],
        "through": run.through,
        "definition": definition(figure["measure"], run.programme),
        "remark": remark,
    }


def _short(value: Any) -> Any:
    """Four decimals say as much as sixteen."""
    return round(value, 4) if isinstance(value, float) else value


def number(value: int | None) -> str:
    return _("hidden") if value is None else display.number(value)
