"""An outsider with a solver, who has the published JSON of a run and knows what its words mean; no ledger, no data.

Everybody who started is of one of sixteen kinds, by what a follow-up can come to; every published count is a sum of
kinds, or a part of such a sum. From that alone the outsider asks how small and how large a count can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tests.ipseval.gate.meanings import (
    ACTIVE,
    ADJUSTED,
    AFTER,
    EARLY,
    FLOW,
    HELD,
    IMMATURE,
    KINDS,
    LEFT_OUT,
    MEASURES,
    PARTS,
    SAME_AS,
    SEEN,
    SHARED,
    UNPUBLISHED,
    WORDS,
    WORK,
)
from tests.ipseval.gate.unknowns import Name, Unknowns

Json = Mapping[str, Any]


class Attacker(Unknowns):
    """What the published tables say, table by table."""

    def __init__(self, published: Json) -> None:
        super().__init__()
        self.published = published
        self.groups = sorted({step["group"] for step in self.published["flow"]} - {None}) or [None]
        traits = self.published["characteristics"]
        self.jobs: list[str] = []
        self.sites = sorted({trait["category"] for trait in traits if trait["trait"] == "site"})
        whole = (
            self.flow,
            self.figures,
            self.traits,
            self.adjusted,
            self.chronograms,
            self.moves,
            self.manifest,
        )
        for read in whole:
            read()

    def kinds(self, group: str | None, site: str | None, kinds: Iterable[str]) -> list[int]:
        """Everyone are all groups, and all sites."""
        if site is not None:
            return [self("site", site, kind) for kind in kinds]
        groups = self.groups if group is None else [group]
        return [self("group", one, kind) for one in groups for kind in kinds]

    def flow(self) -> None:
        for kind in KINDS if self.sites else ():
            self.same(self.kinds(None, None, [kind]), (self("site", site, kind) for site in self.sites))
        for step in self.published["flow"]:
            name, groups = step["step"], self.groups if step["group"] is None else [step["group"]]
            places = self.kinds(step["group"], None, FLOW.get(name, KINDS if name == "records" else ()))
            left = LEFT_OUT if name == "records" else (name,) if name in LEFT_OUT else ()
            places += [self("left out", one, line) for one in groups for line in left]
            self.learn(("flow", name, step["group"]), places, step["n"])

    def figures(self) -> None:
        others = {
            "work_hours_20_a_week": self.twenty,
            "work_hours_among_workers": self.twenty,
            "work_hours_a_week": self.twenty,
            "job_outcome_rate": self.four_hours,
            "first_job_occupation": self.occupation,
        }
        for figure in self.published["figures"]:
            measure, place = figure["measure"], (figure["group"], figure["site"])
            measure = SAME_AS.get(measure, measure)
            if figure["versus"] is not None or measure.endswith(("_others", "_together", "_e_value")):
                continue
            if measure.endswith("_sensitivity"):
                self.stricter(figure)
            elif measure in MEASURES:
                for name, kinds in MEASURES[measure].items():
                    self.field(figure, name, self.kinds(*place, kinds))
            elif measure in PARTS:
                self.part(figure, *PARTS[measure])
            elif measure not in ADJUSTED:
                others[measure](figure)
        for group in self.groups if self.jobs else ():
            self.same((self("job of", group, one) for one in self.jobs), self.kinds(group, None, WORK))

    def stricter(self, figure: Json) -> None:
        """By a rule that takes more for work more were in work at start, and of the others more reached it."""
        groups = self.groups if figure["group"] is None else [figure["group"]]
        what, rule = figure["measure"].removesuffix("_sensitivity"), figure["part"]
        counts: dict[str, list[int]] = {"n": [], "numerator": []}
        for group in groups:
            own = {name: self.kinds(group, None, MEASURES[what][name]) for name in counts}
            held, held_reached, more, rest = (
                self("by rule", group, (rule, name)) for name in ("held", "held, reached", "more", "rest")
            )
            both = self("by rule", group, (rule, "reached"))
            self.same(own["numerator"], [both, held_reached])
            self.same(own["n"], [both, more, rest, held_reached, held])
            counts["n"] += [both, more, rest]
            counts["numerator"] += [both, more]
        for name, places in counts.items():
            self.learn((figure["measure"], rule, name, figure["group"]), places, figure[name])

    def field(self, figure: Json, name: str, places: Iterable[int]) -> None:
        if figure["site"] is None or name in ("n", "numerator"):
            keys = (
                figure["measure"],
                name,
                figure["group"],
                figure["site"],
                figure["period"],
                figure["horizon_days"],
            )
            self.learn(keys, places, figure[name])

    def part(self, figure: Json, kinds: Iterable[str], outside: Mapping[str, str]) -> None:
        what = SHARED.get(figure["measure"], figure["measure"])
        places = (
            [None]
            if figure["site"] is not None
            else self.groups
            if figure["group"] is None
            else [figure["group"]]
        )
        every = [("part", what, one, figure["site"], figure["period"]) for one in places]
        for about in every:
            self.within(about, kinds)
        self.field(figure, "n", [self(*one, word) for one in every for word in WORDS[:2]])
        self.field(figure, "numerator", [self(*one, "reached") for one in every])
        for name, word in outside.items():
            self.field(figure, name, [self(*one, word) for one in every])

    def within(self, about: Name, kinds: Iterable[str]) -> None:
        """The parts are all of the kinds, and those of the sites and of the groups are of the same people."""
        _, what, group, site, period = about
        self.same((self(*about, word) for word in WORDS), self.kinds(group, site, kinds))
        if what in ACTIVE:
            idle = () if what == "longest_job_to_horizon" else (self(*about, "no minutes"),)
            active = self.kinds(group, site, ACTIVE[what])
            self.same([self(*about, "reached"), self(*about, "unknown"), *idle], active)
        if what == "sustained_26":
            for word in WORDS[:4]:
                early = [(one, word) for one, late in AFTER.items() if word in late]
                self.same((self("both", group, *pair) for pair in early), [self(*about, word)])
                late = (self("both", group, word, after) for after in AFTER[word])
                self.same(late, [self("part", "sustained_13", group, site, period, word)])
        if what == "at_course_end" and self.sites:
            for word in WORDS:
                groups = (self("part", what, one, None, period, word) for one in self.groups)
                self.same(groups, (self("part", what, None, one, period, word) for one in self.sites))

    def twenty(self, figure: Json) -> None:
        """Of those with known hours: 20 a week, or fewer; and who has any hours."""
        groups = self.groups if figure["group"] is None else [figure["group"]]
        every = [("part", "work_hours", one, None, figure["period"]) for one in groups]
        any_, unknown = ([self(*one, word) for one in every] for word in ("reached", "unknown"))
        if figure["measure"] == "work_hours_20_a_week":
            self.field(figure, "n", [self(*one, word) for one in every for word in WORDS[:2]])
            self.field(figure, "numerator", [self(*one, "20") for one in every])
            for one in every:
                self.same([self(*one, "20"), self(*one, "below 20")], [self(*one, "reached")])
        else:
            self.field(figure, "n", any_)
        self.field(figure, "missing", unknown)

    def four_hours(self, figure: Json) -> None:
        """Who worked with known hours reached four or fell short; who was seen to the end is in the hours too."""
        if figure["warning"]:
            return
        groups = self.groups if figure["group"] is None else [figure["group"]]
        ends: dict[str, list[int]] = defaultdict(list)
        for one in groups:
            early = [self("four", one, word) for word in ("reached early", "short early", "unknown early")]
            self.same(early, self.kinds(one, None, ["early, work"]))
            hours = {
                word: self("part", "work_hours", one, None, figure["period"], word)
                for word in (*WORDS, "no minutes")
            }
            self.same([hours["reached"]], [self("four", one, "reached"), self("four", one, "short")])
            ends["reached"] += [self("four", one, "reached"), early[0]]
            ends["missing"] += [hours["unknown"], early[2]]
            ends["censored"] += [early[1], *self.kinds(one, None, ("early, school", "early, none"))]
            dead = [
                self("four", one, "short, dead"),
                *self.kinds(one, None, ("seen, school, dead", "seen, dead")),
            ]
            ends["dead"] += dead
            ends["short"] += [early[1], self("four", one, "short"), hours["no minutes"]]
            short = [self("four", one, "short, dead"), self("four", one, "short, alive")]
            self.same(short, [self("four", one, "short"), hours["no minutes"]])
        none = self.kinds(figure["group"], None, [kind for kind in EARLY + SEEN if "work" not in kind])
        self.field(figure, "n", [*ends["reached"], *ends["short"], *none])
        for name, word in {
            "numerator": "reached",
            "missing": "missing",
            "censored": "censored",
            "competing": "dead",
        }.items():
            self.field(figure, name, ends[word])

    def occupation(self, figure: Json) -> None:
        groups = self.groups if figure["group"] is None else [figure["group"]]
        self.field(figure, "n", self.kinds(figure["group"], None, WORK))
        here = [self("job of", one, figure["part"]) for one in groups]
        self.learn(("job of", figure["part"], figure["group"]), here, figure["numerator"])
        if figure["group"] is None:
            self.jobs.append(figure["part"])

    def traits(self) -> None:
        through = self.published["manifest"]["study"]["through"]
        for trait in self.published["characteristics"]:
            name, category, group = trait["trait"], trait["category"], trait["group"]
            groups = self.groups if group is None else [group]
            self.learn(
                ("trait", name, category, group),
                [self("trait", name, category, one) for one in groups],
                trait["n"],
            )
            if trait["base"] is not None:
                self.same(self.kinds(group, None, KINDS), (), trait["base"])
        told = {(trait["trait"], trait["category"]) for trait in self.published["characteristics"]}
        for name in sorted({name for name, _ in told}):
            here = sorted(category for one, category in told if one == name)
            for group in self.groups:
                self.same((self("trait", name, one, group) for one in here), self.kinds(group, None, KINDS))
                if name == "start_year" and through:
                    self.years(group, here, date.fromisoformat(through))
        for site in self.sites:
            self.same(
                (self("trait", "site", site, group) for group in self.groups), self.kinds(None, site, KINDS)
            )

    def years(self, group: str | None, years: Iterable[str], through: date) -> None:
        """Who started in a year whose follow-up cannot have passed is not mature; and the other way round."""
        length = self.published["manifest"]["study"]["follow_up"]
        days = {"months": 31, "weeks": 7, "days": 1}[length["span"]] * length["length"]
        for year in years:
            parts = {"held": HELD, "immature": IMMATURE, "mature": EARLY + SEEN}
            self.same(
                (self("year", year, group, part) for part in parts),
                [self("trait", "start_year", year, group)],
            )
            if not year.isdigit():
                continue  # years of few together
            if date(int(year), 12, 31) + timedelta(days=days) <= through:
                self.same([self("year", year, group, "immature")])
            if date(int(year), 1, 1) + timedelta(days=days * 0.9) > through:
                self.same([self("year", year, group, "mature")])
        for part, kinds in {"held": HELD, "immature": IMMATURE, "mature": EARLY + SEEN}.items():
            self.same((self("year", year, group, part) for year in years), self.kinds(group, None, kinds))

    def adjusted(self) -> None:
        parts: dict[Name, set[str]] = defaultdict(set)
        for figure in self.published["figures"]:
            measure, group, part = figure["measure"], figure["group"], figure["part"]
            if measure == "complete_cases":
                self.learn((measure, "n", group), self.kinds(group, None, EARLY + SEEN), figure["n"])
                self.learn((measure, "numerator", group), [self("compared", group)], figure["numerator"])
                self.same(
                    [self("compared", group), self("not compared", group)],
                    self.kinds(group, None, EARLY + SEEN),
                )
            if measure in ("overlap", "covariate"):
                self.learn((measure, "n", group), [self("compared", group)], figure["n"])
            if measure == "overlap" or (measure == "covariate" and ":" in part):
                name, _, category = part.partition(": ")
                about = (measure, name) if measure == "covariate" else (measure, "")
                parts[about, group].add(part)
                self.learn((measure, part, group), [self(measure, part, group)], figure["numerator"])
                if ("trait", name, category, group) in self.places:
                    beside = self("beside", part, group)
                    self.same([self("trait", name, category, group)], [self(measure, part, group), beside])
            if measure.endswith("_adjusted_difference"):
                both = [self("compared", one) for one in (group, figure["versus"])]
                self.learn((measure, "n", None), both, figure["n"])
        for (about, group), those in parts.items():
            self.same((self(about[0], part, group) for part in sorted(those)), [self("compared", group)])

    def chronograms(self) -> None:
        for chronogram in self.published["chronograms"]:
            if chronogram["suppressed"]:
                continue
            points = len(chronogram["points"]) + chronogram["left_out"]
            for line in chronogram["lines"]:
                groups = self.groups if line["group"] is None else [line["group"]]
                self.same(self.kinds(line["group"], None, SEEN + HELD[:2]), (), line["n"])
                for at, counts in zip(chronogram["points"], line["counts"], strict=True):
                    for state, count in zip(chronogram["states"], counts, strict=True):
                        names = chronogram["merged"] if state == "other" else [state]
                        cells = [self("stood", one, name, at) for one in groups for name in names]
                        self.same(cells, (), count)
            self.steps = points

    def moves(self) -> None:
        """The states of everyone at every point; who is gone stays gone; a move takes one from one to the next."""
        stood = {name[2] for name in self.places if name[0] == "stood"}
        told = {move[part] for move in self.published["moves"] for part in ("before", "after")}
        states = sorted(stood | told)
        if stood:
            self.stand(states)
        if told:
            self.move(states)

    def stand(self, states: Sequence[str]) -> None:
        for group in self.groups:
            for at in range(self.steps):
                every = (self("stood", group, state, at) for state in states)
                self.same(every, self.kinds(group, None, SEEN + HELD[:2]))
                if "gone" in states and at:
                    step = self("gone since", group, at)
                    now, before = (self("stood", group, "gone", when) for when in (at, at - 1))
                    self.same([now], [before, step])

    def move(self, states: Sequence[str]) -> None:
        cells = {(move["before"], move["after"]): move for move in self.published["moves"]}
        for one in states:
            after = [self("move", one, two) for two in states]
            here = [self("stood", group, one, at) for group in self.groups for at in range(self.steps)]
            first = [self("stood", group, one, 0) for group in self.groups]
            last = [self("stood", group, one, self.steps - 1) for group in self.groups]
            self.same([*after, *last], here)
            self.same([*(self("move", two, one) for two in states), *first], here)
            for two in states:
                move = cells.get((one, two))
                if move is not None:
                    self.learn(("move", one, two), [self("move", one, two)], move["n"])
                    if move["share"]:
                        self.same(after, (), round(move["n"] / move["share"]))
                elif one == "gone" and two != "gone":
                    self.same([self("move", one, two)])

    def manifest(self) -> None:
        rows = self.published["manifest"]["data_rows"]["courses"]
        left = [self("left out", group, line) for group in self.groups for line in LEFT_OUT]
        self.learn(("rows",), [*self.kinds(None, None, KINDS), *left], rows)
        for name, place in self.places.items():
            if name[0] in UNPUBLISHED:
                self.wanted.setdefault(("within", *name), (place,))
