"""Seals the log in hash-chained batches, keeps their head outside the database, and purges whole batches.

Numbers are handed out before a transaction ends, so on PostgreSQL a lower number can appear after a higher.
A seal is therefore made while the table is locked against writers: then no number is still on its way, and
every number below the highest has its row or never will (rolled back; kept in `gaps`). On SQLite a writing
transaction is alone anyway. When a long writer holds the table, sealing gives up and the next tick tries.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from samspor.access.models.log import AuditBatch, AuditEvent, mac_of

BATCH_ROWS = 5_000
TAIL_BYTES = 64 * 1024
LOCK_NOT_AVAILABLE = "55P03"
PATIENCE = "3s"  # how long a seal waits for writers on PostgreSQL; pages that log wait behind it


class LogIsBusy(Exception):
    """A long writer holds the log; nothing was sealed, the next tick tries again."""


# --- sealing ----------------------------------------------------------------------------------------------
def seal_log(at: datetime) -> list[AuditBatch]:
    """Seal every row that has no seal yet; two at once do it after one another."""
    sealed = []
    with _one_at_a_time():
        _write_last_head()
        while (batch := _seal_next(at)) is not None:
            write_head(batch)
            sealed.append(batch)
    return sealed


def _seal_next(at: datetime) -> AuditBatch | None:
    if not _is_something_new():  # asked before anybody is kept waiting: most minutes have nothing to seal
        return None
    try:
        with transaction.atomic():
            _hold_the_log()
            last = AuditBatch.objects.order_by("-number").first()
            start = last.last_id + 1 if last else 1
            rows = list(rows_from(start)[:BATCH_ROWS])
            if not rows:
                return None
            batch = AuditBatch(
                number=last.number + 1 if last else 1,
                first_id=start,
                last_id=rows[-1][0],
                count=len(rows),
                gaps=gaps_among([row[0] for row in rows], start),
                digest=digest_of(rows),
                sealed_at=at,
                previous_mac=last.mac if last else "",
            )
            batch.mac = mac_of("batch", batch.facts())
            batch.save(force_insert=True)
            return batch
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise LogIsBusy from error
        raise


def _is_something_new() -> bool:
    last = AuditBatch.objects.order_by("-number").values_list("last_id", flat=True).first() or 0
    return AuditEvent.objects.filter(id__gt=last).exists()


def _hold_the_log() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(f"LOCK TABLE {AuditEvent._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def rows_from(first: int, last: int | None = None) -> Any:
    """Number, uid and keyed hash of the rows in a run: what a seal is made over."""
    rows = AuditEvent.objects.filter(id__gte=first).order_by("id")
    return (rows if last is None else rows.filter(id__lte=last)).values_list("id", "uid", "mac")


def digest_of(rows: Iterable[tuple[int, Any, str]]) -> str:
    """One hash over the numbers, the uids and the keyed hashes of rows, in their order."""
    digest = hashlib.sha256()
    for number, uid, mac in rows:
        digest.update(f"{number}|{uid}|{mac}\n".encode())
    return digest.hexdigest()


def gaps_among(numbers: list[int], start: int) -> list[list[int]]:
    """The numbers from `start` that no row has, as runs [from, to]."""
    gaps, expected = [], start
    for number in numbers:
        if number > expected:
            gaps.append([expected, number - 1])
        expected = number + 1
    return gaps


# --- the head, outside the database -----------------------------------------------------------------------
@dataclass(frozen=True)
class Head:
    """One line of the head file: how far the log reached when a batch was sealed, and its keyed hash."""

    batch: int
    last_id: int
    count: int
    mac: str


def write_head(batch: AuditBatch) -> None:
    """Append the batch to the head file and wait until it lies on the disk."""
    head = Head(batch.number, batch.last_id, batch.count, batch.mac)
    line = json.dumps(asdict(head))
    path = _head_file()
    torn = _is_torn(path)
    with open(path, "ab", opener=_for_us_alone) as file:
        file.write((b"\n" if torn else b"") + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _is_torn(path: Path) -> bool:
    """Whether the last line was cut by a power cut."""
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_heads() -> Iterator[Head | str]:
    """The lines of the head file in their order; a line that cannot be read comes as it stands."""
    path = _head_file()
    return _heads(path.read_text(errors="replace").splitlines() if path.exists() else [])


def _heads(lines: list[str]) -> Iterator[Head | str]:
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        try:
            facts = json.loads(line)
            yield Head(int(facts["batch"]), int(facts["last_id"]), int(facts["count"]), str(facts["mac"]))
        except (ValueError, TypeError, KeyError):
            if not following.startswith(line):  # else: torn by a power cut, written whole in the next line
                yield line


def _last_lines() -> list[str]:
    """The end of the head file, however long it has become."""
    path = _head_file()
    if not path.exists():
        return []
    with path.open("rb") as file:
        start = max(0, path.stat().st_size - TAIL_BYTES)
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    return lines[1:] if start else lines


def _write_last_head() -> None:
    """A process that died between sealing and writing left the newest batch, and no other, without a line."""
    last = AuditBatch.objects.order_by("-number").first()
    reached = max((head.batch for head in _heads(_last_lines()) if isinstance(head, Head)), default=0)
    if last and reached == last.number - 1:
        write_head(last)


def _head_file() -> Path:
    return Path(settings.AUDIT_HEAD_FILE)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Between processes of one machine; `tick` runs on one machine, where the head file is."""
    path = _head_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
