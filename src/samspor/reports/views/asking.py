"""What the pages of runs, deliveries and study folders do alike: whom one may ask about, and asking once more first."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, show
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base.dates import today
from samspor.outcomes.models import programmes_of
from samspor.reports.forms.runs import Confirm


def programmes(request: HttpRequest, permission: Permission) -> list[Programme]:
    """Those with which one may do this, the ones that run longest first."""
    current = request.user.memberships_on(today())  # type: ignore[union-attr]
    found = {one.pk: one for m in current if permission in m.permissions for one in programmes_of(m)}
    return sorted(found.values(), key=lambda p: (-(p.ends_on or date.max).toordinal(), p.starts_on, p.name))


def confirmed(
    request: HttpRequest, permission: Permission, model: Any, number: int, deed: Any, *, back: str,
    said: str | Callable[[Any], str], asked: type[Confirm] = Confirm, **words: Any,
) -> HttpResponse:  # fmt: skip
    """Ask once more, do it, and say what came of it: a sentence, or one that follows from what the deed gave."""
    found = find(request, permission, model, pk=number)
    form = asked(request.POST or None, initial={"version": found.version, **(kept(request) or {})})
    if form.is_valid() and (done := carry_out(request, form, deed, found, **form.cleaned_data)):
        messages.success(request, said(done) if callable(said) else said)
        return redirect(back)
    return show(request, "reports/confirm.html", form=form, cancel_url=back, **words)
