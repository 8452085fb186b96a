"""DREAM, the Danish register of public benefits: wide weeks in, spells out; alone in knowing its shape.

One row a person. `y_YYWW`: a code of the public benefit in that ISO week, blank for none; it is set by a single
day, and one code hides another. `branche_YYYY_MM`: the industry of the month's employment. `grad_YYYY_MM`: its
degree. A blank week is no proof of work, and a benefit week no proof of none.
"""

from ipseval.registers.dream.convert import Conversion, Part

__all__ = ["Conversion", "Part"]
