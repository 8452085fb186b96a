"""The measures: what each figure counts, in words and in numbers; all of it before the gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ipseval.cohort import CENSORED
from ipseval.estimate import Estimate, Floats, Incidence, incidence, mean, proportion
from ipseval.figures import Figure
from ipseval.ledger import Key
from ipseval.scope import Flags, Scope
from ipseval.study import Study

OUT_OF_WORK = "started, not in work or education at start"
DEFINITIONS = {
    "work_or_education": "Any {success} within {follow_up} from start, among those whose follow-up has passed.",
    "weeks_in_work": "Weeks with ordinary employment within {follow_up} from start, zeros included; a "
    "day in two jobs counts once.",
    "weeks_in_work_from_work": "Weeks with ordinary employment within {follow_up} from start, zeros included, among "
    "those who were in work or education at start.",
    "in_work_at_start": "In work or education at start, among those who started.",
    "at_course_end": "In any {success} on the day the course ended, among the courses that have ended.",
    "first_job": "A first day in ordinary employment within {follow_up} from start, among all who started; courses "
    "still running are censored.",
    "first_job_curve": "A first day in ordinary employment within the number of days in horizon_days, among all who "
    "started; courses still running are censored.",
    "first_job_median": "Days from start until half have had a first day in ordinary employment, read off the "
    "published curve.",
}


@dataclass(frozen=True)
class Draft:
    """A figure before the gate.

    `counts` names the count behind each whole number of the figure, `rests_on` all the counts that its value gives
    back, and `censored` the one that its value and bounds hint at.
    """

    figure: Figure
    counts: Mapping[str, Key]
    rests_on: frozenset[Key]
    censored: frozenset[Key]
    estimate: Estimate
    curve: Incidence | None = None
    values: Floats | None = None


def counts(scope: Scope) -> dict[str, int]:
    """Every count of the measures in this scope, by its name in the ledger."""
    found = scope.flow()
    mature, base, early = scope.are("mature"), scope.base, scope.ended_early
    success, work = scope.whole("first_success") >= 0, scope.whole("first_work") >= 0
    seen, from_work = mature & ~early, _from_work(scope)
    for name, among, reached in (("work_or_education", mature, success), ("first_job", base, work)):
        _, status = scope.times("first_success" if name == "work_or_education" else "first_work", among)
        found[f"{name}.reached"] = int((among & reached).sum())
        found[f"{name}.not_reached"] = int((among & ~reached).sum())
        found[f"{name}.competing"] = int((status == 2).sum())
        found[f"{name}.censored"] = int((among & ~reached & (scope.whole("ending") == CENSORED)).sum())
    for name, among in (("weeks_in_work", seen), ("from_work", from_work)):
        found[f"{name}.n"] = int(among.sum())
        found[f"{name}.any"] = int((among & work).sum())
        found[f"{name}.none"] = int((among & ~work).sum())
    ended, at_end = base & (scope.whole("is_ended") == 1), scope.whole("at_end") == 1
    found |= {
        "at_course_end.n": int(ended.sum()),
        "at_course_end.open": int((base & ~ended).sum()),
        "at_course_end.reached": int((ended & at_end).sum()),
        "at_course_end.not_reached": int((ended & ~at_end).sum()),
    }
    return found | {"first_job.n": int(base.sum())} | _unpublished(scope, success, work, found)


def _unpublished(scope: Scope, success: Flags, work: Flags, found: Mapping[str, int]) -> dict[str, int]:
    """The counts that never leave, but that an outsider would reason about (`~` in the ledger)."""
    mature, immature, early = scope.are("mature"), scope.are("immature"), scope.ended_early
    counted = {
        "~job.mature": mature & work,
        "~education_only": mature & success & ~work,
        "~job.immature": immature & work,
        "~no_job.immature": immature & ~work,
        "~job.ended_early": early & work,
        "~no_job.ended_early": early & ~work,
        "~reached_before_it": early & success,
        "~from_work.left_out": scope.are("in_work_at_start") & ~_from_work(scope),
    }
    unpublished = {name: int(flags.sum()) for name, flags in counted.items()}
    for name in ("work_or_education", "first_job"):
        ended = found[f"{name}.censored"] + found[f"{name}.competing"]
        unpublished[f"~{name}.open"] = found[f"{name}.not_reached"] - ended
    return unpublished


def _from_work(scope: Scope) -> Flags:
    """In work at start, the follow-up passed and seen to its end."""
    mature = (scope.whole("mature") == 1) & (scope.whole("ending") != CENSORED)
    flags: Flags = scope.are("in_work_at_start") & mature
    return flags


@dataclass(frozen=True)
class _Sheet:
    """One scope of one study, ready to write its figures."""

    study: Study
    scope: Scope
    count: Mapping[str, int]

    def key(self, name: str) -> Key:
        return (self.scope.group, self.scope.site, name)

    def draft(
        self,
        measure: str,
        estimate: Estimate,
        fields: Mapping[str, str],
        also: tuple[str, ...] = (),
        **more: Any,
    ) -> Draft:
        """`fields` maps the whole numbers of the figure to their counts; `also` names counts it gives back
        besides.

        A site has its base and numerator only: with every line of the flow for every site there would be so
        many small counts that nothing could be shown.
        """
        study = self.study
        rests_on = {fields["n"], fields["numerator"], *also}
        censored = {fields[name] for name in ("censored",) if name in fields}
        if self.scope.site is not None:
            fields = {name: count for name, count in fields.items() if name in ("n", "numerator")}
        figure = Figure(
            measure=measure,
            definition=define(measure, study),
            group=self.scope.group,
            site=self.scope.site,
            value=estimate.value,
            se=estimate.se,
            low=estimate.low,
            high=estimate.high,
            level=study.level,
            method=estimate.method,
            period=period(study),
            follow_up=str(study.follow_up),
            horizon_days=study.follow_up.days,
            primary=measure == study.primary,
        )
        whole: dict[str, Any] = {name: self.count[count] for name, count in fields.items()}
        figure = replace(figure, **whole, **more)
        keys = {name: self.key(count) for name, count in fields.items()}
        return Draft(
            figure, keys, frozenset(map(self.key, rests_on)), frozenset(map(self.key, censored)), estimate
        )


def define(measure: str, study: Study) -> str:
    """The definition of the measure, in words, for this study."""
    success = " or ".join(rung.replace("_", " ") for rung in study.success)
    return DEFINITIONS[measure].format(success=success, follow_up=study.follow_up)


def period(study: Study) -> str:
    """Which starts are in, and how far the data go, in words."""
    parts = [
        f"{word} {value.isoformat()}"
        for word, value in (
            ("starts from", study.starts_from),
            ("starts before", study.starts_before),
            ("data to", study.through),
        )
        if value
    ]
    return ", ".join(parts) or "all starts in the data"


def figures(study: Study, scope: Scope, count: Mapping[str, int]) -> Iterator[Draft]:
    """The figures of one scope; a measure without anybody in its base is left out."""
    sheet = _Sheet(study, scope, count)
    if count["mature"]:
        yield _work_or_education(sheet)
    if count["weeks_in_work.n"]:
        yield _weeks_in_work(sheet)
    if count["first_job.n"]:
        yield _first_job(sheet)
    if count["at_course_end.n"]:
        yield _at_course_end(sheet)
    if scope.site is None:
        yield from _at_start(sheet)


def _at_course_end(sheet: _Sheet) -> Draft:
    """Courses that are open, or that nobody saw the end of, stand as immature."""
    k, n = sheet.count["at_course_end.reached"], sheet.count["at_course_end.n"]
    fields = {
        "n": "at_course_end.n",
        "numerator": "at_course_end.reached",
        "immature": "at_course_end.open",
        "excluded": "in_work_at_start",
    }
    more = {
        "base_name": f"{OUT_OF_WORK}, course ended",
        "unit": "share",
        "follow_up": "",
        "horizon_days": None,
    }
    share = proportion(k, n, sheet.study.level)
    return sheet.draft("at_course_end", share, fields, ("at_course_end.not_reached",), **more)


def _at_start(sheet: _Sheet) -> Iterator[Draft]:
    """Those in work or education at start, reported apart; not by site, and their weeks for everyone only."""
    study, scope, count = sheet.study, sheet.scope, sheet.count
    if count["started"]:
        share = proportion(count["in_work_at_start"], count["started"], study.level)
        fields = {"n": "started", "numerator": "in_work_at_start"}
        yield sheet.draft(
            "in_work_at_start", share, fields, ("first_job.n",), base_name="started", unit="share"
        )
    if count["from_work.n"] and scope.group is None:
        days = scope.whole("work_days")[_from_work(scope)]
        yield sheet.draft(
            "weeks_in_work_from_work",
            mean(days / 7, study.level),
            {"n": "from_work.n", "numerator": "from_work.any"},
            ("from_work.none",),
            base_name="in work or education at start",
            unit="weeks",
        )


def _work_or_education(sheet: _Sheet) -> Draft:
    study, scope, count = sheet.study, sheet.scope, sheet.count
    k, n, censored = (
        count[name] for name in ("work_or_education.reached", "mature", "work_or_education.censored")
    )
    curve = incidence(*scope.times("first_success", scope.are("mature")))
    bounds = {"lowest": k / n, "highest": (k + censored) / n} if censored else {}
    return replace(
        sheet.draft(
            "work_or_education",
            _share(curve, k, n, censored, study.level),
            {
                "n": "mature",
                "numerator": "work_or_education.reached",
                "censored": "work_or_education.censored",
                "competing": "work_or_education.competing",
                "immature": "immature",
                "excluded": "in_work_at_start",
            },
            ("work_or_education.not_reached",),
            base_name=f"{OUT_OF_WORK}, follow-up passed",
            unit="share",
            **bounds,
        ),
        curve=curve,
    )


def _share(curve: Incidence, k: int, n: int, censored: int, level: float) -> Estimate:
    """The cumulative incidence at the horizon; where nobody is censored it is k/n, with Wilson's interval."""
    return curve.at(int(curve.times[-1]), level) if censored else proportion(k, n, level)


