"""The other rules of a study: the same question with some states on other rungs; no data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

Rules = Mapping[str, Mapping[str, str]]
"""Name of a rule → state code → the rung that it has under this rule; every other state stays on its own."""


def faults(rules: Rules, states: Mapping[str, str], ladder: Collection[str]) -> list[str]:
    """A sentence for each thing that is wrong."""
    said = []
    for rule, moved in rules.items():
        place = f"[sensitivity.{rule}]"
        if not re.fullmatch(r"[^\W\d]\w*", rule):
            said.append(f"[sensitivity] {rule!r} may have letters, digits and underscores only.")
        for code, rung in moved.items():
            if code not in states:
                said.append(f"{place} {code}: [states] has no such state; it has {', '.join(states)}.")
            if rung not in ladder:
                said.append(f"{place} {code} = {rung!r} is not a rung; the rungs are {', '.join(ladder)}.")
        if not said and all(states[code] == rung for code, rung in moved.items()):
            said.append(f"{place} changes nothing: put a state on another rung than in [states].")
    return said


def moved(rule: str, rules: Rules) -> str:
    """What the rule changes, in words."""
    return ", ".join(f"{code} as {rung.replace('_', ' ')}" for code, rung in rules[rule].items())
