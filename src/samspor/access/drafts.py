"""Keeping what was typed when a session locks, and giving it back to the one who typed it. Nothing in the browser."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from samspor.access.models.drafts import PATH_LENGTH, Draft
from samspor.access.sign_in.session import moment_in
from samspor.base.dates import now

KEEP = "keep-"
"""Fields that begin like this are words between the page's timer and this room, not words of the person."""
LEFT_OUT = ("csrfmiddlewaretoken", "password")
LARGEST = 1_000_000
MOST = 20
SHOWN_AGAIN = timedelta(minutes=5)
"""A reload soon after the text was shown shows it once more."""


class TooLong(Exception):
    """More text than is kept; the page must show it back instead."""


def keep(
    user_id: int, *, path: str, page: str, data: QueryDict, at: datetime, form_id: str | None = None
) -> Draft | None:
    """Keep what stands in one form. The same `form_id` replaces what the same form held a moment ago."""
    fields = {name: data.getlist(name) for name in data if not _is_left_out(name)}
    if not any(value.strip() for values in fields.values() for value in values):
        return None
    words = json.dumps(fields)
    if len(words) > LARGEST:
        raise TooLong
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{user_id}/{form_id}") if form_id else uuid.uuid4()
    draft = Draft(
        pk=key, user_id=user_id, path=path[:PATH_LENGTH], page=page[:PATH_LENGTH], words=words, kept_at=at
    )
    with transaction.atomic():
        Draft.objects.filter(pk=key).delete()
        draft.save()
    surplus = Draft.objects.of(user_id, at=at).values_list("pk", flat=True)[MOST:]
    Draft.objects.filter(pk__in=list(surplus)).delete()
    return draft


def kept(request: HttpRequest, path: str | None = None) -> dict[str, Any] | None:
    """What the reader typed here before the session locked, as `initial` for the form, or None.

    Only text from before this sign-in: what is being typed now is not pushed back under one's hands.
    Never bind a form to it: text that was never sent must not be carried out because its page is opened.
    """
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    at = now()
    mine = Draft.objects.of(request.user.pk, at=at).filter(path=(path or request.path)[:PATH_LENGTH])
    mine = mine.filter(Q(shown_at=None) | Q(shown_at__gt=at - SHOWN_AGAIN))
    if (signed_in_at := moment_in(request.session, "signed_in_at")) is not None:
        mine = mine.filter(kept_at__lte=signed_in_at)
    draft = mine.first()
    if draft is None:
        return None
    Draft.objects.filter(pk=draft.pk, shown_at=None).update(shown_at=at)
    messages.info(request, _("Your text is kept. Read it through and send it."))
    return {name: v[0] if len(v) == 1 else v for name, v in json.loads(draft.words).items()}


def forget_sent(request: HttpRequest) -> None:
    """The form was sent and taken: what was kept of it is no longer needed."""
    sent = Q(shown_at__isnull=False, path=request.path[:PATH_LENGTH])
    if form_id := request.POST.get(f"{KEEP}form"):
        sent |= Q(pk=uuid.uuid5(uuid.NAMESPACE_OID, f"{request.user.pk}/{form_id}"))
    Draft.objects.filter(sent, user_id=request.user.pk).delete()


def forget_old(at: datetime) -> int:
    """Drop what is older than a day; for `operations tick`."""
    return Draft.objects.out_of_date(at).delete()[0]


def _is_left_out(name: str) -> bool:
    return name.startswith(KEEP) or any(part in name.lower() for part in LEFT_OUT)
