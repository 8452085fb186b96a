"""Asks whether the log still stands as it was written and sealed, and says in plain words what does not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Max

from samspor.access.models.log import AuditBatch, AuditEvent, LogKeyMissing, mac_holds
from samspor.access.seals import Head, digest_of, read_heads
from samspor.access.triggers import missing_triggers

CHUNK = 2_000


@dataclass
class Report:
    """What was looked at and what was wrong; no fault means that the log stands as it was written."""

    rows: int = 0
    batches: int = 0
    purged: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)


def verify_log() -> Report:
    """Every row, every seal, their order, the head file and the triggers."""
    report = Report()
    report.faults += [f"The trigger {name} is missing or altered." for name in missing_triggers()]
    previous: AuditBatch | None = None
    batches: dict[int, AuditBatch] = {}
    for batch in AuditBatch.objects.order_by("number").iterator(CHUNK):
        report.faults += chain_faults(batch, previous)
        report.faults += batch_faults(batch)
        report.batches += 1
        report.purged += batch.purged_at is not None
        report.rows += 0 if batch.purged_at else batch.count
        batches[batch.number] = previous = batch
    report.faults += _head_faults(batches)
    _verify_unsealed(report, previous.last_id if previous else 0)
    return report


# --- seals ------------------------------------------------------------------------------------------------
def chain_faults(batch: AuditBatch, previous: AuditBatch | None) -> list[str]:
    """Whether the seal follows on the one before it, with no seal and no number left out."""
    number, first = (previous.number + 1, previous.last_id + 1) if previous else (1, 1)
    if batch.number != number:
        missing = runs(range(number, batch.number))
        return [f"Seal {missing} is missing: the chain goes from {number - 1} to {batch.number}."]
    if batch.previous_mac != (previous.mac if previous else "") or batch.first_id != first:
        return [f"Seal {batch.number} does not follow on seal {number - 1}: one of them was replaced."]
    return []


def batch_faults(batch: AuditBatch) -> list[str]:
    """Whether the seal is genuine and its rows are the ones that were sealed."""
    try:
        genuine = mac_holds(batch.mac, "batch", batch.facts())
    except LogKeyMissing as missing:
        return [_no_key(f"Seal {batch.number}", missing)]
    faults = [] if genuine else [f"Seal {batch.number} was changed."]
    rows = dict(_rows_between(batch.first_id, batch.last_id))
    if batch.purged_at is not None:
        return faults + _purge_faults(batch, list(rows))
    faults += _row_faults(rows)
    return faults + (_set_faults(batch, rows) if genuine else [])


def _purge_faults(batch: AuditBatch, left: list[int]) -> list[str]:
    faults = []
    try:
        if not mac_holds(batch.purge_mac or "", "purge", batch.purge_facts()):
            raise LogKeyMissing
    except LogKeyMissing:
        faults.append(f"Seal {batch.number} is marked as purged, but not by one who has the log key.")
    if left:
        faults.append(f"Seal {batch.number} is marked as purged, yet row {runs(left)} is there.")
    return faults


def _set_faults(batch: AuditBatch, rows: dict[int, AuditEvent | None]) -> list[str]:
    sealed = set(_numbers_of(batch))
    faults = []
    if missing := sealed - rows.keys():
        faults.append(f"Row {runs(missing)} is missing from seal {batch.number}.")
    if inserted := rows.keys() - sealed:
        faults.append(f"Row {runs(inserted)} was inserted after seal {batch.number} was made.")
    whole = [(number, row.uid, row.mac) for number, row in rows.items() if row is not None]
    if not faults and len(whole) == len(rows) and digest_of(whole) != batch.digest:
        faults.append(
            f"The rows {batch.first_id}–{batch.last_id} of seal {batch.number} stand in another order, "
            "or others stand in their place."
        )
    return faults


def _numbers_of(batch: AuditBatch) -> Iterator[int]:
    """The numbers that had a row when the seal was made; a gap may be wide, so it is never written out."""
    number = batch.first_id
    for start, end in [*batch.gaps, [batch.last_id + 1, batch.last_id + 1]]:
        yield from range(number, start)
        number = end + 1


# --- rows -------------------------------------------------------------------------------------------------
def _verify_unsealed(report: Report, last_id: int) -> None:
    """Rows that no seal covers yet, rows before the first number, and rows that were copied."""
    for number, row in _rows_between(last_id + 1, None):
        report.unsealed += 1
        report.rows += 1
        report.faults += _row_faults({number: row})
    before = list(AuditEvent.objects.filter(id__lt=1).order_by("id").values_list("id", flat=True))
    uids = AuditEvent.objects.order_by().values("uid")
    twice = uids.annotate(n=Count("id"), last=Max("id")).filter(n__gt=1)
    if before:
        report.faults.append(f"Row {runs(before)} was inserted before the first row.")
    if copies := list(twice.values_list("last", flat=True)):
        report.faults.append(f"Row {runs(copies)} is a copy of another row.")


def _rows_between(first: int, last: int | None) -> Iterator[tuple[int, AuditEvent | None]]:
    """The rows of a run in their order; none for a row that can no longer be read as a row of the log."""
    rows = AuditEvent.objects.filter(id__gte=first).order_by("id")
    numbers = (rows if last is None else rows.filter(id__lte=last)).values_list("id", flat=True)
    while chunk := list(numbers.filter(id__gte=first)[:CHUNK]):
        try:
            read: dict[int, AuditEvent | None] = {row.pk: row for row in rows.filter(id__in=chunk)}
        except (ValueError, TypeError):
            read = {number: _read_alone(number) for number in chunk}
        yield from ((number, read.get(number)) for number in chunk)
        first = chunk[-1] + 1


def _read_alone(number: int) -> AuditEvent | None:
    try:
        return AuditEvent.objects.get(pk=number)
    except (ValueError, TypeError):
        return None


def _row_faults(rows: dict[int, AuditEvent | None]) -> list[str]:
    changed: list[int] = []
    without_key: dict[str, list[int]] = {}
    for number, row in rows.items():
        try:
            if row is None or not mac_holds(row.mac, "event", row.facts()):
                changed.append(number)
        except LogKeyMissing as missing:
            without_key.setdefault(str(missing), []).append(number)
        except (ValueError, TypeError, AttributeError):
            changed.append(number)
    faults = [f"Row {runs(changed)} was changed, or not written by the site."] if changed else []
    return faults + [_no_key(f"Row {runs(numbers)}", key) for key, numbers in without_key.items()]


# --- the head file ----------------------------------------------------------------------------------------
def _head_faults(batches: dict[int, AuditBatch]) -> list[str]:
    faults, heads = [], {}
    for head in read_heads():
        if not isinstance(head, Head):
            faults.append("The head file holds a line that cannot be read.")
            continue
        heads[head.batch] = head
        batch = batches.get(head.batch)
        if batch and (batch.last_id, batch.count, batch.mac) != (head.last_id, head.count, head.mac):
            faults.append(f"Seal {head.batch} is not the one that the head file knows.")
    last = max(batches, default=0)
    if cut := [number for number in heads if number > last]:
        reached = heads[max(cut)]
        faults.append(
            f"The database was cut off: it ends at seal {last}, the head file knows seal {reached.batch} "
            f"up to row {reached.last_id}."
        )
    if unknown := [number for number in batches if number not in heads]:
        faults.append(
            f"The head file was cut off or altered: it does not know seal {runs(unknown)}"
            f" ({settings.AUDIT_HEAD_FILE})."
        )
    return faults


def _no_key(what: str, key: object) -> str:
    return f"{what} cannot be verified: the key {str(key)!r} is not in SAMSPOR_LOG_KEYS."


def runs(numbers: Iterable[int]) -> str:
    """Numbers as people read them: 3, 5–8."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found)
