"""What a run found, arranged for its page: the measure and the difference first, then every figure. Nothing but the run."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samspor.outcomes.labels import GROUPS
from samspor.outcomes.models import Run
from samspor.reports.labels import measure_name

FIRST = ("work_or_education", "work_or_education_difference", "work_or_education_ratio")
LEFT_TO_THE_FILES = frozenset({"first_job_curve"})
"""Points of curves: they stand in the report and the files, not in the table of the page."""


@dataclass(frozen=True)
class Line:
    """One figure as it was released."""

    name: str
    group: str
    numerator: int | None
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    unit: str
    method: str
    suppressed: bool

    @property
    def is_share(self) -> bool:
        return "share" in self.unit and "ratio" not in self.unit


@dataclass(frozen=True)
class RunResult:
    run: Run

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The tables of the page: the measure and its difference, then the others. Sites stand in the report."""
        first: list[Line] = []
        rest: list[Line] = []
        for figure in self.run.figures:
            if figure["site"] is None and figure["measure"] not in LEFT_TO_THE_FILES:
                (first if figure["measure"] in FIRST else rest).append(self._line(figure))
        parts = [(_("The measure"), first), (_("Other measures"), rest)]
        return [{"caption": caption, "lines": lines} for caption, lines in parts if lines]

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

    def _line(self, figure: dict[str, Any]) -> Line:
        return Line(
            name=measure_name(figure["measure"], self.run.programme),
            group=self._group(figure),
            **{
                name: figure[name]
                for name in ("numerator", "n", "value", "low", "high", "unit", "method", "suppressed")
            },
        )

    def _group(self, figure: dict[str, Any]) -> str:
        group, versus = figure["group"], figure["versus"]
        if group is None:
            return ""
        words = [str(GROUPS.get(one, one)) for one in (group, versus) if one]
        return " − ".join(words)
