"""The primary measure with work told by another rule, beside its own figure; secondary, and all before the gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from ipseval.courses.scope import Flags, Scope
from ipseval.figures.differences import difference_of
from ipseval.gate.ledger import Ledger, Page, Who
from ipseval.measures import ALL, Draft
from ipseval.measures.measure import Sheet
from ipseval.study import Study
from ipseval.study.rules import moved

SUFFIX, OWN = "_sensitivity", "own"
DEAR = 1


def by(study: Study, rule: str) -> Study:
    """The study with work told by that rule."""
    return replace(study, states={**study.states, **study.sensitivity[rule]}, sensitivity={})


@dataclass(frozen=True)
class _Kept(Page):
    """A page that keeps who stands behind each of its counts."""

    who: dict[str, Who] = field(default_factory=dict)

    def count(self, counts: Mapping[str, Who], dear: Mapping[str, int] | None = None) -> None:
        super().count(counts, dear)
        self.who.update(counts)


@dataclass(frozen=True)
class _Told:
    """One scope under one rule: the draft of the primary measure, if it has a base, and who is behind each count.

    `roles` names the counts of the base, of those with the outcome, of the rest and of those lost from sight.
    """

    draft: Draft | None
    roles: Mapping[str, str]
    who: Mapping[str, Who]


def sensitivity(
    study: Study, parts: Sequence[Scope], others: Mapping[str, Sequence[Scope]], ledger: Ledger
) -> Iterator[Draft]:
    """The figures of everyone and each group by each other rule, and the differences of the two groups.

    `others` are the scopes by rule: the same courses in the same order. A count by one rule minus that by another is
    people too, so for each two rules it is entered who is in both and who in one of them alone.
    """
    if not others:
        return
    wholes = [place for place, scope in enumerate(parts) if scope.site is None]
    scopes = [parts[place] for place in wholes]
    told = {OWN: [_told(study, scope) for scope in scopes]}
    told |= {rule: [_told(by(study, rule), others[rule][place]) for place in wholes] for rule in others}
    roles = next((one.roles for of in told.values() for one in of if one.roles), {})
    if not roles:
        return
    rules = [OWN, *others]
    who = {
        rule: [{role: np.asarray(one.who[name] > 0) for role, name in roles.items()} for one in told[rule]]
        for rule in rules
    }
    for rule in rules[1:]:
        for scope, flags in zip(scopes, who[rule], strict=True):
            _enter(rule, scope, flags, ledger)
    for first, second in combinations(rules, 2):
        names = [
            roles if rule == OWN else {role: _name(rule, role) for role in roles} for rule in (first, second)
        ]
        _enter_apart(scopes, names, (who[first], who[second]), ledger)
    for rule in rules[1:]:
        yield from _figures(study, rule, told[rule], ledger)


def _told(study: Study, scope: Scope) -> _Told:
    ledger = Ledger()
    page = _Kept(ledger, ledger.page(scope.group, None, scope.persons).place)
    for measure in ALL:
        measure.enter(study, scope, page)
    family = next(measure for measure in ALL if study.primary in measure.compared)
    drafts = [
        draft for draft in family.drafts(Sheet(study, scope, page)) if draft.figure.measure == study.primary
    ]
    if not drafts or "numerator" not in drafts[0].counts:
        return _Told(None, {}, page.who)
    counts = drafts[0].counts
    roles = {role: counts[role][2] for role in ("n", "numerator", "censored") if role in counts}
    return _Told(drafts[0], roles | {"rest": ledger.opposite[counts["numerator"]][2]}, page.who)


def _name(rule: str, role: str) -> str:
    return f"sensitivity.{rule}.{role}"


def _enter(rule: str, scope: Scope, flags: Mapping[str, Flags], ledger: Ledger) -> None:
    """The counts by this rule, and that nobody is in them who did not start."""
    page = ledger.page(scope.group, None, scope.persons)
    started = scope.base | scope.are("in_work_at_start")
    page.count(
        {_name(rule, role): who for role, who in flags.items()}, {_name(rule, role): DEAR for role in flags}
    )
    page.splits(_name(rule, "n"), _name(rule, "numerator"), _name(rule, "rest"))
    page.count({_name(rule, "outside"): started & ~flags["n"]})
    page.adds_up("started", _name(rule, "n"), _name(rule, "outside"))


def _enter_apart(
    scopes: Sequence[Scope],
    names: Sequence[Mapping[str, str]],
    who: Sequence[Sequence[Mapping[str, Flags]]],
    ledger: Ledger,
) -> None:
    """Of two rules, role by role, who is in both and who in one alone.

    Where one rule is stricter, nobody is in it alone, and everybody who reads the two knows that: then the difference
    of the two counts is a count itself.
    """
    first, second = names
    for role in first:
        pairs = [(one[role], two[role]) for one, two in zip(*who, strict=True)]
        alone = {
            first[role]: [one & ~two for one, two in pairs],
            second[role]: [two & ~one for one, two in pairs],
        }
        both = f"{first[role]}&{second[role]}"
        for place, scope in enumerate(scopes):
            page = ledger.page(scope.group, None, scope.persons)
            page.count({both: pairs[place][0] & pairs[place][1]})
            for name, flags in alone.items():
                parts = [both]
                if flags[0].any():
                    parts.append(f"{both}: {name} alone")
                    page.count({parts[1]: flags[place]})
                page.adds_up(name, *parts)


def _figures(study: Study, rule: str, told: Sequence[_Told], ledger: Ledger) -> Iterator[Draft]:
    drafts = [_renamed(study, rule, one.draft) for one in told if one.draft is not None]
    yield from (_bare(draft) for draft in drafts)
    of = {draft.figure.group: draft for draft in drafts}
    if study.groups is not None and set(study.groups) <= set(of):
        one, two = (of[group] for group in study.groups)
        yield _bare(difference_of(study, one, two))


def _renamed(study: Study, rule: str, draft: Draft) -> Draft:
    """The draft with its counts by their names in the ledger of the run."""
    group = draft.figure.group
    roles = [role for role in ("n", "numerator", "censored") if role in draft.counts]
    key = {role: (group, None, _name(rule, role)) for role in (*roles, "rest")}
    words = f"{draft.figure.definition} By the rule {rule}: {moved(rule, study.sensitivity)}."
    figure = replace(
        draft.figure, measure=f"{study.primary}{SUFFIX}", part=rule, definition=words, primary=False
    )
    lost = frozenset({key["censored"]}) if "censored" in key else frozenset()
    return replace(
        draft,
        figure=figure,
        counts={role: key[role] for role in ("n", "numerator")},
        rests_on=frozenset(key[role] for role in ("n", "numerator", "rest")),
        censored=lost,
        is_ranked=False,
    )


def _bare(draft: Draft) -> Draft:
    """Without the counts that are told of the primary figure alone."""
    figure = replace(
        draft.figure, excluded=None, immature=None, censored=None, competing=None, missing=None, lowest=None, highest=None
    )  # fmt: skip
    return replace(draft, figure=figure)
