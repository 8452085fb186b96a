"""What every model with case data inherits: rows that open only through a gate, and only actions that write."""

import functools
import operator
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from samspor.access.models import Membership, User
    from samspor.access.roles import Permission


class Ungated(RuntimeError):
    """Case data were about to be read or written in a request without passing a gate: a mistake in our code."""


_in_request: ContextVar[bool] = ContextVar("in_request", default=False)


@contextmanager
def gates_shut() -> Iterator[None]:
    """A request is being answered: from here case data open only through a gate."""
    token = _in_request.set(True)
    try:
        yield
    finally:
        _in_request.reset(token)


@contextmanager
def trusted() -> Iterator[None]:
    """Inside an action or a gate, which have done the asking. A guard counts who else uses it: nobody may."""
    token = _in_request.set(False)
    try:
        yield
    finally:
        _in_request.reset(token)


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to somebody: `within` says which of them lie within a membership on a day."""

    def within(self, membership: "Membership", on: date) -> Q:
        raise NotImplementedError(f"{self.model.__name__} does not say whose its rows are.")

    def visible_to(self, user: "User", permission: "Permission", on: date) -> Self:
        """Rows for which one current membership of the user gives both the permission and the row.

        A condition is worded anew each time: Django resolves what stands in an `Exists` in place, so that one kept
        for the next query would answer it with the tables of the last.
        """
        held = [m for m in user.memberships_on(on) if permission in m.permissions]
        if not held:
            return self.none().gated()
        opened = self.filter(functools.reduce(operator.or_, (self.within(m, on) for m in held))).gated()
        return opened if len(held) == 1 else opened.annotate(opened_by=self.opener(held, on))

    def opener(self, held: Sequence["Membership"], on: date, fact: str = "pk") -> Case | Value:
        """Of these memberships the first that gives the row, or a fact of it: what a page says of a row, and what the
        log says of who saw it, goes by that one alone."""
        field = models.BigIntegerField(null=True)
        if len(held) == 1:
            return Value(getattr(held[0], fact), output_field=field)
        whole = Q(pk__isnull=False)
        scopes = [When(self.within(m, on) or whole, then=Value(getattr(m, fact))) for m in held]
        return Case(*scopes, default=None, output_field=field)

    def gated(self) -> Self:
        return self.all()


class GatedQuerySet(ScopedQuerySet):
    """Raises `Ungated` when evaluated in a request unless it came through `visible_to` or a gate."""

    _is_gated = False

    def gated(self) -> Self:
        clone = self.all()
        clone._is_gated = True
        return clone

    def none(self) -> Self:
        clone = super().none()
        clone._is_gated = True
        return clone

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._is_gated = self._is_gated
        return clone

    def _check(self) -> None:
        if _in_request.get() and not self._is_gated:
            raise Ungated(
                f"{self.model.__name__} was read in a request without a gate (find, rows or disclosed)."
            )

    def _check_write(self) -> None:
        if _in_request.get():
            raise Ungated(f"{self.model.__name__} was written in a request outside an action.")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def contains(self, obj: Any) -> bool:
        self._check()
        return super().contains(obj)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check_write()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check_write()
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        self._check_write()
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        self._check_write()
        return super().bulk_update(*args, **kwargs)


class OpensWithParent(GatedQuerySet):
    """Rows that belong to another row, the field `parent`: whoever that one opens to, they open to."""

    parent: str

    def within(self, membership: "Membership", on: date) -> Q:
        parents: Any = self.model._meta.get_field(self.parent).related_model
        rows = parents._default_manager.all()
        return Q(**{f"{self.parent}__in": rows.filter(rows.within(membership, on))})


class CaseData(models.Model):
    """Anything about a candidate. The key says nothing about the person, so it may stand in a URL."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    if not TYPE_CHECKING:  # a room's own QuerySet takes its place
        objects = GatedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # so that a foreign key followed in a template is gated too

    def save(self, *args: Any, **kwargs: Any) -> None:
        if _in_request.get():
            raise Ungated(f"{type(self).__name__} was saved in a request outside an action.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if _in_request.get():
            raise Ungated(f"{type(self).__name__} was deleted in a request outside an action.")
        return super().delete(*args, **kwargs)

    @property
    def about(self) -> str:
        """What a look at this row is a look at, in the log: the course or the person it belongs to."""
        return f"{self._meta.model_name}:{self.pk}"


class Versioned(models.Model):
    """A row that two people may edit: each save counts up, and a save from an older sight is told so."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "version"}
        super().save(*args, **kwargs)
