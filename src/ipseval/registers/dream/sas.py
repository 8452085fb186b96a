"""SAS files (sas7bdat, and transport files of version 5), a part at a time, by pandas; knows nothing of DREAM.

pandas goes through a file once and holds one part of it; pyreadstat, the other reader, begins anew for each part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from ipseval.engine import DataError

SUFFIXES = (".sas7bdat", ".xpt")
NUMBERS = 8_000_000
"""So many values are held at a time; SAS gives eight bytes to each, and pandas holds them twice."""


def names(path: Path) -> list[str]:
    """The columns of the file; `DataError` where there are no rows."""
    for part in _parts(path, 1):
        return list(part)
    raise DataError(f"dream: {path.name} has no rows.")


def frames(path: Path, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The file with these columns: numbers as Float64, NaN where SAS has none; texts as String."""
    for part in _parts(path, max(NUMBERS // len(columns), 1)):
        yield pl.DataFrame({name: part[name] for name in columns})


def _parts(path: Path, rows: int) -> Iterator[dict[str, Any]]:
    """The file column by column, so many rows at a time."""
    import pandas as pd

    is_transport = path.suffix.lower() == ".xpt"
    kind, encoding = ("xport", "latin-1") if is_transport else ("sas7bdat", "infer")
    try:
        with pd.read_sas(path, format=kind, encoding=encoding, iterator=True) as reader:
            while len(frame := reader.read(rows)):
                yield {name: frame[name].to_numpy() for name in frame.columns}
    except StopIteration:
        return  # a transport file has ended
    except (ValueError, AssertionError) as error:
        raise DataError(f"dream: {path.name} cannot be read as a SAS file. {error}".rstrip()) from error
