"""The demo world in several processes: SQLite has one writer, so each fills a copy, and the copies are put together.

Every row is written by an action in one of the copies; here rows are only carried over, and the log's rows get their
numbers anew in the order of time (their keyed hash does not cover the number). Imports nothing of the platform before
the child process has been told which database is its own.
"""

import multiprocessing
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path


def make_in_parts(*, seed: int, size: int, anchor: date, today: date, processes: int) -> int:
    """Fill the settled database; returns how many deeds were done."""
    from django.conf import settings
    from django.db import connection

    paths = [Path(settings.VAR) / f"demo-part-{n}.sqlite3" for n in range(processes)]
    for path in paths:
        path.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
    connection.close()
    done = _run(paths, seed, size, anchor, today)
    try:
        _put_together(paths)
    finally:
        for path in paths:
            for end in ("", "-wal", "-shm", "-journal"):
                Path(f"{path}{end}").unlink(missing_ok=True)
    return done


def _run(paths: Sequence[Path], seed: int, size: int, anchor: date, today: date) -> int:
    context = multiprocessing.get_context("spawn")
    counts = context.Array("l", len(paths))
    children = [
        context.Process(target=_make_part, args=(str(path), counts, n, len(paths), seed, size, anchor, today))
        for n, path in enumerate(paths)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("A part of the demo world could not be made; what went wrong stands above.")
    return sum(counts[n] for n in range(len(paths)))


def _make_part(
    path: str, counts: Sequence[int], number: int, of: int, seed: int, size: int, anchor: date, today: date
) -> None:
    os.environ["SAMSPOR_SQLITE"] = path
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspor.settings")
    import django

    django.setup()
    from django.db import connection

    from samspor.demo.world import perform

    counts[number] = perform(seed=seed, size=size, anchor=anchor, today=today, part=(number, of))  # type: ignore[index]
    connection.close()


# --- putting together -------------------------------------------------------------------------------------
LOG = "access_auditevent"


def _put_together(paths: Sequence[Path]) -> None:
    from django.db import connection, transaction

    names = [f"part{n}" for n in range(len(paths))]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        for name, path in zip(names, paths, strict=True):
            cursor.execute(f"ATTACH DATABASE %s AS {name}", [str(path)])
        with transaction.atomic():
            for table, key, columns in _tables():
                for name in names:
                    cursor.execute(
                        f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM {name}.{table}"  # noqa: S608
                        f" WHERE {key} NOT IN (SELECT {key} FROM main.{table})"
                    )
            _renumber_log(cursor, names)
        for name in names:
            cursor.execute(f"DETACH DATABASE {name}")
        cursor.execute("PRAGMA synchronous=NORMAL")


def _tables() -> list[tuple[str, str, str]]:
    """The tables of case data, what is pointed to before what points; with key and columns."""
    from django.apps import apps

    from samspor.access.case_data import CaseData

    models = [m for m in apps.get_models() if issubclass(m, CaseData) and not m._meta.proxy]
    return [
        (
            m._meta.db_table,
            f'"{m._meta.pk.column}"',
            ", ".join(f'"{f.column}"' for f in m._meta.concrete_fields),
        )
        for m in models
    ]


def _renumber_log(cursor: object, names: Sequence[str]) -> None:
    from samspor.access.models import AuditEvent

    columns = ", ".join(f'"{f.column}"' for f in AuditEvent._meta.concrete_fields if not f.primary_key)
    parts = " UNION ALL ".join(
        f"SELECT {columns}, id AS place FROM {name}.{LOG} WHERE uid NOT IN (SELECT uid FROM main.{LOG})"  # noqa: S608
        for name in names
    )
    cursor.execute(f'INSERT INTO main.{LOG} ({columns}) SELECT {columns} FROM ({parts}) ORDER BY "at", place')  # type: ignore[attr-defined]  # noqa: S608
