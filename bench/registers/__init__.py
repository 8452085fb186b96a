"""How fast a register becomes spells, and spells an answer, against what an analyst would write instead."""
