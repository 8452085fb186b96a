"""What a stored run says, arranged for a page in the words of the report. Takes nothing but the run."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from ipseval.figures import Figure
from ipseval.report.charts import DAYS_A_MONTH
from ipseval.report.results import untold
from ipseval.report.view import View
from ipseval.report.words import Words
from samspor.base.display import is_danish
from samspor.outcomes.models import Run

MEASURE = "work_or_education"
FIRST = (MEASURE, f"{MEASURE}_difference", f"{MEASURE}_ratio")
NEXT = (
    "first_job",
    "first_job_difference",
    "weeks_in_work",
    "weeks_in_work_difference",
    "sustained_13",
    "sustained_26",
    "at_course_end",
)
"""The measures that stand on the page of a run. All of them, with curves and methods, stand in the report."""
WEEKS = frozenset({"weeks_in_work", "weeks_in_work_difference"})
"""Told from a register alone. Our own records end with the course, often since there is work: the mean of those who were
followed throughout would lie below what is known of all."""


@dataclass(frozen=True)
class Line:
    """One figure as it was released, in words."""

    name: str
    whose: str
    reached: str
    base: str
    value: str
    interval: str


@dataclass(frozen=True)
class Result:
    """A released run as it is read."""

    run: Run

    @cached_property
    def view(self) -> View:
        """What the sections of the report read, in the language of the page."""
        released = self.run.released
        return View(released, Words(released.manifest["study"], language()))

    @property
    def main(self) -> Figure | None:
        """The measure that the programme is judged by; None while nobody's follow-up has passed."""
        return self.view.one(MEASURE)

    @property
    def curve(self) -> list[tuple[int, float, str]]:
        """Days from the start, and the share that had had a first job by then, also in words: at each released step and
        at the end."""
        last = round(self.run.programme.follow_up_months * DAYS_A_MONTH)
        steps = [(f.horizon_days or 0, f) for f in self.view.wholes("first_job_curve") if f.group is None]
        ends = [(last, f) for f in [self.view.one("first_job")] if steps and f is not None]
        told = [(days, f.value, self.view.words.shown(f)) for days, f in steps + ends if f.value is not None]
        return sorted(told)

    @property
    def sites(self) -> list[Line]:
        """The measure for each municipal unit, by name; hidden where few people stand behind it."""
        found = (f for f in self.view.released.figures if f.measure == MEASURE and f.site and not f.versus)
        return [self.line(figure) for figure in sorted(found, key=lambda figure: figure.site or "")]

    @property
    def tables(self) -> list[tuple[str, list[Line]]]:
        """The measure and its difference, then a few others. Sites stand in the report."""
        found = [
            (caption, [self.line(figure) for figure in self._whole(measures)])
            for caption, measures in ((_("The measure"), FIRST), (_("Other measures"), NEXT))
        ]
        return [(caption, lines) for caption, lines in found if lines]

    def _whole(self, measures: tuple[str, ...]) -> list[Figure]:
        """Of these measures in their order: everybody's figure, that of each group, and how far they are apart."""
        told = set(measures) - (WEEKS if self.run.delivery_id is None else set())
        found = [f for f in self.view.released.figures if f.measure in told and f.site is None]
        groups = self.view.ordered(figure.group for figure in found)
        return sorted(found, key=lambda figure: (measures.index(figure.measure), groups.index(figure.group)))

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why a figure of the page has no value, and what is doubtful about those that are marked."""
        return untold(self.view, self._whole(FIRST + NEXT))

    @property
    def definitions(self) -> dict[str, str]:
        """What each measure of the page counts."""
        say, plain = self.view.words, (f for f in self._whole(FIRST + NEXT) if not f.versus)
        return {say.measure(figure.measure): say.definition(figure) for figure in plain}

    @property
    def manifest(self) -> list[tuple[str, str]]:
        """How the run came about, in words and marks."""
        said = self.view.released.manifest
        engine = said.get("engine", {})
        lines = [
            (_("Run"), str(self.run.pk)),
            (_("Mark of the question"), str(said.get("study_sha256", ""))),
            (_("Mark of the facts"), self.run.facts_mark),
            (_("Engine"), f"{engine.get('name', '')} {engine.get('version', '')}"),
        ]
        return lines + [(name, str(version)) for name, version in said.get("versions", {}).items()]

    def line(self, figure: Figure) -> Line:
        """A figure in words; what is hidden is said to be hidden."""
        say = self.view.words
        whose = figure.site or self.view.scope(figure.group)
        if figure.versus:
            beside = (
                "{one} − {other}" if figure.measure.endswith("_difference") else _("{one} against {other}")
            )
            whose = beside.format(one=whose, other=say.label(figure.versus))
        unsaid = say("cell.hidden" if figure.suppressed else "cell.none")
        reached, base = (
            unsaid if count is None else say.number(count) for count in (figure.numerator, figure.n)
        )
        name, value = say.measure(figure.measure), say.marked(figure, say.shown(figure))
        return Line(name, whose, reached, base, value, say.interval(figure))


def language() -> str:
    """The language of the reports, as near to that of the page as there is."""
    return "da" if is_danish() else "en"
