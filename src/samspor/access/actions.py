"""What an action is: one deed by one person on one thing, permitted, whole, and on record."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.utils import timezone

from samspor.access import audit
from samspor.access.case_data import ScopedQuerySet, trusted
from samspor.access.models import Membership
from samspor.access.roles import Permission

Deed = TypeVar("Deed", bound=Callable[..., Any])


class Refused(Exception):
    """A rule says no. The sentence is for the person who asked; `field` is the form field that it concerns."""

    def __init__(self, sentence: Any, *, field: str | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Stale(Exception):
    """Somebody else changed the row since it was shown. `current` is the row as it is now."""

    def __init__(self, current: models.Model):
        super().__init__("changed since it was shown")
        self.current = current


class Denied(Exception):
    """This person may not do this to this row, or there is no such row: the two are the same."""


@dataclass(frozen=True)
class System:
    """What `operations` does by itself, at night. Never handed to a page."""

    pk: None = None
    user: None = None
    user_id: None = None
    role: str = "system"
    unit: None = None
    unit_id: None = None
    authority_id: None = None


SYSTEM = System()
Actor = Membership | System


def action(permission: Permission, *, creates: type[models.Model] | None = None) -> Callable[[Deed], Deed]:
    """Make a function an action under a permission.

    The function gets the thing re-read under lock through the row gate. `version=` (what the person saw) is
    compared first. With `creates=`, `new_id=` makes a second click find what the first one made.
    The log row is written in the same transaction; a denial outside of it.
    """

    def wrap(deed: Deed) -> Deed:
        @functools.wraps(deed)
        def run(thing: Any, *, by: Actor, at: datetime, version: int | None = None, **words: Any) -> Any:
            try:
                with transaction.atomic(), trusted():
                    row = _lock(thing, by, permission, at)
                    if creates is not None and words.get("new_id") is not None:
                        made = creates._default_manager.filter(pk=words["new_id"]).first()
                        if made is not None and _hangs_on(made, row):
                            return made
                        if made is not None:  # somebody else's key: the answer tells nothing of that row
                            words["new_id"] = uuid.uuid4()
                    if version is not None and row.version != version:
                        raise Stale(row)
                    before = _facts(row)
                    result = deed(row, by=by, at=at, **words)
                    made_now = isinstance(result, models.Model) and result.pk != row.pk
                    subject = result if made_now else row
                    fields = sorted(_facts(subject)) if made_now else _changed(before, _facts(row))
                    audit.record(
                        permission, by=by, at=at, about=audit.about(subject), thing=subject, fields=fields
                    )
                    return result
            except Denied:
                with trusted():
                    audit.record(
                        permission, by=by, at=at, about=audit.about(thing), thing=thing, outcome="denied"
                    )
                raise

        run.permission = permission  # type: ignore[attr-defined]
        return cast(Deed, run)

    return wrap


def _lock(thing: models.Model, by: Actor, permission: Permission, at: datetime) -> Any:
    """The thing as it is now, locked, if this membership still gives both the permission and the row."""
    on = timezone.localdate(at)
    rows = type(thing)._default_manager.select_for_update(of=("self",)).filter(pk=thing.pk)
    if isinstance(by, Membership):
        if not (by.is_valid_on(on) and by.user.is_active and permission in by.permissions):
            raise Denied
        if isinstance(rows, ScopedQuerySet):
            rows = rows.filter(rows.within(by, on))
    if (row := rows.first()) is None:
        raise Denied
    return row


def _hangs_on(made: models.Model, thing: models.Model) -> bool:
    """Whether a row is of the thing that was acted on: what a first click on it made."""
    return any(
        field.value_from_object(made) == thing.pk
        for field in made._meta.concrete_fields
        if field.related_model and field.related_model._meta.concrete_model is thing._meta.concrete_model
    )


def _facts(row: models.Model) -> dict[str, Any]:
    return {
        f.name: f.value_from_object(row) for f in row._meta.concrete_fields if f.name not in {"id", "version"}
    }


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return sorted(name for name, value in after.items() if before.get(name) != value)
