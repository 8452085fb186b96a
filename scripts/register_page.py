"""Writes docs/evaluation/registers.md from the declarations of the registers, their faults and the table of codes."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from ipseval.check.faults import FAULTS
from ipseval.registers import REGISTERS, Column, Fault, Register
from ipseval.registers.codes import COLUMNS
from ipseval.registers.dream.declared import DREAM, HOURS
from ipseval.registers.dream.faults import FAULTS as OF_DREAM
from ipseval.registers.register import KINDS

PAGE = Path(__file__).parents[1] / "docs" / "evaluation" / "registers.md"


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The registers"
    yield ""
    yield "Written by `make docs` from the declarations in `src/ipseval/registers`, which the code itself reads. Columns"
    yield "that are not declared are left unread; a study may name covariates, which are further columns of `courses`."
    yield ""
    yield "## What a study reads"
    yield ""
    yield "CSV (commas, UTF-8, one heading) or Parquet, one file or several; or frames handed over. All periods are"
    yield "half-open: the day that ends one is no longer in it."
    for register in REGISTERS.values():
        yield from _register(register)
    yield from _faults("What can be wrong without stopping a run", FAULTS)
    yield ""
    yield "`ipseval check DIR` names the rows; the manifest of a run says which rules were used, and of few not how often."
    yield "What cannot be read, a state or an end of observation that the study does not name, and an empty cell that must be"
    yield "filled stop the run, with a sentence."
    yield ""
    yield "## What `ipseval spells` reads"
    for register in (DREAM, HOURS):
        yield from _register(register)
    yield ""
    yield "### codes"
    yield ""
    yield f"What the codes of DREAM mean, and when: a CSV with {', '.join(COLUMNS)}, and perhaps meaning, status and source."
    yield "`reference/dream_codes.csv` is used where no other is named."
    yield from _faults("What can be wrong in a delivery", OF_DREAM)


def _register(register: Register) -> Iterator[str]:
    yield ""
    yield f"### {register.name}"
    yield ""
    yield register.meaning
    yield ""
    yield "| column | holds | must be there | meaning |"
    yield "|---|---|---|---|"
    for column in register.columns:
        must = "yes, in every row" if column.filled else "yes" if column.required else ""
        yield f"| `{column.name}` | {_holds(column)} | {must} | {column.meaning} |"


def _holds(column: Column) -> str:
    if column.limits is None:
        return KINDS[column.kind]
    least, most = column.limits
    return f"{KINDS[column.kind]}, " + (f"{least:,} or more" if most is None else f"{least:,} to {most:,}")


def _faults(title: str, faults: Mapping[str, Fault]) -> Iterator[str]:
    yield ""
    yield f"### {title}"
    yield ""
    yield "| counted | name | rule |"
    yield "|---|---|---|"
    for name, fault in faults.items():
        yield f"| {fault.what} | `{name}` | {fault.rule} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
