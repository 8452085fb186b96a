"""The page of the registers is what the declarations say, and the declarations are what the code reads."""

from __future__ import annotations

import pytest
from register_page import PAGE, page

from ipseval.registers import REGISTERS
from ipseval.registers.dream.declared import DREAM, HOURS

ALL = [*REGISTERS.values(), DREAM, HOURS]


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("register", ALL, ids=lambda register: register.name)
def test_every_column_is_explained(register: object) -> None:
    for column in register.columns:  # type: ignore[attr-defined]
        assert column.meaning.endswith(".")
        assert column.required or not column.filled


def test_a_study_reads_only_kinds_that_every_engine_reads() -> None:
    kinds = {column.kind for register in REGISTERS.values() for column in register.columns}
    assert kinds <= {"text", "day", "yes_no", "whole"}
