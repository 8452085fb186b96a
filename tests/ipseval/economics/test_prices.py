"""The price table: which price holds, and a sentence for every row that cannot be used."""

from __future__ import annotations

from datetime import date

import pytest

from ipseval.economics.plan import Persistence, Plan
from ipseval.economics.prices import read_prices
from ipseval.reference import TableError

HEAD = "item,kind,payer,per,dkk,low,high,valid_from,valid_to,source\n"
GOOD = "specialist,cost,municipality,month_of_support,2000,1500,2500,2025-01-01,2025-12-31,invented\n"


def read(tmp_path, *rows, on=date(2025, 7, 1), head=HEAD):
    path = tmp_path / "prices.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    return read_prices(path, on)


def test_the_price_in_force_is_used(tmp_path):
    next_year = GOOD.replace("2000,1500,2500,2025-01-01,2025-12-31", "2100,,,2026-01-01,")
    assert [price.dkk for price in read(tmp_path, GOOD, next_year)] == [2000]
    later = read(tmp_path, GOOD, next_year, on=date(2027, 1, 1))
    assert [(price.dkk, price.low, price.high) for price in later] == [(2100, 2100, 2100)]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([GOOD.replace("cost", "kost")], "row 2: kind is 'kost'"),
        ([GOOD.replace("municipality", "kommune")], "row 2: payer is 'kommune'"),
        ([GOOD.replace("month_of_support", "month")], "row 2: per is 'month'"),
        ([GOOD.replace("2000", "2.000,00")], "row 2: it has more cells"),
        ([GOOD.replace("2000", "much")], "row 2: dkk is 'much'; it must be a finite number"),
        ([GOOD.replace("2000", "nan")], "row 2: dkk is 'nan'"),
        ([GOOD.replace("cost", "kost"), GOOD.replace("2000", "9000")], r"row 2: (.|\n)*row 3: "),
        ([GOOD.replace("2000", "9000")], "does not lie between"),
        ([GOOD.replace("invented", " ")], "without a source"),
        ([GOOD.replace("cost", "consequence")], "per week_in_work"),
        ([GOOD.replace("2025-01-01", "1.1.2025")], "row 2: valid_from is '1.1.2025'; it must be a date"),
        ([GOOD, GOOD], "two prices of .* for the municipality"),
        ([GOOD.replace("2025-12-31", "2025-03-31")], "no price is in force"),
        ([], "no price is in force"),
    ],
)
def test_a_wrong_table_says_so(tmp_path, rows, sentence):
    with pytest.raises(TableError, match=sentence):
        read(tmp_path, *rows)


def test_a_table_without_its_columns_or_no_table_says_so(tmp_path):
    with pytest.raises(TableError, match="the column item is missing"):
        read(tmp_path, GOOD, head=HEAD.replace("item", "thing"))
    with pytest.raises(TableError, match="There is no table none"):
        read_prices(tmp_path / "none.csv", date(2025, 7, 1))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"years": 0}, "years"),
        ({"discount": 3.5}, "discount"),
        ({"months_of_support": 0}, "months_of_support"),
        ({"persistence": Persistence(0.9, 0.2, 0.5)}, "persistence"),
        ({"effect": (1.0, 2.0, 3.0), "effect_source": "x"}, "effect is"),
        ({"effect": (2.0, 1.0, 3.0)}, "effect_source"),
    ],
)
def test_a_plan_that_makes_no_sense_says_so(change, sentence):
    good = {
        "prices": "prices.csv", "price_day": date(2025, 7, 1), "years": 5, "discount": 0.035,
        "months_of_support": 12, "persistence": Persistence(0.5, 0.2, 0.8),
    }  # fmt: skip
    assert Plan(**good).faults() == []
    said = Plan(**(good | change)).faults()
    assert len(said) == 1
    assert sentence in said[0]
