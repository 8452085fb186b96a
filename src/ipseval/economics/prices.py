"""Unit prices that the user supplies: dated, with a source and a range, each borne or saved by one payer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from ipseval.economics.plan import Plan
from ipseval.reference import Row, TableError, day, number, read_table

Payer = Literal["municipality", "region", "state"]
Kind = Literal["cost", "consequence"]
Per = Literal["participant", "month_of_support", "week_in_work"]

PAYERS: tuple[Payer, ...] = ("municipality", "region", "state")
KINDS: tuple[Kind, ...] = ("cost", "consequence")
PERS: tuple[Per, ...] = ("participant", "month_of_support", "week_in_work")
COLUMNS = ("item", "kind", "payer", "per", "dkk", "low", "high", "valid_from", "valid_to", "source")


@dataclass(frozen=True)
class Price:
    """One price in Danish kroner, with the range in which it may lie.

    A `cost` is what the payer spends more than in the usual effort; a `consequence` is what the payer gains for each
    extra week in work (a loss is negative). `per`: once a participant, each month of support, each extra week in work.
    """

    item: str
    kind: Kind
    payer: Payer
    per: Per
    dkk: float
    low: float
    high: float
    source: str
    valid_from: date | None = None


def read_prices(path: Path, on: date) -> tuple[Price, ...]:
    """The prices in force on that day; `TableError` with a sentence for each row that cannot be used.

    A row holds from `valid_from` to `valid_to`, both included; either may be empty. Two rows of one item and payer in
    force on one day are an error, and so is a table without any price in force.
    """
    rows = read_table(path, COLUMNS, partial(_price, on=on))
    prices = tuple(price for price in rows if price is not None)
    names = [(price.item, price.payer) for price in prices]
    said = [
        f"{path.name}: two prices of {item} for the {payer} are in force on {on}."
        for item, payer in sorted({name for name in names if names.count(name) > 1})
    ]
    if not prices:
        said.append(f"{path.name}: no price is in force on {on}.")
    if said:
        raise TableError("\n".join(said))
    return prices


def price_faults(plan: Plan | None, folder: Path) -> list[str]:
    """A sentence for each thing wrong with the prices of a plan; none without a plan."""
    try:
        if plan is not None:
            read_prices(folder / plan.prices, plan.price_day)
    except TableError as error:
        return str(error).splitlines()
    return []


def _price(row: Row, on: date) -> Price | None:
    """The price of the row; none where it is not in force that day."""
    dkk = row.value("dkk", number)
    price = Price(
        item=row["item"],
        kind=row.one_of("kind", KINDS),
        payer=row.one_of("payer", PAYERS),
        per=row.one_of("per", PERS),
        dkk=dkk,
        low=row.value("low", number, dkk),
        high=row.value("high", number, dkk),
        source=row["source"],
        valid_from=row.value("valid_from", day, None),
    )
    since, until = price.valid_from or on, row.value("valid_to", day, on)
    if not price.low <= dkk <= price.high:
        raise ValueError(f"{dkk:g} does not lie between its low {price.low:g} and its high {price.high:g}.")
    if not price.source:
        raise ValueError("a price without a source is not used.")
    if price.kind == "consequence" and price.per != "week_in_work":
        raise ValueError("a consequence follows from weeks in work, so it is per week_in_work.")
    return price if since <= on <= until else None
