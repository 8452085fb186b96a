"""What is wrong in the files of a study, by row and column: what stops a run, and what a stated rule handles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ipseval.check.faults import FAULTS
from ipseval.check.refuse import on_a_rung, unsuited
from ipseval.check.shape import shapeless
from ipseval.courses.cohort import FAR, KEY, day
from ipseval.engine import DataError, files
from ipseval.engine.polars import Polars, given_in
from ipseval.registers import Register, declared
from ipseval.registers.register import KINDS
from ipseval.study import Study

MOST = 10
"""So many rows are named for each thing that is wrong; the others are counted."""


@dataclass
class Problems:
    """A sentence for each thing that stops a run, and for each that a rule handles."""

    stops: list[str] = field(default_factory=list)
    handled: list[str] = field(default_factory=list)


def problems(study: Study, folder: Path) -> Problems:
    """Everything that is wrong with the files of the study.

    Rows are counted as in the file, the heading being row 1; in Parquet, which has none, the first is row 2.
    """
    found, tables, registers = Problems(), dict[str, pl.DataFrame](), declared(study.covariates)
    for name, pattern in study.files.items():
        register = registers[name]
        try:
            paths = files(register, folder, pattern)
            if said := shapeless(register, paths):
                raise DataError("\n".join(said))
            tables[name], wrong = _table(register, paths)
        except DataError as error:
            found.stops += str(error).split("\n")
        else:
            found.stops += wrong
    if tables.keys() == study.files.keys():
        taken = {name: Polars().take(registers[name], table) for name, table in tables.items()}
        found.stops += _placed(unsuited(study, taken), study, tables)
    if not found.stops:
        found.handled = [
            line for name, rows in faulty(study, tables).items() for line in _handled(name, rows)
        ]
    return found


def _table(register: Register, paths: Sequence[Path]) -> tuple[pl.DataFrame, list[str]]:
    """The files as one table, and a sentence for each cell that stops a run."""
    parts = [_open(register, path) for path in paths]
    table = _read(register, paths, parts)
    return table, list(_values(register, pl.concat(parts), table))


def _open(register: Register, path: Path) -> pl.DataFrame:
    """The declared columns of the file, as they are."""
    if path.suffix == ".parquet":
        part = pl.scan_parquet(path, glob=False)
    else:
        part = pl.scan_csv(path, infer_schema=False, glob=False)
    there = part.collect_schema()
    return part.select(column.name for column in register.columns if column.name in there).collect()


def _read(register: Register, paths: Sequence[Path], parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The files as declared, with `place`: the name of the file and the row, as words where they are said only."""
    read = []
    for path, part in zip(paths, parts, strict=True):
        table: pl.DataFrame = Polars().take(register, part).collect("polars").to_native()
        place = pl.struct(pl.lit(path.name, pl.Categorical).alias("file"), "row").alias("place")
        read.append(table.with_row_index("row", offset=2).with_columns(place).drop("row", "unreadable"))
    return pl.concat(read)


def _values(register: Register, raw: pl.DataFrame, read: pl.DataFrame) -> Iterator[str]:
    """The cells that cannot be read, and those that are empty and must not be; the first of each by row."""
    for column in register.columns:
        if column.name not in raw.columns:
            continue
        cells = raw[column.name]
        given = raw.select(given_in(column.name, cells.dtype).fill_null(False)).to_series()
        wrong = given & read[column.name].is_null()
        places, values = read["place"].filter(wrong), cells.filter(wrong)
        for where, value in zip(_said(places), values[:MOST], strict=True):
            yield f"{where}: {column.name} is {value!r}, which is not {KINDS[column.kind]}."
        yield from _more(places, f"{column.name} is not {KINDS[column.kind]}")
        if column.filled:
            empty = read["place"].filter(~given)
            yield from (f"{where}: {column.name} is empty." for where in _said(empty))
            yield from _more(empty, f"{column.name} is empty")


