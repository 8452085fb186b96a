"""Timed work: what the system does by itself. Every step is safe to run twice, and none stops another."""

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from samspor.operations.steps import STEPS

logger = logging.getLogger("samspor.tick")

Step = Callable[[datetime], str]


@dataclass(frozen=True)
class Done:
    """What one step did, in words; or that it failed, with the kind of error and its place, never its text."""

    name: str
    said: str
    failed: bool = False


def tick(at: datetime, steps: Iterable[tuple[str, Step]] | None = None) -> Iterator[Done]:
    """Run every step as of a moment, one after the other."""
    for name, step in STEPS if steps is None else steps:
        try:
            yield Done(name, step(at))
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            said = (
                f"{type(error).__name__} in {place.name} ({place.filename.rpartition('/')[2]}:{place.lineno})"
            )
            logger.error("tick: %s failed: %s", name, said)
            yield Done(name, said, failed=True)
