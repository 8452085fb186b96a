"""Removes old rows of the log, whole sealed batches at a time, so that the chain of seals still verifies."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from samspor.access import audit
from samspor.access.models.log import AuditBatch, AuditEvent, mac_of
from samspor.access.verification import batch_faults


class Tampered(Exception):
    """A batch does not verify: purging it would remove the traces."""


def purge_log(before: datetime, *, reason: str, at: datetime) -> list[AuditBatch]:
    """Remove the rows of every sealed batch of which all rows are older; the purge itself is on record."""
    if not reason.strip():
        raise ValueError("A purge needs its reason.")
    numbers = AuditBatch.objects.filter(purged_at=None).order_by("number").values_list("number", flat=True)
    purged = [_purge(number, before, reason.strip(), at) for number in list(numbers)]
    return [batch for batch in purged if batch is not None]


def _purge(number: int, before: datetime, reason: str, at: datetime) -> AuditBatch | None:
    with transaction.atomic():
        batch = AuditBatch.objects.select_for_update().get(number=number)
        rows = AuditEvent.objects.filter(id__range=(batch.first_id, batch.last_id))
        newest = rows.aggregate(at=Max("at"))["at"]
        if batch.purged_at is not None or newest is None or newest >= before:
            return None
        if faults := batch_faults(batch):
            raise Tampered(" ".join(faults))
        batch.purged_at, batch.purge_reason = at, reason
        batch.purge_mac = mac_of("purge", batch.purge_facts())
        batch.save(update_fields=["purged_at", "purge_reason", "purge_mac"])
        rows.delete()
        audit.record("log.purge", at=at, thing=batch)
    return batch
