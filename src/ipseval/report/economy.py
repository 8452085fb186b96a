"""What it costs and saves whom, where the study declares prices; in the words of the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ipseval.report.document import Block, Bullets, Heading, Section, Table, Text
from ipseval.report.words import Words

if TYPE_CHECKING:  # it loads the statistics, which a reader of words does without
    from ipseval.economics.account import Account
    from ipseval.economics.case import Case

WHO = ("municipality", "region", "state", "all")
SHOWN = 8
"""So many bars of the tornado: the rest moves the sum the least."""


def economy(say: Words, case: Case) -> Section:
    """The sum for each payer with its range, the years, what moves it, the prices, and three sums that it is not."""
    plan, effect = case.plan, case.effect
    intro = say("economy.intro", years=plan.years, discount=say.percent(plan.discount))
    weeks = {name: say.number(getattr(effect, name), 1) for name in ("weeks", "low", "high")}
    blocks: list[Block] = [Text(intro), Text(say("economy.effect", **weeks))]
    if plan.effect is not None:
        blocks.append(Text(say("economy.elsewhere", source=effect.source)))
    elif not case.randomised:
        blocks.append(Text(say("economy.observed"), "caution"))
    blocks += [_net(say, case), Text(_even(say, case.account, plan.years)), _years(say, case.account.by_year)]
    blocks += [_tornado(say, case), _prices(say, case)]
    sums = tuple(say(f"economy.sum_{name}") for name in ("trial", "model", "budget"))
    blocks += [Heading(say("economy.not_this")), Bullets(sums)]
    return Section("economy", say("title.economy"), tuple(blocks))


def _kroner(say: Words, amount: float) -> str:
    return ("+" if amount > 0 else "") + say.number(amount)


def _net(say: Words, case: Case) -> Table:
    rows = tuple(
        (
            say(f"economy.{one.payer}"),
            _kroner(say, case.account.net[one.payer]),
            say("cell.interval", low=_kroner(say, one.low), high=_kroner(say, one.high)),
            say.percent(one.gain, 0),
        )
        for one in case.spread
    )
    head = tuple(say(f"economy.{name}") for name in ("payer", "net", "range", "gain"))
    return Table(say("economy.net_caption"), head, rows, (say("economy.draws"),))


def _even(say: Words, account: Account, years: int) -> str:
    if account.break_even_month is None:
        return say("economy.never_even", years=years)
    return say("economy.even", month=account.break_even_month)


def _years(say: Words, by_year: Mapping[str, tuple[float, ...]]) -> Table:
    years = range(len(by_year["all"]))
    rows = tuple((str(year + 1), *(_kroner(say, by_year[payer][year]) for payer in WHO)) for year in years)
    head = (say("economy.year"), *(say(f"economy.{payer}") for payer in WHO))
    return Table(say("economy.years_caption"), head, rows)


def _tornado(say: Words, case: Case) -> Table:
    known = {"extra weeks in work": "economy.weeks", "share left a year after the follow-up": "economy.left"}
    rows = []
    for bar in case.tornado[:SHOWN]:
        places = 2 if bar.name == "share left a year after the follow-up" else 1 if bar.name in known else 0
        name = say(known[bar.name]) if bar.name in known else bar.name
        span = say("cell.interval", low=say.number(bar.low, places), high=say.number(bar.high, places))
        rows.append((name, span, _kroner(say, bar.at_low), _kroner(say, bar.at_high)))
    head = tuple(say(f"economy.{name}") for name in ("what", "from_to", "at_low", "at_high"))
    return Table(say("economy.tornado_caption"), head, tuple(rows))


def _prices(say: Words, case: Case) -> Table:
    rows = tuple(
        (
            price.item,
            say(f"economy.{price.payer}"),
            say(f"economy.{price.kind}"),
            say(f"economy.per_{price.per}"),
            say.number(price.dkk),
            say("cell.interval", low=say.number(price.low), high=say.number(price.high)),
            price.source,
        )
        for price in case.prices
    )
    names = ("item", "payer", "kind", "per", "dkk", "range_given", "source")
    head = tuple(say(f"economy.{name}") for name in names)
    day = say.day(case.plan.price_day.isoformat())
    return Table(say("economy.prices_caption", day=day), head, rows, texts=(0, 1, 2, 3, 6))
