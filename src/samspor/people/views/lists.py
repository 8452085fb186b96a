"""The list of one's own people, and the search: by POST, with nothing of it in the address."""

from typing import Any

import django_tables2
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from samspor.access import audit
from samspor.access.gates import membership_for, memberships, page, rows, show, shown
from samspor.access.roles import Permission
from samspor.base import tables
from samspor.base.dates import now
from samspor.base.templatetags.base import tag_
from samspor.people import forms, searches
from samspor.people.models import Person, PersonQuerySet
from samspor.people.rules import looks_like_a_number


class People(tables.Table):
    """Names, and what one must know before calling."""

    caption = _("Candidates of the unit")
    none_yet = _("The unit has no candidates yet.")

    name = django_tables2.Column(
        verbose_name=_("Name"), empty_values=(), linkify=("people:show", {"person_id": django_tables2.A("id")}),
        order_by=("is_protected", "sort_name"),
    )  # fmt: skip
    marks = django_tables2.Column(verbose_name=_("To be noted"), empty_values=(), orderable=False)

    def render_name(self, record: Person) -> str:
        return str(record) if record.is_protected else f"{record.family_name}, {record.given_names}"

    def render_marks(self, record: Person) -> SafeString:
        return format_html_join(" ", "{}", ((tag_(*mark),) for mark in marks(record))) or SafeString("–")

    class Meta:
        order_by = "name"


class Found(People):
    """What a search found, in the same order."""

    caption = _("What was found")
    none_yet = _("Nobody was found among those whose records you may see.")

    class Meta(People.Meta):
        pass


def marks(person: Person) -> list[tuple[Any, str]]:
    """What one must know before calling, as words with a kind."""
    found: list[tuple[Any, str]] = []
    if person.is_protected:
        found.append((_("Protected"), "warning"))
    if person.is_restricted:
        found.append((_("Restricted"), "warning"))
    if person.interpreter_language:
        found.append((_("Interpreter"), "info"))
    return found


@page(Permission.PERSON_SEARCH)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whose record one may see, in Danish order."""
    table = People(rows(request, Permission.PERSON_SEARCH, Person), request=request)
    shown(request, Permission.PERSON_SEARCH, table.on_page)
    return show(request, "people/list.html", table=table, search=forms.Search())


@page(Permission.PERSON_SEARCH)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Put the search on record, its words sealed, and lead to what was found."""
    form = forms.Search(request.POST)
    if not form.is_valid():
        return show(request, "people/search.html", form=form, search=form)
    words = form.cleaned_data["words"]
    by = membership_for(request, Permission.PERSON_SEARCH)
    audit.record(Permission.PERSON_SEARCH, by=by, at=now(), search=words)
    return redirect("people:found", searches.keep(request.session, words))


@page(Permission.PERSON_SEARCH)
def found(request: HttpRequest, token: str) -> HttpResponse:
    """What a search finds, within what one may see; a record one may not see is as if it were not there."""
    words = searches.words_of(request.session, token)
    if words is None:
        return redirect("people:list")
    table = Found(matching(request, words), request=request)
    shown(request, Permission.PERSON_SEARCH, table.on_page)
    return show(request, "people/search.html", table=table, search=forms.Search(initial={"words": words}))


def matching(request: HttpRequest, words: str) -> PersonQuerySet:
    people: PersonQuerySet = rows(request, Permission.PERSON_SEARCH, Person)
    if not looks_like_a_number(words):
        return people.called(words)
    return people.with_number(
        words, *{m.authority_id for m in memberships(request, Permission.PERSON_SEARCH)}
    )
