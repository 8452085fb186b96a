"""What it costs and saves whom, where the study declares prices; in the words of the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ipseval.report import charts
from ipseval.report.document import Block, Bullets, Chart, Heading, Section, Table, Text
from ipseval.report.words import Words

if TYPE_CHECKING:  # it loads the statistics, which a reader of words does without
    from ipseval.economics.account import Account
    from ipseval.economics.case import Case
    from ipseval.economics.plan import Plan
    from ipseval.economics.prices import Price

WHO = ("municipality", "region", "state", "all")
SHOWN = 8
"""So many bars of the tornado: the rest moves the sum the least."""


def economy(say: Words, case: Case, *, adjusted: bool) -> Section:
    """The sum for each payer with its range, the years, what moves it, the prices, and three sums that it is not."""
    plan, effect = case.plan, case.effect
    intro = say("economy.intro", years=plan.years, discount=say.percent(plan.discount))
    weeks = {name: say.number(getattr(effect, name), 1) for name in ("weeks", "low", "high")}
    effect_of = [say("economy.effect", **weeks)]
    if adjusted and plan.effect is None:
        effect_of.append(say("economy.adjusted"))
    blocks: list[Block] = [Text(intro), Text(" ".join([*effect_of, _over_time(say, plan)]))]
    if plan.effect is not None:
        blocks.append(Text(say("economy.elsewhere", source=effect.source)))
    elif not case.randomised:
        blocks.append(Text(say("economy.observed"), "caution"))
    blocks += [_net(say, case), Text(_even(say, case.account, plan.years)), _years(say, case.account.by_year)]
    blocks += [*_tornado(say, case), _prices(say, case)]
    sums = tuple(say(f"economy.sum_{name}") for name in ("trial", "model", "budget"))
    blocks += [Heading(say("economy.not_this")), Bullets(sums)]
    return Section("economy", say("title.economy"), tuple(blocks))


def _over_time(say: Words, plan: Plan) -> str:
    """How long the support lasts, and what is taken to be left of the weeks after the follow-up."""
    kept = plan.persistence
    span = say("cell.interval", low=say.number(100 * kept.low), high=say.percent(kept.high, 0))
    months = say.number(plan.months_of_support)
    return say("economy.over_time", months=months, value=say.percent(kept.value, 0), span=span)


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


def _tornado(say: Words, case: Case) -> list[Block]:
    """The bars that move the sum most, and their table."""
    rows, dots, told = [], [], []
    for bar in case.tornado[:SHOWN]:
        title, places = _what(say, bar.name, case)
        span = say("cell.interval", low=say.number(bar.low, places), high=say.number(bar.high, places))
        rows.append((title, span, _kroner(say, bar.at_low), _kroner(say, bar.at_high)))
        low, high = sorted((bar.at_low, bar.at_high))
        dots.append(charts.Dot(title, case.account.net["all"], bars=((low, high),)))
        told.append(say("economy.tornado_row", name=title, low=_kroner(say, low), high=_kroner(say, high)))
    if not rows:
        return []
    ends = [end for dot in dots for end in (0.0, *dot.bars[0])]
    margin = 0.05 * (max(ends) - min(ends))
    domain = (min(ends) - margin, max(ends) + margin)
    spec = charts.dots(dots, domain, charts.thousands(say("span.thousand")), line=0.0)
    head = tuple(say(f"economy.{name}") for name in ("what", "from_to", "at_low", "at_high"))
    table = Table(say("economy.tornado_caption"), head, tuple(rows))
    return [
        Chart(spec, say("economy.tornado_chart"), say("economy.tornado_alt", ends="; ".join(told))),
        table,
    ]


def _what(say: Words, name: str, case: Case) -> tuple[str, int]:
    """What a bar of the tornado is called, and the decimals of its ends."""
    if name == "extra weeks in work":
        return say("economy.weeks"), 1
    if name == "share left a year after the follow-up":
        return say("economy.left"), 2
    for price in case.prices:
        if name == f"{price.item} ({price.payer})":
            return say(
                "economy.of_payer", item=say.label(price.item), payer=say(f"economy.{price.payer}").lower()
            ), 0
    return name, 0


def _prices(say: Words, case: Case) -> Table:
    rows = tuple(
        (
            say.label(price.item),
            say(f"economy.{price.payer}"),
            say(f"economy.{price.kind}"),
            say(f"economy.per_{price.per}"),
            say.number(price.dkk),
            say("cell.interval", low=say.number(price.low), high=say.number(price.high)),
            _source(say, price),
        )
        for price in case.prices
    )
    names = ("item", "payer", "kind", "per", "dkk", "range_given", "source")
    head = tuple(say(f"economy.{name}") for name in names)
    day = say.day(case.plan.price_day.isoformat())
    caption, notes = say("economy.prices_caption", day=day), (say("economy.prices_note"),)
    return Table(caption, head, rows, notes, texts=(0, 1, 2, 3, 6))


def _source(say: Words, price: Price) -> str:
    """Where the price is from, and since when it holds."""
    source = say.own(price.source, price.source)
    if price.valid_from is None:
        return source
    return f"{source}\n{say('economy.valid_from', day=say.day(price.valid_from.isoformat()))}"
