"""Local agreements: which there are, what was agreed, whom to ask, and how far they are."""

from typing import Any

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, memberships, page, rows, show
from samspor.access.roles import Permission
from samspor.agreements import actions, forms, rules
from samspor.agreements.labels import STAGES
from samspor.agreements.models import LocalAgreement, LocalAgreementQuerySet, Programme
from samspor.agreements.rules import MOVES, Stage
from samspor.base import tables
from samspor.base.dates import today
from samspor.base.templatetags.base import tag_

P = Permission
BOTH = LocalAgreement.objects.select_related(
    "programme", "municipal_unit__authority", "treatment_unit__authority"
)
FOLLOWERS = ("municipal_unit__successor", "treatment_unit__successor")
STAGE_NAMES = dict(STAGES)


def state(agreement: LocalAgreement) -> tuple[Any, str]:
    """In force or not, in a word and with its kind of tag."""
    on, facts = today(), agreement.facts
    if rules.ends_soon(facts, on):
        left = rules.days_left(facts, on)
        return _("Ends in %(left)s days") % {"left": left} if left else _("Ends today"), "warning"
    if rules.is_valid(facts, on):
        return _("In force"), "success"
    if agreement.ends_on and agreement.ends_on < on:
        return _("Ended"), "neutral"
    return _("Not in force yet"), "neutral"


class Agreements(tables.Table):
    caption = gettext_lazy("Agreements")
    none_yet = gettext_lazy("There are no agreements.")

    municipal_unit = django_tables2.Column(
        verbose_name=gettext_lazy("Municipal unit"), order_by=("municipal_unit__name", "treatment_unit__name"),
        linkify=("agreements:show", {"agreement_id": django_tables2.A("pk")}),
    )  # fmt: skip
    treatment_unit = django_tables2.Column(
        verbose_name=gettext_lazy("Treatment unit"), order_by=("treatment_unit__name", "municipal_unit__name")
    )
    programme = django_tables2.Column(verbose_name=gettext_lazy("Programme"), order_by="programme__name")
    ends_on = tables.DayColumn(verbose_name=gettext_lazy("To"))
    stage = tables.WordColumn(verbose_name=gettext_lazy("Stage"), orderable=False)
    state = django_tables2.Column(verbose_name=gettext_lazy("State"), empty_values=(), orderable=False)

    def render_state(self, record: LocalAgreement) -> SafeString:
        return tag_(*state(record))

    class Meta:
        order_by = "municipal_unit"


class Filter(django_filters.FilterSet):
    """Which agreements are listed: codes and choices only."""

    stage = django_filters.ChoiceFilter(
        label=gettext_lazy("Stage"), choices=STAGES, empty_label=gettext_lazy("All")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), method="by_state", empty_label=gettext_lazy("All"),
        choices=[("valid", gettext_lazy("In force")), ("ending", gettext_lazy("Ends within 60 days"))],
    )  # fmt: skip

    def by_state(self, queryset: LocalAgreementQuerySet, name: str, value: str) -> LocalAgreementQuerySet:
        return queryset.valid_on(today()) if value == "valid" else queryset.ending_soon(today())


@page(P.AGREEMENT_SEE)
def agreements(request: HttpRequest) -> HttpResponse:
    """My unit's agreements with whom to ask first, then all of the authority's."""
    on = today()
    seen = rows(request, P.AGREEMENT_SEE, BOTH)
    units = [m.unit_id for m in memberships(request, P.AGREEMENT_SEE) if m.unit_id]
    of_mine = Q(municipal_unit__in=units) | Q(treatment_unit__in=units)
    mine = sorted(seen.filter(of_mine), key=lambda a: not rules.is_valid(a.facts, on))
    filterset = Filter(request.GET or None, queryset=seen)
    return show(
        request,
        "agreements/list.html",
        mine=[(a, state(a)) for a in mine],
        others=seen.exclude(of_mine).exists(),
        ending=seen.ending_soon(on),
        to_follow=seen.to_be_followed(on).select_related(*FOLLOWERS) if _may_change(request) else (),
        filters=filterset,
        table=Agreements(filterset.qs, request=request),
        may_change=_may_change(request),
    )


