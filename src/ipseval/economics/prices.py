"""Unit prices that the user supplies: dated, with a source and a range, each borne or saved by one payer."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

from ipseval.economics.plan import Plan
from ipseval.refusal import Refusal

Payer = Literal["municipality", "region", "state"]
Kind = Literal["cost", "consequence"]
Per = Literal["participant", "month_of_support", "week_in_work"]

PAYERS: tuple[Payer, ...] = ("municipality", "region", "state")
KINDS: tuple[Kind, ...] = ("cost", "consequence")
PERS: tuple[Per, ...] = ("participant", "month_of_support", "week_in_work")
COLUMNS = ("item", "kind", "payer", "per", "dkk", "low", "high", "valid_from", "valid_to", "source")


class PriceError(Refusal):
    """The price table is not as declared; the text has a sentence for each row that is wrong."""


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


def read_prices(path: Path, on: date) -> tuple[Price, ...]:
    """The prices in force on that day; `PriceError` with a sentence for each row that cannot be used.

    A row holds from `valid_from` to `valid_to`, both included; either may be empty. Two rows of one item and payer in
    force on one day are an error, and so is a table without any price in force.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            gone = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if gone:
                raise PriceError(f"{path.name}: the column {', '.join(gone)} is missing.")
            rows = list(reader)
    except (OSError, UnicodeDecodeError):
        raise PriceError(f"There is no readable price table {path.name}.") from None
    said: list[str] = []
    prices = [
        price
        for row, number in zip(rows, range(2, len(rows) + 2), strict=True)
        for price in _price(row, number, on, said)
    ]
    names = [(price.item, price.payer) for price in prices]
    said += [
        f"{item}: two prices for the {payer} are in force on {on}."
        for item, payer in sorted({name for name in names if names.count(name) > 1})
    ]
    if not said and not prices:
        said.append(f"{path.name}: no price is in force on {on}.")
    if said:
        raise PriceError("\n".join(said))
    return tuple(prices)


def price_faults(plan: Plan | None, folder: Path) -> list[str]:
    """A sentence for each thing wrong with the prices of a plan; none without a plan."""
    try:
        if plan is not None:
            read_prices(folder / plan.prices, plan.price_day)
    except PriceError as error:
        return str(error).splitlines()
    return []


def _price(row: Mapping[str, str], number: int, on: date, said: list[str]) -> Iterator[Price]:
    """The row's price if it is in force; a sentence in `said` if it is no price."""
    wrong = [
        f"row {number}: {column} is {row[column]!r}; it may be {', '.join(known)}."
        for column, known in (("kind", KINDS), ("payer", PAYERS), ("per", PERS))
        if row[column] not in known
    ]
    try:
        since, until = (
            date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_to")
        )
        dkk = float(row["dkk"])
        low, high = (float(row[name]) if row[name] else dkk for name in ("low", "high"))
    except ValueError as error:
        wrong.append(f"row {number}: {error}.")
    else:
        if not low <= dkk <= high:
            wrong.append(f"row {number}: {dkk:g} does not lie between its low {low:g} and its high {high:g}.")
    if not row["source"].strip():
        wrong.append(f"row {number}: a price without a source is not used.")
    if row["kind"] == "consequence" and row["per"] != "week_in_work":
        wrong.append(f"row {number}: a consequence follows from weeks in work, so it is per week_in_work.")
    said += wrong
    if not wrong and (since is None or since <= on) and (until is None or on <= until):
        kind, payer, per = cast(Kind, row["kind"]), cast(Payer, row["payer"]), cast(Per, row["per"])
        yield Price(row["item"], kind, payer, per, dkk, low, high, row["source"])
