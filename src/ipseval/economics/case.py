"""The economy of one study: its declared prices and the effect that it released, put together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ipseval.economics.account import Account, Effect, account
from ipseval.economics.plan import Plan
from ipseval.economics.prices import Price, read_prices
from ipseval.economics.sensitivity import Bar, Spread, probabilistic, tornado
from ipseval.figures import Released
from ipseval.study import FollowUp, Study, StudyError

DAYS_A_YEAR = 365.25
EFFECT, ADJUSTED = "weeks_in_work_difference", "weeks_in_work_adjusted_difference"


@dataclass(frozen=True)
class Case:
    """The public-economy case of a participant, and how it moves with what is not known for sure."""

    plan: Plan
    effect: Effect
    prices: tuple[Price, ...]
    account: Account
    spread: tuple[Spread, ...]
    tornado: tuple[Bar, ...]
    randomised: bool

    def record(self) -> dict[str, Any]:
        """As JSON: kroner are whole, since nobody knows the øre of the next five years."""
        record: dict[str, Any] = _whole(asdict(self))
        return record


def case(study: Study, released: Released, folder: Path) -> Case | None:
    """The economy that the study declares; `None` where it declares none.

    `TableError` where the prices are wrong; `StudyError` where there is no effect: no comparison in the study, too few
    people for its figure to leave, and none given from elsewhere.
    """
    plan = study.economics
    if plan is None:
        return None
    prices = read_prices(folder / plan.prices, plan.price_day)
    effect = _given(plan, study.follow_up) or _found(study, released)
    return Case(
        plan=plan,
        effect=effect,
        prices=prices,
        account=account(plan, prices, effect),
        spread=probabilistic(plan, prices, effect),
        tornado=tornado(plan, prices, effect),
        randomised=study.randomised or plan.effect is not None,
    )


def _given(plan: Plan, follow_up: FollowUp) -> Effect | None:
    return Effect(*plan.effect, months(follow_up), plan.effect_source) if plan.effect else None


def _found(study: Study, released: Released) -> Effect:
    """The difference in weeks in work that the study released; adjusted where it adjusts, and then no other."""
    asked = EFFECT if study.adjustment is None else ADJUSTED
    for figure in released.figures:
        told = figure.value, figure.low, figure.high
        if figure.measure == asked and None not in told:
            return Effect(*told, months(study.follow_up), figure.definition, study.level)  # type: ignore[arg-type]
    raise StudyError(
        "[economics] needs an effect: the study has no comparison whose difference in weeks in work may leave, or may be trusted. Name "
        "[compare] groups, or give effect and effect_source."
    )


def months(follow_up: FollowUp) -> float:
    """The length of the follow-up in months, weeks and days by the mean year."""
    return float(follow_up.length) if follow_up.days is None else follow_up.days * 12 / DAYS_A_YEAR


_KRONER = frozenset({"dkk", "net", "by_year", "undiscounted", "mean", "at_low", "at_high"})


def _whole(record: Any, kroner: bool = False) -> Any:
    if isinstance(record, dict):
        return {key: _whole(value, kroner or key in _KRONER) for key, value in record.items()}
    if isinstance(record, list | tuple):
        return [_whole(value, kroner) for value in record]
    if isinstance(record, float):
        return round(record) if kroner else record
    return record if isinstance(record, int | str | None) else str(record)
