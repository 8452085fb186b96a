"""Who there is: one's own authority with its units and people, the other authorities with theirs by name alone."""

import django_filters
import django_tables2
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samspor.access.gates import find, membership_for, page, rows, show
from samspor.access.models import ActsFor, Authority, Membership, Unit, User
from samspor.access.roles import Permission
from samspor.base import tables
from samspor.base.dates import today
from samspor.base.templatetags.base import tag_

P = Permission


class Units(tables.Table):
    caption = _("Units")
    none_yet = _("The authority has no units yet.")

    name = django_tables2.Column(
        verbose_name=_("Name"), linkify=("access:unit", {"unit_id": django_tables2.A("pk")})
    )
    kind = tables.WordColumn(verbose_name=_("Kind"))
    daytime_phone = django_tables2.Column(verbose_name=_("Telephone, daytime"), orderable=False)
    staff = tables.NumberColumn(verbose_name=_("Staff"))
    valid_to = tables.DayColumn(verbose_name=_("Last day"))

    class Meta:
        order_by = "name"


class OtherUnits(Units):
    name = django_tables2.Column(verbose_name=_("Name"))

    class Meta:
        exclude = ("staff",)
        order_by = "name"


class Authorities(tables.Table):
    caption = _("Authorities and providers")

    name = django_tables2.Column(
        verbose_name=_("Name"), linkify=("access:authority", {"authority_id": django_tables2.A("pk")}),
        order_by="sort_name",
    )  # fmt: skip
    kind = tables.WordColumn(verbose_name=_("Kind"))
    region = django_tables2.Column(verbose_name=_("Region"), order_by="region__name", empty_values=())
    units_now = tables.NumberColumn(verbose_name=_("Units here"))

    def render_region(self, record: Authority) -> str:
        return str(record.region_on(today()) or "–")

    class Meta:
        order_by = "name"


class AuthorityFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Authority.Kind.choices, empty_label=_("All"))
    region = django_filters.ModelChoiceFilter(
        label=_("Region"), queryset=Authority.objects.filter(kind=Authority.Kind.REGION), empty_label=_("All")
    )


class People(tables.Table):
    caption = _("Staff")

    name = django_tables2.Column(
        verbose_name=_("Name"), linkify=("access:user", {"user_id": django_tables2.A("pk")})
    )
    username = django_tables2.Column(verbose_name=_("User name"))
    posts = django_tables2.Column(verbose_name=_("Roles"), empty_values=(), orderable=False)
    is_active = django_tables2.Column(verbose_name=_("Account"), orderable=False)

    def render_posts(self, record: User) -> SafeString:
        held: list[Membership] = record.current  # type: ignore[attr-defined]  # prefetched by the page
        return format_html_join(", ", "{}", ((capfirst(str(m)),) for m in held)) or SafeString("–")

    def render_is_active(self, value: bool) -> SafeString:
        return tag_(_("open"), "success") if value else tag_(_("closed"), "neutral")

    class Meta:
        order_by = "name"


@page(P.ORGANISATION_SEE)
def organisation(request: HttpRequest) -> HttpResponse:
    """One's own authority: its units, who decides on closed sharing, and who acts for it."""
    by, on = membership_for(request, P.ORGANISATION_SEE), today()
    own = find(
        request, P.ORGANISATION_SEE, Authority.objects.select_related("region__successor", "sharing_reviewer"),
        pk=by.authority_id,
    )  # fmt: skip
    staff = Count("memberships__user", distinct=True, filter=_current("memberships__"))
    units = own.units.filter(Q(valid_to=None) | Q(valid_to__gte=on)).annotate(staff=staff)
    return show(
        request,
        "access/organisation/own.html",
        authority=own,
        region=own.region_on(on),
        table=Units(units, request=request),
        mandates=ActsFor.objects.filter(municipality=own).select_related("provider").order_by("-valid_from"),
        acts_for=ActsFor.objects.valid_on(on).filter(provider=own).select_related("municipality"),
        may_change=_may_change(request),
    )


@page(P.ORGANISATION_SEE)
def authorities(request: HttpRequest) -> HttpResponse:
    """Every authority in force, to see whom one could work with."""
    on = today()
    here = Q(units__valid_from__lte=on) & (Q(units__valid_to=None) | Q(units__valid_to__gte=on))
    listed = Authority.objects.valid_on(on).select_related("region__successor")
    listed = listed.annotate(units_now=Count("units", filter=here))
    filterset = AuthorityFilter(request.GET or None, queryset=listed)
    return show(
        request,
        "access/organisation/authorities.html",
        filters=filterset,
        table=Authorities(list(filterset.qs), request=request),
    )


@page(P.ORGANISATION_SEE)
def authority(request: HttpRequest, authority_id: int) -> HttpResponse:
    """Another authority's units and their telephones; never who works there."""
    other = get_object_or_404(
        Authority.objects.select_related("region__successor", "successor"), pk=authority_id
    )
    units = other.units.valid_on(today())
    return show(
        request,
        "access/organisation/authority.html",
        authority=other,
        region=other.region_on(today()),
        table=OtherUnits(units, request=request),
    )


@page(P.ORGANISATION_SEE)
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A unit of one's own authority and who works there now."""
    found = find(
        request, P.ORGANISATION_SEE, Unit.objects.select_related("authority", "successor"), pk=unit_id
    )
    members = Membership.objects.valid_on(today()).filter(unit=found, user__is_active=True)
    return show(
        request,
        "access/organisation/unit.html",
        unit=found,
        members=members.select_related("user").order_by("user__name", "role"),
        may_change=_may_change(request),
    )


@page(P.ORGANISATION_CHANGE)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in for the authority, former staff too."""
    held = rows(request, P.ORGANISATION_CHANGE, Membership.objects.select_related("unit"))
    current = Prefetch("memberships", queryset=held.valid_on(today()).order_by("role"), to_attr="current")
    people = rows(request, P.ORGANISATION_CHANGE, User).prefetch_related(current)
    return show(request, "access/organisation/users.html", table=People(people, request=request))


@page(P.ORGANISATION_CHANGE)
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person's account and memberships in this authority."""
    found = find(request, P.ORGANISATION_CHANGE, User, pk=user_id)
    held = rows(request, P.ORGANISATION_CHANGE, Membership.objects.select_related("unit")).filter(user=found)
    return show(
        request,
        "access/organisation/user.html",
        person=found,
        memberships=[(m, m.is_valid_on(today())) for m in held.order_by("-valid_from")],
        is_self=found.pk == request.user.pk,
        is_local=not found.socialaccount_set.exists(),
    )


def _current(prefix: str) -> Q:
    on = today()
    begun = Q(**{f"{prefix}valid_from__lte": on, f"{prefix}user__is_active": True})
    return begun & (Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": on}))


def _may_change(request: HttpRequest) -> bool:
    return request.user.has(P.ORGANISATION_CHANGE, today())  # type: ignore[union-attr]
