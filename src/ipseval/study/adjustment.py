"""How a study makes its two groups alike: the keys of `[compare]`, and what no run could make sense of; no data."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Method = Literal["ipw", "aipw"]
Estimand = Literal["att", "ate"]
"""The mean effect among those of the first group (att), or among everybody of both (ate)."""
Cluster = Literal["person", "site"]

AFTER = frozenset(
    {
        "end",
        "state",
        "from",
        "to",
        "until",
        "why",
        "minutes_week",
        "employer",
        "occupation",
        "first_contact",
        "first_employer_contact",
        "goal_reached",
    }
)
"""Columns of the registers that are known only after the start: adjusting for one takes away what is asked for."""
NOT_ONE = frozenset({"person", "start", "group", "known_on", "in_work_at_start", "referred", "unreadable"})
"""Columns that everybody in the comparison has alike, or that tell who or when somebody is."""
_WORDS = {"method": ("ipw", "aipw"), "estimand": ("att", "ate"), "cluster": ("person", "site")}


@dataclass(frozen=True)
class Adjustment:
    """Covariates (columns of courses, known at start), the method, whose mean effect, and who is drawn as one."""

    covariates: tuple[str, ...]
    method: Method = "aipw"
    estimand: Estimand = "att"
    cluster: Cluster = "person"

    def faults(self, measures: Collection[str]) -> list[str]:
        """A sentence for each thing that is wrong; `measures` are outcomes, which are no covariates."""
        said = []
        for key, words in _WORDS.items():
            if (value := getattr(self, key)) not in words:
                allowed = " or ".join(f'"{word}"' for word in words)
                said.append(f"[compare] {key} = {value!r}: with adjust it is {allowed}.")
        if not self.covariates:
            said.append(
                "[compare] method needs adjust: name the columns of courses that were known at start."
            )
        if len(set(self.covariates)) < len(self.covariates):
            said.append("[compare] adjust names a column twice.")
        for name in self.covariates:
            if not re.fullmatch(r"[^\W\d]\w*", name):
                said.append(f"[compare] adjust: {name!r} may have letters, digits and underscores only.")
            elif name in AFTER or name in measures:
                said.append(
                    f"[compare] adjust: {name!r} is known only after the start; nobody can be compared by it."
                )
            elif name in NOT_ONE:
                said.append(f"[compare] adjust: {name!r} is no covariate.")
        return said
