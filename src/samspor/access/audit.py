"""Writes the audit log, one row per look or deed, and reads it back for those who may ask; holds no values."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from samspor.access.encryption import seal, unseal
from samspor.access.keys import Key
from samspor.access.models.log import AuditEvent, mac_of

if TYPE_CHECKING:
    from samspor.access.actions import Actor


def about(thing: models.Model) -> str:
    """What a look at this thing is a look at: the course or the person it belongs to, else itself."""
    return getattr(thing, "about", None) or f"{thing._meta.model_name}:{thing.pk}"


def record(
    event: str,
    *,
    at: datetime,
    by: "Actor | None" = None,
    user: Any = None,
    about: str | None = None,
    thing: models.Model | None = None,
    fields: Iterable[str] = (),
    versions: Iterable[object] = (),
    outcome: str = "ok",
    shown: Iterable[str] = (),
    search: str | None = None,
) -> AuditEvent:
    """Put one look or deed on record, in the transaction it belongs to. One INSERT.

    `by` is the membership it was done under; `user` is for what is done before or outside a membership.
    `fields` are names of fields, `shown` are the things that a list showed, `search` lies sealed in the log.
    """
    listed = [str(one) for one in shown]
    row = AuditEvent(
        at=at,
        event=str(event),
        outcome=str(outcome),
        user_id=by.user_id if by is not None else getattr(user, "pk", user),
        membership_id=by.pk if by is not None else None,
        role=str(by.role) if by is not None else "",
        unit_id=by.unit_id if by is not None else None,
        authority_id=by.authority_id if by is not None else None,
        about=about,
        model=thing._meta.label_lower if thing is not None else "",
        object_id=str(thing.pk) if thing is not None else "",
        fields=[str(name) for name in fields],
        version_ids=[str(version) for version in versions],
        shown=listed,
        count=len(listed),
    )
    if search:
        row.search = seal(search, key=_search_key(settings.KEYS.log[0]), place=_place(row))
    row.mac = mac_of("event", row.facts())
    row.save(force_insert=True)
    return row


def searched(row: AuditEvent) -> str:
    """The words that were searched for; for the log reviewer, whose look is itself on record."""
    keys = tuple(_search_key(key) for key in settings.KEYS.log)
    return unseal(bytes(row.search), keys=keys, place=_place(row)) if row.search is not None else ""


def _search_key(log_key: Key) -> Key:
    """Search words live as long as the log and are never sealed anew, so their key follows from the log's."""
    return Key(log_key.id, hmac.new(log_key.secret, b"search words", hashlib.sha256).digest())


def _place(row: AuditEvent) -> str:
    return f"{row._meta.db_table}|search|{row.uid}"


# --- reading ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Look:
    """One row of the log as it may be shown: who (as role and unit), when, what kind of deed; no values."""

    id: int
    at: datetime
    event: str
    outcome: str
    user_id: int | None
    role: str
    unit_id: int | None
    authority_id: int | None
    in_a_list: bool
    fields: tuple[str, ...]


def events_about(*things: str, limit: int | None = None, since: datetime | None = None) -> list[Look]:
    """Every look and deed that concerns one of these (`course:<id>`), alone or in a list; newest first."""
    if not things:
        return []
    rows = AuditEvent.objects.filter(Q(about__in=things) | _listed(things)).order_by("-id")
    if since is not None:
        rows = rows.filter(at__gte=since)
    return [_look(row, things) for row in rows.defer("search", "mac")[:limit]]


def _listed(things: tuple[str, ...]) -> Q:
    """Rows whose list showed one of the things, in the words of the database that is used."""
    if connection.vendor == "postgresql":
        found = reduce(or_, (Q(shown__contains=[thing]) for thing in things))
    else:
        text = AuditEvent.objects.alias(words=Cast("shown", TextField()))
        quoted = reduce(or_, (Q(words__contains=f'"{thing}"') for thing in things))
        found = Q(pk__in=text.filter(quoted, count__gt=0).values("pk"))
    return Q(count__gt=0) & found


def _look(row: AuditEvent, things: tuple[str, ...]) -> Look:
    return Look(
        id=row.pk,
        at=row.at,
        event=row.event,
        outcome=row.outcome,
        user_id=row.user_id,
        role=row.role,
        unit_id=row.unit_id,
        authority_id=row.authority_id,
        in_a_list=row.about not in things,
        fields=tuple(row.fields),
    )
