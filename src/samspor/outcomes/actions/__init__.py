"""The deeds of an evaluation on the platform."""

from samspor.outcomes.actions.deliveries import (
    check_delivery,
    delete_delivery,
    forget_deliveries,
    store_delivery,
)
from samspor.outcomes.actions.editions import make_edition, run_due
from samspor.outcomes.actions.folders import share_of, take_study_folder
from samspor.outcomes.actions.runs import (
    Repeated,
    ask_run,
    ask_run_again,
    cancel_run,
    mark_changed,
    release_run,
    repeat_run,
    withdraw_run,
)

__all__ = [
    "Repeated",
    "ask_run",
    "ask_run_again",
    "cancel_run",
    "check_delivery",
    "delete_delivery",
    "forget_deliveries",
    "make_edition",
    "mark_changed",
    "release_run",
    "repeat_run",
    "run_due",
    "share_of",
    "store_delivery",
    "take_study_folder",
    "withdraw_run",
]
