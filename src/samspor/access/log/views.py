"""The log of one authority: its own people's looks and deeds, newest first."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from samspor.access import audit
from samspor.access.gates import membership_for, page, show
from samspor.access.log.labels import EVENTS, REASONS, event_label, is_deed
from samspor.access.models import AuditEvent, Membership, Unit, User
from samspor.access.roles import UNITLESS, Permission, Role
from samspor.base.dates import now

ROWS = 25
UUID_LENGTH = 36


class Filter(django_filters.FilterSet):
    """Days, a colleague by number, a kind of event: nothing of a candidate and no name stands in the address."""

    first = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte")
    last = django_filters.DateFilter(label=_("To"), field_name="at", lookup_expr="date__lte")
    user = django_filters.NumberFilter(field_name="user_id", widget=forms.HiddenInput)
    event = django_filters.ChoiceFilter(label=_("What"), empty_label=_("All"))
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=AuditEvent.Outcome.choices, empty_label=_("All")
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["event"].extra["choices"] = sorted(
            ((str(event), label) for event, label in EVENTS.items()), key=lambda choice: str(choice[1])
        )


class Who(forms.Form):
    """A colleague whose rows are wanted. There may be thousands, so one is searched for, by POST."""

    name = forms.CharField(
        label=_("Find a colleague"), help_text=_("A part of the name is enough."), max_length=100
    )


@dataclass(frozen=True)
class Row:
    """One row as it is shown: names and words, no values."""

    event: AuditEvent
    what: Any
    who: str
    role: Any
    unit: str
    case: str
    changed: int | None
    """How many fields a deed changed: none when its page was only opened. A look has no such number."""


@page(Permission.LOG_SEE)
def log(request: HttpRequest) -> HttpResponse:
    """A page of the log. Older rows are reached from the last one shown, so that no page costs more than another."""
    by = membership_for(request, Permission.LOG_SEE)
    staff = User.objects.filter(
        pk__in=Membership.objects.filter(unit__authority=by.authority_id).values("user")
    )
    who = Who(request.POST or None)
    name = who.cleaned_data["name"] if who.is_valid() else None
    filterset = Filter(request.GET or None, queryset=of_authority(by))
    searched = Case(When(search__isnull=False, then=Value(True)), default=Value(False))
    events = filterset.qs.annotate(is_search=searched).defer("search", "mac", "version_ids")
    if (before := request.GET.get("before", "")).isdecimal():
        events = events.filter(pk__lt=int(before[:18]))
    listed = newest(events, by)
    older, listed = len(listed) > ROWS, listed[:ROWS]
    asked = sorted(k for k, v in request.GET.items() if v)
    audit.record(Permission.LOG_SEE, by=by, at=now(), fields=asked, search=name)
    return show(
        request,
        "access/log.html",
        form=who,
        found=None if name is None else _colleagues(staff, name),
        most=ROWS,
        chosen=staff.filter(pk=int(user[:18])).first()
        if (user := request.GET.get("user", "")).isdecimal()
        else None,
        filters=filterset,
        rows=_named(listed),
        older=listed[-1].pk if older else None,
        at_newest="before" not in request.GET,
    )


def _colleagues(staff: QuerySet[User], name: str) -> list[tuple[int, str]]:
    """Those with all of these words in their name, in whatever letters; no more than a page shows."""
    wanted = name.casefold().split()
    names = staff.order_by("name", "pk").values_list("pk", "name").iterator()
    return list(
        islice(((key, said) for key, said in names if all(w in said.casefold() for w in wanted)), ROWS)
    )


class Why(forms.Form):
    reason = forms.ChoiceField(label=_("Why do you open them?"), choices=REASONS, widget=forms.RadioSelect)


@page(Permission.LOG_WORDS)
def words(request: HttpRequest, number: int) -> HttpResponse:
    """What somebody searched for, opened once, for a reason, which stands in the log with the one who opened it."""
    by = membership_for(request, Permission.LOG_WORDS)
    event = of_authority(by).filter(pk=number, search__isnull=False).first()
    if event is None:
        audit.record(Permission.LOG_WORDS, by=by, at=now(), outcome="denied")
        raise Http404
    form = Why(request.POST or None)
    found = None
    if form.is_valid():
        why = f"reason: {form.cleaned_data['reason']}"
        audit.record(Permission.LOG_WORDS, by=by, at=now(), thing=event, about=event.about, fields=[why])
        found = audit.searched(event)
    title = _("The words of a search")
    row = _named([event])[0]
    response = show(request, "access/log_words.html", form=form, row=row, words=found, title=title)
    response.headers["Cache-Control"] = "no-store"
    return response


def of_authority(by: Membership) -> QuerySet[AuditEvent]:
    """What was done and denied under a membership of the authority; what its staff did outside of one, as signing in;
    and what those were denied who belong to no authority, so that no refusal is left without a reviewer."""
    staff = Membership.objects.filter(unit__authority=by.authority_id).values("user")
    outside = Q(membership_id=None, user_id__in=staff) | Q(
        outcome=AuditEvent.Outcome.DENIED, role__in=UNITLESS
    )
    return AuditEvent.objects.filter(Q(authority_id=by.authority_id) | Q(outside, authority_id=None))


def newest(events: QuerySet[AuditEvent], by: Membership) -> list[AuditEvent]:
    """A page and one row more, asked in two parts, each in the order of its index: together the database would sort
    all that the authority ever did."""
    parts = [events.filter(authority_id=by.authority_id), events.filter(authority_id=None)]
    found = [event for part in parts for event in part.order_by("-pk")[: ROWS + 1]]
    return sorted(found, key=lambda event: event.pk, reverse=True)[: ROWS + 1]


def _named(events: list[AuditEvent]) -> list[Row]:
    users = User.objects.in_bulk({e.user_id for e in events if e.user_id})
    units = Unit.objects.in_bulk({e.unit_id for e in events if e.unit_id})
    roles = {role.value: role.label for role in Role}
    return [
        Row(
            event=e,
            what=event_label(e.event),
            who="–" if e.role == Role.CANDIDATE else str(users.get(e.user_id) or "–"),
            role=roles.get(e.role, e.role),
            unit=str(units.get(e.unit_id) or ""),
            case=_reference(e.about),
            changed=len(e.fields) if is_deed(e.event) and e.model and e.outcome == "ok" else None,
        )
        for e in events
    ]


def _reference(about: str | None) -> str:
    """Eight signs of a random key: enough to see that two rows concern the same case, nothing to look it up by."""
    key = (about or "").partition(":")[2]
    return key[:8] if len(key) == UUID_LENGTH else ""
