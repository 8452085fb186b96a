"""How much the answer can bear: those followed in part, other rules of work, and what could explain a difference away."""

from __future__ import annotations

from ipseval.figures import Figure
from ipseval.report.document import Block, Heading, Section, Table, Text
from ipseval.report.results import cell
from ipseval.report.view import View


def sensitivity(view: View) -> Section:
    """The bounds, the rules of work, and the E-value."""
    say = view.words
    blocks = [*_bounds(view), *_rules(view), *_explained(view)]
    return Section("sensitivity", say("title.sensitivity"), tuple(blocks))


def _bounds(view: View) -> list[Block]:
    """The lowest and the highest that the answer can be."""
    say, own = view.words, view.wholes(view.study["primary"])
    bounds = [figure for figure in own if figure.lowest is not None and figure.highest is not None]
    if bounds:
        rows = tuple(
            (view.scope(f.group), say.shown(f), say.value(f, f.lowest), say.value(f, f.highest))
            for f in bounds
        )
        head = (
            say("cell.group"),
            say("results.value"),
            say("sensitivity.lowest"),
            say("sensitivity.highest"),
        )
        return [Text(say("sensitivity.bounds_intro")), Table(say("sensitivity.bounds"), head, rows)]
    if any(figure.censored is None for figure in own):
        return [Text(say("sensitivity.hidden_bounds"))]
    return [Text(say("sensitivity.no_bounds"))] if own else []


def _rules(view: View) -> list[Block]:
    """What counts as work, and the answer where something else did."""
    say, study = view.words, view.study
    rules = study.get("sensitivity") or {}
    said = say("sensitivity.own_rule", states=_work(view, study["states"]))
    if not rules:
        return [Text(f"{said} {say('sensitivity.rule')}")]
    columns: list[tuple[str, str | None]] = [
        *(("", group) for group in view.ordered(f.group for f in view.wholes(study["primary"]))),
        *([("_difference", view.groups[0])] if view.groups else []),
    ]
    rows = [
        (
            f"{title}\n{_work(view, states)}",
            *(_of(view, rule, kind, group) for kind, group in columns),
        )
        for rule, title, states in (
            ("", say("sensitivity.the_study"), study["states"]),
            *((rule, say.label(rule), {**study["states"], **moved}) for rule, moved in rules.items()),
        )
    ]
    heads = (say("sensitivity.difference") if kind else view.scope(group) for kind, group in columns)
    caption = say("sensitivity.rules", measure=say.measure(study["primary"]), level=say.level)
    notes = view.hidden_note(text for row in rows for text in row)
    table = Table(caption, (say("sensitivity.work_is"), *heads), tuple(rows), notes)
    return [Heading(say("sensitivity.rules_head")), Text(say("sensitivity.rules_intro")), table]


def _of(view: View, rule: str, kind: str, group: str | None) -> str:
    """The primary measure by that rule: the study's own where the rule has no name."""
    measure = f"{view.study['primary']}{'_sensitivity' if rule else ''}{kind}"
    for figure in view.released.figures:
        plain = (
            figure.site is None and (figure.part or "") == rule and bool(kind) == (figure.versus is not None)
        )
        if figure.measure == measure and figure.group == group and plain:
            return cell(view, figure)
    return view.words("cell.none")


def _work(view: View, states: dict[str, str]) -> str:
    """The states that are ordinary work."""
    say = view.words
    return say.all_of(
        [say.label(code, "state") for code, rung in states.items() if rung == "ordinary_employment"] or ["–"]
    )


def _explained(view: View) -> list[Block]:
    say = view.words
    explained: Figure | None = view.between(f"{view.study['primary']}_e_value")
    if explained is None or explained.value is None or explained.suppressed:
        return []
    named = say.all_of([say.label(covariate) for covariate in view.study["adjustment"]["covariates"]])
    value, low = say.value(explained, explained.value), say.value(explained, explained.low)
    return [Text(say("sensitivity.e_value", value=value, low=low, covariates=named))]
