"""What a run found, arranged for its page in the words of the report. Nothing but the run."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ipseval.figures import Figure
from ipseval.report.words import Words
from samspor.outcomes.models import Run

FIRST = ("work_or_education", "work_or_education_difference", "work_or_education_ratio")
NEXT = (
    "first_job",
    "first_job_difference",
    "weeks_in_work",
    "weeks_in_work_difference",
    "sustained_13",
    "sustained_26",
    "at_course_end",
)
"""The measures that stand on the page. All of them, with curves, definitions and methods, stand in the report."""


@dataclass(frozen=True)
class Line:
    """One figure as it was released, in words."""

    name: str
    group: str
    reached: str
    base: str
    value: str
    interval: str


@dataclass(frozen=True)
class RunResult:
    run: Run

    @cached_property
    def _say(self) -> Words:
        return Words(self.run.manifest["study"], "en" if get_language() == "en" else "da")

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The tables of the page: the measure and its difference, then a few others. Sites stand in the report."""
        figures = [figure for figure in self.run.released.figures if figure.site is None]
        tables = [(_("The measure"), FIRST), (_("Other measures"), NEXT)]
        parts: list[dict[str, Any]] = [
            {"caption": caption, "lines": [self._line(figure) for figure in _in_order(figures, names)]}
            for caption, names in tables
        ]
        return [part for part in parts if part["lines"]]

    @property
    def manifest(self) -> list[tuple[str, str]]:
        """How the run came about, in words and marks."""
        said = self.run.manifest
        engine = said.get("engine", {})
        lines = [
            (_("Run"), str(self.run.pk)),
            (_("Mark of the question"), str(said.get("study_sha256", ""))),
            (_("Mark of the facts"), self.run.facts_mark),
            (_("Engine"), f"{engine.get('name', '')} {engine.get('version', '')}"),
        ]
        return lines + [(name, str(version)) for name, version in said.get("versions", {}).items()]

    def _line(self, figure: Figure) -> Line:
        say = self._say
        group = say.label(figure.group) if figure.group else ""
        if figure.versus:
            group = f"{group} − {say.label(figure.versus)}"
        return Line(
            name=say.measure(figure.measure),
            group=group,
            reached="–" if figure.numerator is None else say.number(figure.numerator),
            base="–" if figure.n is None else say.number(figure.n),
            value=say.shown(figure),
            interval=say.interval(figure),
        )


def _in_order(figures: Iterable[Figure], names: tuple[str, ...]) -> list[Figure]:
    found = [figure for figure in figures if figure.measure in names]
    return sorted(found, key=lambda figure: names.index(figure.measure))
