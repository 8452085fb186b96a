"""The registers that a study may read, one module each; declarations only, nothing is opened here."""

from ipseval.registers.courses import COURSES
from ipseval.registers.observed import OBSERVED
from ipseval.registers.register import Column, Fault, Register
from ipseval.registers.spells import SPELLS

REGISTERS = {register.name: register for register in (COURSES, SPELLS, OBSERVED)}

__all__ = ["COURSES", "OBSERVED", "REGISTERS", "SPELLS", "Column", "Fault", "Register"]
