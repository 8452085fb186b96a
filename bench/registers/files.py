"""The register in each kind of file that a deed reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from bench.registers.make import make

SAS_PEOPLE = 50_000
"""How many persons of the register are in the SAS file, which is written cell by cell."""


def make_all(folder: Path, people: int, deeds: Sequence[str]) -> None:
    """`wide.parquet`; and as CSV and SAS where a deed is named by them."""
    make(people, folder / "wide.parquet")
    if any("CSV" in deed for deed in deeds):
        pl.scan_parquet(folder / "wide.parquet").sink_csv(folder / "wide.csv")
    if any("SAS" in deed for deed in deeds):
        from bench.registers.sas import write_sas

        # compressed: uncompressed, pandas cannot read back what this library writes of some numbers of columns
        some = pl.read_parquet(folder / "wide.parquet", n_rows=SAS_PEOPLE)
        write_sas(some, folder / "wide.sas7bdat", compressed=True)


def megabytes(path: Path) -> float:
    """The size of the file; 0 if it is not there."""
    return path.stat().st_size / 1e6 if path.exists() else 0.0