@page(P.AGREEMENT_SEE)
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    found = find(request, P.AGREEMENT_SEE, BOTH.select_related("provider"), pk=agreement_id)
    stages = list(Stage)
    return show(
        request,
        "agreements/show.html",
        agreement=found,
        state=state(found),
        ends_soon=rules.ends_soon(found.facts, today()),
        stages=[capfirst(str(STAGE_NAMES[s])) for s in stages],
        stage_number=stages.index(Stage(found.stage)) + 1,
        moves=[
            (m, STAGE_NAMES[m], stages.index(m) > stages.index(Stage(found.stage)))
            for m in MOVES[Stage(found.stage)]
        ],
        may_change=_may_change(request),
    )


@page(P.AGREEMENT_CHANGE)
def create(request: HttpRequest, programme_id: int) -> HttpResponse:
    """`?after=` names an agreement whose units have successors: its words stand in the form, to be read and saved."""
    programme = find(request, P.AGREEMENT_CHANGE, Programme, pk=programme_id)
    initial = {**_from_the_old_one(request, programme), **(kept(request) or {})}
    form = forms.CreateAgreement(request.POST or None, initial=initial)
    if form.is_valid():
        made = carry_out(request, form, actions.create_agreement, programme, **form.cleaned_data)
        if made:
            messages.success(request, _("The agreement is made."))
            return redirect("agreements:show", made.pk)
    back = reverse("agreements:programme", args=[programme.pk])
    return show(
        request, "agreements/form.html", form=form, title=_("New agreement"), lead=programme.name, back=back,
        back_name=programme.name, cancel_url=back,
    )  # fmt: skip


def _from_the_old_one(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    after = request.GET.get("after", "")
    if not after.isdigit():
        return {}
    old = find(
        request,
        P.AGREEMENT_CHANGE,
        BOTH.select_related("provider", *FOLLOWERS),
        pk=after,
        programme=programme,
    )
    municipal, treatment = old.followers
    facts = {name: getattr(old, name) for name in forms.CreateAgreement.base_fields}
    first = max(today(), municipal.valid_from, treatment.valid_from)
    return {
        **facts,
        "municipal_unit": municipal,
        "treatment_unit": treatment,
        "starts_on": first,
        "ends_on": None,
    }


@page(P.AGREEMENT_CHANGE)
def change(request: HttpRequest, agreement_id: int) -> HttpResponse:
    found = find(request, P.AGREEMENT_CHANGE, BOTH.select_related("provider"), pk=agreement_id)
    facts = {name: getattr(found, name) for name in forms.AgreementFacts.base_fields}
    initial = {**facts, "version": found.version, **(kept(request) or {})}
    form = forms.ChangeAgreement(request.POST or None, agreement=found, initial=initial)
    if form.is_valid() and carry_out(request, form, actions.change_agreement, found, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("agreements:show", found.pk)
    back = reverse("agreements:show", args=[found.pk])
    return show(
        request, "agreements/form.html", form=form, title=_("Change the agreement"), back=back, back_name=str(found),
        cancel_url=back,
    )  # fmt: skip


@page(P.AGREEMENT_CHANGE)
def move(request: HttpRequest, agreement_id: int, stage: str) -> HttpResponse:
    """Asks once more, and says what follows."""
    found = find(request, P.AGREEMENT_CHANGE, BOTH, pk=agreement_id)
    back = reverse("agreements:show", args=[found.pk])
    if stage not in MOVES[Stage(found.stage)]:
        messages.info(request, _("The agreement has been moved in the meantime."))
        return redirect(back)
    form = forms.Move(request.POST or None, initial={"version": found.version, "to": stage})
    if form.is_valid() and carry_out(request, form, actions.move_stage, found, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect(back)
    closes = rules.closes_sharing(Stage(found.stage), Stage(stage))
    return show(
        request, "agreements/move.html", form=form, closes=closes, agreement=found, cancel_url=back,
        title=_("Move the agreement to “%(stage)s”?") % {"stage": STAGE_NAMES[stage]}, submit=_("Yes, move it"),
        consequence=_("The agreement is then no longer in force, and nothing more is exchanged under it. Courses go on.")
        if closes else f"{found}, {found.programme}",
    )  # fmt: skip


def _may_change(request: HttpRequest) -> bool:
    return request.user.has(P.AGREEMENT_CHANGE, today())  # type: ignore[union-attr]
