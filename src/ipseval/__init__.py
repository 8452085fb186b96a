"""The evaluation: what became of the people in a programme, from declared registers; knows no Django and no
case.

    from datetime import date
    import polars as pl
    from ipseval import FollowUp, Study, run

    study = Study(title="IPS", through=date(2025, 12, 31), follow_up=FollowUp(18, "months"))
    released = run(study, {
        # optional columns: end, group, site, in_work_at_start, and covariates
        "courses": pl.DataFrame({"person": ["a"], "start": [date(2023, 1, 9)]}),
        # `to` is the first day no longer in the state; optional: minutes_week, employer, occupation
        "spells": pl.DataFrame({"person": ["a"], "state": ["ordinary_employment"],
                                "from": [date(2023, 5, 1)], "to": [date(2023, 9, 1)]}),
        "observed": None,   # or person, until, why
    })
    print(released.find("work_or_education").value)     # None here: fewer than five people
    print(released.manifest["data_rows"], released.to_json()[:80])
    released.figures, released.flow

Dates are Python dates or whole days since 1970-01-01. A course without a start was never started.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipseval.figures import Figure, Released, Step
    from ipseval.gate.hiding import TooClose
    from ipseval.recipe import run
    from ipseval.study import FollowUp, Study, StudyError
    from ipseval.study.file import read_study

__all__ = ["Figure", "FollowUp", "Released", "Step", "Study", "StudyError", "TooClose", "read_study", "run"]

_WHERE = {
    "TooClose": "gate.hiding", "Figure": "figures", "Released": "figures", "Step": "figures", "run": "recipe",
    "FollowUp": "study", "Study": "study", "StudyError": "study", "read_study": "study.file",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Each name when it is first asked for: the statistics take seconds to load, and a web page rarely needs them."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"ipseval.{_WHERE[name]}"), name)
    return value