def _weeks_in_work(sheet: _Sheet) -> Draft:
    scope, early = sheet.scope, sheet.scope.ended_early
    days, mature = scope.whole("work_days"), scope.are("mature")
    values = days[mature & ~early] / 7
    bounds = {}
    if early.any():
        unseen = (scope.whole("horizon") - scope.whole("stop"))[early].sum() / 7
        total, n = days[mature].sum() / 7, int(mature.sum())
        bounds = {"lowest": float(total / n), "highest": float((total + unseen) / n)}
    return replace(
        sheet.draft(
            "weeks_in_work",
            mean(values, sheet.study.level),
            {
                "n": "weeks_in_work.n",
                "numerator": "weeks_in_work.any",
                "censored": "ended_early",
                "immature": "immature",
                "excluded": "in_work_at_start",
            },
            ("weeks_in_work.none",),
            base_name=f"{OUT_OF_WORK}, followed up or a competing event came",
            unit="weeks",
            **bounds,
        ),
        values=values,
    )


def _first_job(sheet: _Sheet) -> Draft:
    scope, count = sheet.scope, sheet.count
    k, n, censored = (count[f"first_job.{name}"] for name in ("reached", "n", "censored"))
    curve = incidence(*scope.times("first_work", scope.base))
    return replace(
        sheet.draft(
            "first_job",
            _share(curve, k, n, censored, sheet.study.level),
            {
                "n": "first_job.n",
                "numerator": "first_job.reached",
                "censored": "first_job.censored",
                "competing": "first_job.competing",
                "excluded": "in_work_at_start",
                "immature": "immature",
            },
            ("first_job.not_reached",),
            base_name=OUT_OF_WORK,
            unit="share",
        ),
        curve=curve,
    )