def _said(places: pl.Series) -> list[str]:
    """The first of the places, in words."""
    return [f"{place['file']} row {place['row']}" for place in places[:MOST]]


def _more(places: pl.Series, what: str) -> Iterator[str]:
    if len(places) > MOST:
        yield f"In {len(places) - MOST} more rows {what}."


def _placed(said: Sequence[str], study: Study, tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """The sentences, those about an unknown word with the rows that have it."""
    rows: dict[str, pl.Series] = {}
    for name, column, known in (("spells", "state", study.states), ("observed", "why", study.endings)):
        if name in tables:
            unknown = tables[name].filter(~pl.col(column).is_in(list(known)))
            for word in unknown[column].unique():
                rows[f"The {column} {word!r} is"] = unknown.filter(pl.col(column) == word)["place"]
    for sentence in said:
        places = next((places for about, places in rows.items() if sentence.startswith(about)), None)
        yield sentence if places is None else f"{sentence} {_see(places)}"


def _handled(name: str, places: pl.Series) -> Iterator[str]:
    fault = FAULTS[name]
    if len(places):
        yield f"{len(places)} {fault.what}. {fault.rule} {_see(places)}"


def _see(places: pl.Series) -> str:
    more = f" and {len(places) - MOST} more" if len(places) > MOST else ""
    return f"See {', '.join(_said(places))}{more}."


def faulty(study: Study, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.Series]:
    """For each of `FAULTS` the places of the rows, one for each person where it is about people."""
    courses, spells = tables["courses"].lazy(), tables["spells"].lazy()
    none = pl.LazyFrame(
        schema={"person": pl.String, "until": pl.Int64, "place": courses.collect_schema()["place"]}
    )
    observed = tables["observed"].lazy() if "observed" in tables else none
    last = FAR if study.through is None else (day(study.through) or 0)
    strangers = pl.concat([spells.select("person", "place"), observed.select("person", "place")])
    ends = observed.group_by("person").agg(pl.col("until").min())
    first = courses.drop_nulls("start").sort("start").unique("person", keep="first", maintain_order=True)
    asked = spells.filter(pl.col("state").is_in(on_a_rung(study)))
    forwards = asked.with_columns(pl.col("to").fill_null(FAR)).filter(pl.col("to") > pl.col("from"))
    before = pl.col("to").shift(1).over("person", "state", "employer", order_by=["from", "to"])
    grouped = courses.drop_nulls("group")
    several = grouped.group_by("person").agg(lowest=pl.col("group").min(), highest=pl.col("group").max())
    several = several.filter(pl.col("lowest") < pl.col("highest"))
    apart = grouped.join(several, on="person", how="semi", maintain_order="left")
    late = pl.col("start") >= pl.col("until").fill_null(last + 1).clip(upper_bound=last + 1)
    chosen = {
        "course_twice": courses.filter(~pl.struct(KEY).is_first_distinct()),
        "course_backwards": courses.filter(pl.col("end") < pl.col("start")),
        "in_two_groups": apart.group_by("person", maintain_order=True).agg(pl.col("place").last()),
        "start_unseen": first.join(ends, on="person", how="left", maintain_order="left").filter(late),
        "in_no_register": _but(courses, strangers),
        "without_course": _but(strangers, courses),
        "spell_backwards": spells.filter(pl.col("to") <= pl.col("from")),
        "spells_overlap": forwards.filter(pl.col("from") < before),
        "observed_twice": observed.filter(~pl.col("person").is_first_distinct()).unique(
            "person", keep="first", maintain_order=True
        ),
    }
    # one after the other, each with no more columns than it needs
    return {name: rows.select("place").collect()["place"] for name, rows in chosen.items()}


def _but(rows: pl.LazyFrame, others: pl.LazyFrame) -> pl.LazyFrame:
    """The first row of each person who is not among the others."""
    apart = rows.join(others.select("person").unique(), on="person", how="anti", maintain_order="left")
    return apart.unique("person", keep="first", maintain_order=True)
