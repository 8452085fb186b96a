"""Files into a folder: all of them or none, and a sentence where that folder cannot be written in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ipseval.refusal import Refusal


def may_write(place: Path) -> None:
    """`Refusal` where `place` is no folder or may not be written in: known before the work, not after it."""
    there = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
    if not there.is_dir():
        raise Refusal(f"Nothing can be written in {place}: {there} is a file.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise Refusal(f"Nothing can be written in {place}: you may not write in {there}.")


def write(place: Path, contents: Mapping[str, bytes], old: Iterable[str] = ()) -> None:
    """Writes the files, each under another name first, so that whoever stops it leaves nothing that looks whole.

    Files called `old` that are not among them go: they are of an earlier run.
    """
    halves = {name: place / f".{name}.part" for name in contents}
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            halves[name].write_bytes(content)
        for name, half in halves.items():
            half.replace(place / name)
        for name in set(old) - set(contents):
            (place / name).unlink(missing_ok=True)
    except OSError as error:
        raise Refusal(f"Nothing could be written in {place}: {error.strerror or error}.") from error
    finally:
        for half in halves.values():
            with suppress(OSError):
                half.unlink(missing_ok=True)
