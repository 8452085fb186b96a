"""What was typed when a session locked: kept for the one who typed it and given back. Nothing in the browser."""

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
from samspor.base.display import moment

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
    key = _key(user_id, form_id) if form_id else uuid.uuid4()
    draft = Draft(
        pk=key, user_id=user_id, path=path[:PATH_LENGTH], page=page[:PATH_LENGTH], words=words, kept_at=at
    )
    with transaction.atomic():
        Draft.objects.filter(pk=key).delete()
        draft.save()
    surplus = Draft.objects.of(user_id, at=at).values_list("pk", flat=True)[MOST:]
    Draft.objects.filter(pk__in=list(surplus)).delete()
    return draft


def kept(request: HttpRequest, path: str | None = None, prefix: str = "") -> dict[str, Any] | None:
    """What the reader typed here before the session locked, as `initial` for the form, or None.

    Only text from before this sign-in: what is being typed now is not pushed back under one's hands.
    Never bind a form to it: text that was never sent must not be carried out because its page is opened.
    """
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    at = now()
    draft = _unsent(request, request.user.pk, path or request.path, at)
    if draft is None:
        return None
    messages.info(
        request,
        _("Your text from %(moment)s is kept. Read it through and send it.")
        % {"moment": moment(draft.kept_at)},
    )
    fields = json.loads(draft.words).items()
    start = f"{prefix}-" if prefix else ""
    return {n.removeprefix(start): v[0] if len(v) == 1 else v for n, v in fields if n.startswith(start)}


def _unsent(request: HttpRequest, user_id: int, path: str, at: datetime) -> Draft | None:
    """The newest text for this place from before this sign-in that was not yet shown since, but for a reload."""
    signed_in_at = moment_in(request.session, "signed_in_at") or at
    mine = Draft.objects.of(user_id, at=at).filter(path=path[:PATH_LENGTH], kept_at__lte=signed_in_at)
    unshown = Q(shown_at=None) | Q(shown_at__lt=signed_in_at)
    draft = mine.filter(unshown | Q(shown_at__gt=at - SHOWN_AGAIN)).first()
    if draft is not None:
        mine.filter(unshown, pk=draft.pk).update(shown_at=at)
    return draft


def forget_sent(request: HttpRequest, user_id: int) -> None:
    """A form of which text was kept was sent and taken: the text is no longer needed."""
    if f"{KEEP}path" in request.POST:
        return  # this is the keeping itself
    sent = Q(path=request.path[:PATH_LENGTH], shown_at__isnull=False)
    if form_id := request.POST.get(f"{KEEP}form"):
        sent |= Q(pk=_key(user_id, form_id))
    Draft.objects.filter(sent, user_id=user_id).delete()


def forget_old(at: datetime) -> int:
    """Drop what is older than a day; for `operations tick`."""
    return Draft.objects.out_of_date(at).delete()[0]


def _key(user_id: int, form_id: str) -> uuid.UUID:
    """The same form of the same person; another person's form of the same name is another one."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{user_id}/{form_id}")


def _is_left_out(name: str) -> bool:
    return name.startswith(KEEP) or any(part in name.lower() for part in LEFT_OUT)
