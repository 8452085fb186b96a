"""What randomised trials of IPS have found: the trials, pooled, and drawn as a forest."""

from ipseval.evidence.pool import Pooled, pool, pool_effects
from ipseval.evidence.trials import TRIALS, LeftOut, Trial, read_trials

__all__ = ["TRIALS", "LeftOut", "Pooled", "Trial", "pool", "pool_effects", "read_trials"]
