"""What DuckDB and Spark are told in the same SQL: how a cell is read, where a stretch of spells begins; opens nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ipseval.engine.common import DAY, DAYS, NO, WHOLE, YES, need, refuse
from ipseval.registers.register import Column, Register


@dataclass(frozen=True)
class Dialect:
    """How one engine writes it; the kinds of columns in small letters.

    `matches` takes a text and a pattern, `since_1970` a date, `number` values of which it makes 64 bits. `nothing` is
    the kind of a column without any value.
    """

    quote: str
    text: str
    nothing: str
    integers: frozenset[str]
    matches: str
    since_1970: str
    number: str

    def name(self, column: str) -> str:
        """The name of a column, in quotes."""
        return f"{self.quote}{column}{self.quote}"

    def normal(self, register: Register, kinds: Mapping[str, str]) -> list[str]:
        """Each declared column as text or whole number, null where it cannot be read; and how many of the row cannot.

        `kinds` are those of the columns that are there; `DataError` where one is missing or of no readable kind.
        """
        need(register, list(kinds))
        values = {column.name: self._value(register, column, kinds) for column in register.columns}
        return [
            *(f"{value} AS {self.name(name)}" for name, value in values.items()),
            self._bad(values, kinds),
        ]

    def preceding(self, by: Sequence[str]) -> Iterator[list[str]]:
        """What `engine.preceding` selects, and of that; to sort numbers takes half the time and room that words do."""
        start, end, number, before = (self.name(column) for column in ("from", "to", "number", "before"))
        yield [f"{self.number.format(', '.join(map(self.name, by)))} AS {number}", start, end]
        yield [start, f"LAG({end}) OVER (PARTITION BY {number} ORDER BY {start}, {end}) AS {before}"]

    def stretches(self, by: Sequence[str]) -> Iterator[str]:
        """The columns `before` and `begun` (`Engine.stretches`); the second asks for the first."""
        start, end, before = (self.name(column) for column in ("from", "to", "before"))
        names = ", ".join(map(self.name, by))
        order = f"PARTITION BY {names} ORDER BY {start}, {end} ROWS BETWEEN UNBOUNDED PRECEDING AND"
        yield f"MAX({end}) OVER ({order} 1 PRECEDING) AS {before}"
        first = f"CASE WHEN {before} IS NULL OR {start} > {before} THEN {start} END"
        yield f"MAX({first}) OVER ({order} CURRENT ROW) AS {self.name('begun')}"

    def _bad(self, values: Mapping[str, str], kinds: Mapping[str, str]) -> str:
        flags = (
            f"CAST(NULLIF(CAST({self.name(name)} AS {self.text}), '') IS NOT NULL AND {value} IS NULL AS BIGINT)"
            for name, value in values.items()
            if name in kinds
        )
        return f"{' + '.join(flags)} AS {self.name('unreadable')}"

    def _value(self, register: Register, column: Column, kinds: Mapping[str, str]) -> str:
        """The column as SQL for text or BIGINT."""
        cell, kind = self.name(column.name), kinds.get(column.name, self.nothing).lower()
        if kind == self.nothing:
            return f"CAST(NULL AS {self.text if column.kind == 'text' else 'BIGINT'})"
        if kind.startswith("enum"):
            cell, kind = f"CAST({cell} AS {self.text})", self.text.lower()
        whole, text = kind in self.integers, kind == self.text.lower()
        if column.kind == "text" and (text or whole):
            return f"NULLIF(CAST({cell} AS {self.text}), '')"
        if column.kind == "yes_no" and (text or whole or kind == "boolean"):
            word = f"lower(CAST({cell} AS {self.text}))"
            return f"CAST(CASE WHEN {word} IN {YES} THEN 1 WHEN {word} IN {NO} THEN 0 END AS BIGINT)"
        if column.kind == "day" and whole:
            return f"CASE WHEN {cell} BETWEEN {DAYS[0]} AND {DAYS[1]} THEN CAST({cell} AS BIGINT) END"
        if column.kind == "whole" and whole:
            return f"CAST({cell} AS BIGINT)"
        if column.kind == "whole" and text:
            return f"CASE WHEN {self.matches.format(cell, WHOLE)} THEN TRY_CAST({cell} AS BIGINT) END"
        if column.kind == "day" and text:
            shaped = f"CASE WHEN {self.matches.format(cell, DAY)} THEN TRY_CAST({cell} AS DATE) END"
            return f"CAST({self.since_1970.format(shaped)} AS BIGINT)"
        if column.kind == "day" and (kind == "date" or kind.startswith("timestamp")):
            return f"CAST({self.since_1970.format(f'CAST({cell} AS DATE)')} AS BIGINT)"
        raise refuse(register, column, kinds[column.name])
