"""A delivery as SAS files gives the spells that it gives as Parquet, in parts of any size.

The sas7bdat files are written and read back by ReadStat (pyreadstat); what is tested reads them with pandas. That
pandas reads what SAS itself has written, of thousands of columns too, is shown by the tests of pandas.
"""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from bench.registers.sas import write_sas

from ipseval.engine import DataError
from ipseval.registers.codes import Code
from ipseval.registers.dream import Conversion, sas

pytestmark = pytest.mark.slow

CODES = (
    Code(130, 139, "assistance", "benefit"),
    Code(651, 652, "school", "education"),
    Code(999, 999, "gone", "end"),
)
WEEKS = [f"y_24{week:02}" for week in range(1, 25)]
MONTHS = [f"2024_{month:02}" for month in range(1, 7)]


def delivery(people: int) -> pl.DataFrame:
    """Persons as text with an æ, codes that last some weeks, industries and degrees, and blanks among all."""
    drawn = random.Random(20240101)
    rows = []
    for person in range(people):
        codes: list[int | None] = []
        while len(codes) < len(WEEKS):
            codes += [drawn.choice([None, None, 130, 131, 651, 700, 999])] * drawn.randint(1, 9)
        jobs = [drawn.choice([None, 0, 10_000, 871_020]) for _ in MONTHS]
        rows.append((f"æ{person}", *codes[: len(WEEKS)], *jobs, *(0.5 if job else None for job in jobs)))
    names = ["PNR", *WEEKS, *(f"branche_{m}" for m in MONTHS), *(f"grad_{m}" for m in MONTHS)]
    kinds = [pl.String, *[pl.Int64] * (len(WEEKS) + len(MONTHS)), *[pl.Float64] * len(MONTHS)]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def converted(path: Path) -> tuple[list[tuple[object, ...]], dict[str, int]]:
    """All spells and ends of observation, and what was counted."""
    conversion = Conversion.open([path], CODES)
    rows: list[tuple[object, ...]] = []
    for part in conversion.parts():
        rows += pl.DataFrame(pl.from_arrow(part.spells)).with_columns(pl.col("state").cast(pl.String)).rows()
        rows += pl.DataFrame(pl.from_arrow(part.observed)).rows()
    return sorted(rows, key=str), {name: number for name, number in conversion.faults.items() if number}


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("numbers", [1, 1000, sas.NUMBERS])
def test_sas7bdat(compressed: bool, numbers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sas, "NUMBERS", numbers)
    table = delivery(120)
    write_sas(table, tmp_path / "d.sas7bdat", compressed)
    table.write_parquet(tmp_path / "d.parquet")
    written, _ = pyreadstat.read_sas7bdat(tmp_path / "d.sas7bdat", output_format="polars")
    assert written["PNR"].to_list() == table["PNR"].to_list()
    assert written["y_2403"].to_list() == table["y_2403"].to_list()
    assert converted(tmp_path / "d.sas7bdat") == converted(tmp_path / "d.parquet")


def test_transport_file_of_the_weeks(tmp_path: Path) -> None:
    """Version 5, whose names have eight letters: no branche and no grad."""
    table = (
        delivery(60)
        .select(pl.col("PNR").str.replace("æ", "a"), *WEEKS)
        .with_columns(pl.col(pl.Int64).cast(pl.Float64))
    )
    pyreadstat.write_xport(table, tmp_path / "d.xpt", file_format_version=5, table_name="DREAM")
    table.write_parquet(tmp_path / "d.parquet")
    assert converted(tmp_path / "d.xpt") == converted(tmp_path / "d.parquet")


def test_persons_as_numbers(tmp_path: Path) -> None:
    table = pl.DataFrame({"person": [6101701234, 1], "y_2401": [130, None]})
    write_sas(table, tmp_path / "d.sas7bdat")
    rows, _ = converted(tmp_path / "d.sas7bdat")
    assert {str(row[0]) for row in rows} == {"6101701234", "1"}


@pytest.mark.parametrize("name", ["d.sas7bdat", "d.xpt"])
def test_no_sas_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"not from SAS" * 100)
    with pytest.raises(DataError, match=f"dream: {name} cannot be read as a SAS file"):
        Conversion.open([tmp_path / name], CODES)


def test_no_rows(tmp_path: Path) -> None:
    write_sas(pl.DataFrame(schema={"person": pl.Float64, "y_2401": pl.Float64}), tmp_path / "d.sas7bdat")
    with pytest.raises(DataError, match="has no rows"):
        Conversion.open([tmp_path / "d.sas7bdat"], CODES)
