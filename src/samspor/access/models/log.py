"""The audit log: one row per look, list, change, export or denial, and the seals over them. Holds no values.

No foreign keys: the log outlives what it describes. Rows are only ever added; triggers refuse the rest.
"""

import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspor.access.keys import Key, key_named

MAC_LENGTH = 81  # key id (≤ 16), colon, 64 hexadecimal digits


class LogKeyMissing(Exception):
    """A row of the log was written under a key that is not among the log keys."""


def mac_of(kind: str, facts: list[Any], *, key: Key | None = None) -> str:
    """The keyed hash over these facts, with the id of its key in front."""
    key = key or settings.KEYS.log[0]
    words = json.dumps([kind, *facts], ensure_ascii=True, separators=(",", ":"))
    return f"{key.id}:{hmac.new(key.secret, words.encode(), hashlib.sha256).hexdigest()}"


def mac_holds(mac: str, kind: str, facts: list[Any]) -> bool:
    """Whether this keyed hash was made over these facts by one who has the key."""
    key_id = mac.partition(":")[0]
    if (key := key_named(settings.KEYS.log, key_id)) is None:
        raise LogKeyMissing(key_id)
    return hmac.compare_digest(mac, mac_of(kind, facts, key=key))


def instant(at: datetime | None) -> str | None:
    """A moment in one spelling, whatever the time zone in which it was read."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


class AuditEvent(models.Model):
    """One deed or look by one person.

    The row's keyed hash is made before the database gives the row its number, so that a row costs one INSERT:
    it covers the random `uid` and every other column but `id`. Numbers and their order: see the seal.
    """

    class Outcome(models.TextChoices):
        OK = "ok", _("done")
        DENIED = "denied", _("denied")
        REFUSED = "refused", _("refused by a rule")

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("at"))
    event = models.CharField(_("event"), max_length=64)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.OK)
    user_id = models.BigIntegerField(_("user"), null=True)
    membership_id = models.BigIntegerField(_("membership"), null=True)
    role = models.CharField(_("role"), max_length=30, blank=True)
    unit_id = models.BigIntegerField(_("unit"), null=True)
    authority_id = models.BigIntegerField(_("authority"), null=True)
    about = models.CharField(_("about"), max_length=80, null=True)  # noqa: DJ001 – most rows have none
    model = models.CharField(_("kind of thing"), max_length=60, blank=True)
    object_id = models.CharField(_("thing"), max_length=64, blank=True)
    fields = models.JSONField(_("changed fields"), default=list)
    version_ids = models.JSONField(_("versions"), default=list)
    shown = models.JSONField(_("shown in the list"), default=list)
    count = models.PositiveIntegerField(_("how many were shown"), default=0)
    search = models.BinaryField(_("search words, sealed"), null=True)
    mac = models.CharField(max_length=MAC_LENGTH, editable=False)

    class Meta:
        verbose_name = _("log row")
        verbose_name_plural = _("log rows")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["about", "id"], name="access_log_about", condition=Q(about__isnull=False)),
            models.Index(fields=["user_id", "id"], name="access_log_user"),
            models.Index(fields=["authority_id", "id"], name="access_log_authority"),
            models.Index(fields=["id"], name="access_log_lists", condition=Q(count__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{instant(self.at)} {self.event}"

    def facts(self) -> list[Any]:
        """Every column but the number and the keyed hash itself, in one fixed spelling."""
        search = None if self.search is None else bytes(self.search).hex()
        deed = [str(self.uid), instant(self.at), str(self.event), str(self.outcome)]
        who = [self.user_id, self.membership_id, self.role, self.unit_id, self.authority_id]
        what = [self.about, self.model, self.object_id, self.fields, self.version_ids]
        return [*deed, *who, *what, self.shown, self.count, search]


class AuditBatch(models.Model):
    """A seal over a run of rows, chained to the seal before it by a keyed hash.

    It covers every number from `first_id` to `last_id`; `gaps` are the numbers that no row had when it was
    sealed (rolled back), so that a row missing later is told from one that never was.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    gaps = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))
    previous_mac = models.CharField(max_length=MAC_LENGTH, blank=True)
    mac = models.CharField(max_length=MAC_LENGTH)
    purged_at = models.DateTimeField(_("purged at"), null=True)
    purge_reason = models.CharField(_("reason for the purge"), max_length=200, null=True)  # noqa: DJ001
    purge_mac = models.CharField(max_length=MAC_LENGTH, null=True)  # noqa: DJ001 – set once, from none

    class Meta:
        verbose_name = _("seal of the log")
        verbose_name_plural = _("seals of the log")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.first_id}–{self.last_id}"

    def facts(self) -> list[Any]:
        """What the seal's keyed hash covers."""
        run = [self.number, self.first_id, self.last_id, self.count, self.gaps, self.digest]
        return [*run, instant(self.sealed_at), self.previous_mac]

    def purge_facts(self) -> list[Any]:
        """What the keyed hash of a purge covers."""
        return [self.number, self.mac, instant(self.purged_at), self.purge_reason]
