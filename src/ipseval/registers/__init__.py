"""The registers that a study may read, one module each; declarations only, nothing is opened here."""

from collections.abc import Sequence
from dataclasses import replace

from ipseval.registers.courses import COURSES, covariate
from ipseval.registers.observed import OBSERVED
from ipseval.registers.register import Column, Fault, Register
from ipseval.registers.spells import SPELLS

REGISTERS = {register.name: register for register in (COURSES, SPELLS, OBSERVED)}

__all__ = ["COURSES", "OBSERVED", "REGISTERS", "SPELLS", "Column", "Fault", "Register", "declared"]


def declared(covariates: Sequence[str]) -> dict[str, Register]:
    """The registers, the courses with the covariates that a study names."""
    known = {column.name for column in COURSES.columns}
    more = tuple(covariate(name) for name in covariates if name not in known)
    return REGISTERS | {"courses": replace(COURSES, columns=(*COURSES.columns, *more))}
