"""The public-economy case: what a programme costs whom, what follows from its effect, and how sure that is.

Three published sums are often mixed up, and are none of these figures: a trial's societal saving, a model's net cost
per participant, and a budget per planned citizen (`reference/money.csv`).
"""

from ipseval.economics.account import Account, Effect, account
from ipseval.economics.plan import Persistence, Plan
from ipseval.economics.prices import PAYERS, Price, PriceError, read_prices
from ipseval.economics.sensitivity import Bar, Spread, probabilistic, tornado

__all__ = [
    "PAYERS",
    "Account",
    "Bar",
    "Effect",
    "Persistence",
    "Plan",
    "Price",
    "PriceError",
    "Spread",
    "account",
    "probabilistic",
    "read_prices",
    "tornado",
]
