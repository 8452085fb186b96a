"""Makes the next of a line of things while the one before is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def ahead(line: Iterator[Made]) -> Iterator[Made]:
    """The same things in the same order; each is made in a thread of its own, at most one before it is asked for."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, line, None)
        while (made := coming.result()) is not None:
            coming = maker.submit(next, line, None)
            yield made
