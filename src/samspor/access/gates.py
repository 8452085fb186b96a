"""The gates: which rows a membership opens, and that every look is on record."""

import functools
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samspor.access import audit
from samspor.access.actions import Denied, Refused, Stale
from samspor.access.case_data import ScopedQuerySet, gates_shut, trusted
from samspor.access.models import Membership, Unit
from samspor.access.roles import Permission
from samspor.base.dates import now, today
from samspor.base.display import day


class GateMiddleware:
    """Shuts the gates for the length of a request, templates included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with gates_shut():
            return self.get_response(request)


def memberships(request: HttpRequest, permission: Permission) -> list[Membership]:
    """The current memberships of the one who asks that give the permission; none → 403, on record."""
    current = request.user.memberships_on(today())  # type: ignore[union-attr]
    held = [m for m in current if permission in m.permissions]
    if not held:
        with trusted():
            by = next(iter(current), None)  # so that the denial reaches the reviewer of the authority
            audit.record(permission, by=by, user=request.user, at=now(), outcome="denied")
        raise PermissionDenied
    return held


def membership_for(request: HttpRequest, permission: Permission, unit: Unit | None = None) -> Membership:
    """The membership under which something new is made, in a named unit or in the first one that permits it."""
    for membership in memberships(request, permission):
        if unit is None or membership.unit_id == unit.pk:
            request.membership = membership  # type: ignore[attr-defined]
            return membership
    raise Http404


def find(request: HttpRequest, permission: Permission, model: Any, /, **lookup: Any) -> Any:
    """One row, if one current membership gives both the permission and the row. A miss and a forbidden row are
    the same 404. The look is logged. `model` is a model, or a queryset with what the page needs joined to it."""
    on, at = today(), now()
    asked = _queryset(model)
    rows, held = asked.filter(**lookup), memberships(request, permission)
    for membership in held:
        row = rows.filter(rows.within(membership, on)).gated().first()
        if row is not None:
            request.membership, row.opened_by = membership, membership.pk  # type: ignore[attr-defined]
            with trusted():
                audit.record(permission, by=membership, at=at, about=audit.about(row), thing=row)
            return row
    with trusted():
        _note_denial(permission, held[0], at, asked, lookup.get("id", lookup.get("pk")))
    raise Http404


def _note_denial(
    permission: Permission, by: Membership, at: datetime, asked: ScopedQuerySet, key: Any
) -> None:
    """Where there is such a row, the denial is on record about its course or person, for the candidate to see. The
    same is asked of the database when there is none: whoever was refused learns nothing by the clock."""
    row = asked.prefetch_related(None).filter(pk=key).first() if key is not None else None
    about = audit.about(row) if row is not None else None
    thing = row or (asked.model(pk=key) if key is not None else None)
    audit.record(permission, by=by, at=at, about=about, thing=thing, outcome="denied")


def rows(request: HttpRequest, permission: Permission, model: Any, /) -> Any:
    """All rows that current memberships open under the permission. Say with `shown` which of them were shown."""
    memberships(request, permission)
    return _queryset(model).visible_to(request.user, permission, today())  # type: ignore[arg-type]


def shown(request: HttpRequest, permission: Permission, things: Iterable[models.Model]) -> None:
    """Put on record which rows a list showed, each under the membership that opened it."""
    listed: dict[Membership, list[str]] = {}
    held = {m.pk: m for m in request.user.memberships_on(today())}  # type: ignore[union-attr]
    for thing in things:
        by = held.get(getattr(thing, "opened_by", None)) or membership_for(request, permission)
        listed.setdefault(by, []).append(audit.about(thing))
    with trusted():
        for by, seen in listed.items():
            audit.record(permission, by=by, at=now(), shown=seen)


def page(*permissions: Permission) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page: opens to those whose current membership holds one of the permissions; a row refused by an action
    that was open a moment ago is the same 404 as everywhere."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.has(p, today()) for p in permissions):  # type: ignore[union-attr]
                memberships(request, permissions[0])
            try:
                return view(request, *args, **kwargs)
            except Denied as denied:
                raise Http404 from denied

        run.permissions = permissions  # type: ignore[attr-defined]
        return run

    return wrap


def carry_out(request: HttpRequest, form: Any, deed: Callable[..., Any], thing: Any, **words: Any) -> Any:
    """Do an action with a valid form's words as the membership that opened the page.

    Returns what the action returned (True for None). When a rule refuses, or somebody else was first, the
    sentence stands on the form, with everything that was typed, and None is returned.
    """
    try:
        result = deed(thing, by=request.membership, at=now(), **words)  # type: ignore[attr-defined]
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return None
    except Stale as stale:
        _show_both(form, stale.current)
        return None
    return True if result is None else result


def _show_both(form: Any, current: models.Model) -> None:
    """Put the other person's text beside one's own; sending once more means: mine, knowing theirs."""
    form.add_error(
        None,
        _("Somebody else changed this while you were writing. Their text stands below. Nothing is lost."),
    )
    with trusted():
        form.theirs = [
            (field.label, _in_words(current, name))
            for name, field in form.fields.items()
            if name != "version"
            and hasattr(current, name)
            and getattr(current, name) != form.cleaned_data.get(name)
        ]
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = current.version  # type: ignore[attr-defined]


def _in_words(row: models.Model, name: str) -> Any:
    """A field's value as a person reads it: the choice's words, the day written out."""
    said = getattr(row, f"get_{name}_display", None)
    value = said() if said else getattr(row, name)
    return day(value) if isinstance(value, date) else value


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page; a form with errors answers 422, so that a browser, htmx and a test can tell."""
    form = context.get("form")
    if status == 200 and form is not None and form.is_bound and form.errors:
        status = 422
    return render(request, template, context, status=status)


def _queryset(model: Any) -> ScopedQuerySet:
    return model._default_manager.all() if isinstance(model, type) else model.all()  # type: ignore[attr-defined]
