"""The pages on which notes and contacts are written, changed and looked back on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, page, show
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.courses import actions
from samspor.courses.forms import contacts as forms
from samspor.courses.models import Contact, Note
from samspor.courses.rules import Phase
from samspor.courses.views.frame import Frame, last_own_contact, open_course, show_course

USUAL_MINUTES = 60
AS_LAST_TIME = ("with_whom", "how", "where", "service", "minutes", "category")


@page(Permission.CONTACT_WRITE)
def write_contact(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Filled in like the last contact, so that most of it stands already."""
    frame = open_course(request, Permission.CONTACT_WRITE, course_id)
    initial = {**_like_the_last(frame), "on": today(), **(kept(request) or {})}
    form = forms.WriteContact(request.POST or None, initial=initial, can_share=frame.can_share)
    if form.is_valid() and carry_out(
        request, form, actions.write_contact, frame.course, **_contact_words(form)
    ):
        messages.success(request, _("The contact is saved."))
        return redirect("courses:show", course_id)
    return show_course(
        request, "deed", frame, form=form, title=_("Record a contact"), submit=_("Save the contact")
    )


def _like_the_last(frame: Frame) -> dict[str, Any]:
    if (last := last_own_contact(frame)) is not None:
        return {name: getattr(last, name) for name in AS_LAST_TIME}
    services = {Phase.ACCEPTED: "engagement", Phase.FOLLOW_ALONG: "follow_along"}
    return {
        "minutes": USUAL_MINUTES,
        "with_whom": Contact.With.CANDIDATE,
        "how": Contact.How.IN_PERSON,
        "where": Contact.Where.PSYCHIATRY,
        "service": services.get(frame.course.shown_phase, "placement")
        if frame.is_municipal
        else "engagement",
    }


def _contact_words(form: Any, before: Contact | None = None) -> dict[str, Any]:
    """The form's words as the action takes them: a tick becomes the day on which it was set."""
    words = dict(form.cleaned_data)
    was_on = before.copied_on if before else None
    words["copied_on"] = (was_on or today()) if words.pop("is_copied") else None
    return words


@page(Permission.CONTACT_WRITE)
def change_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    contact = find(request, Permission.CONTACT_WRITE, Contact.objects.select_related("course"), id=contact_id)
    initial = {
        **{name: getattr(contact, name) for name in forms.ContactWords.base_fields if hasattr(contact, name)},
        "version": contact.version,
        "share": contact.is_shared,
        "is_copied": contact.copied_on is not None,
        **(kept(request) or {}),
    }
    can_share = contact.course.exchange_id is not None
    form = forms.ChangeContact(request.POST or None, initial=initial, can_share=can_share)
    if form.is_valid() and carry_out(
        request, form, actions.change_contact, contact, **_contact_words(form, contact)
    ):
        messages.success(request, _("The contact is saved."))
        return redirect("courses:timeline", contact.course_id)
    return _item_page(request, contact, form, _("Change the contact"), "courses:timeline")


@page(Permission.NOTE_WRITE)
def write_note(request: HttpRequest, course_id: UUID) -> HttpResponse:
    frame = open_course(request, Permission.NOTE_WRITE, course_id)
    form = forms.WriteNote(request.POST or None, initial=kept(request), can_share=frame.can_share)
    if form.is_valid() and carry_out(request, form, actions.write_note, frame.course, **form.cleaned_data):
        messages.success(request, _("The note is saved."))
        return redirect("courses:notes", course_id)
    return show_course(request, "deed", frame, form=form, title=_("Write a note"), submit=_("Save the note"))


@page(Permission.NOTE_WRITE)
def change_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """An edit is a new version; the old one can be read below."""
    notes = Note.objects.select_related("course").with_versions()
    note = find(request, Permission.NOTE_WRITE, notes, id=note_id)
    initial = {
        "text": note.text,
        "category": note.category,
        "is_derived": note.is_derived,
        "share": note.is_shared,
        "version": note.version,
        **(kept(request) or {}),
    }
    can_share = note.course.exchange_id is not None
    form = forms.ChangeNote(request.POST or None, initial=initial, can_share=can_share)
    if form.is_valid() and carry_out(request, form, actions.change_note, note, **form.cleaned_data):
        messages.success(request, _("The note is saved. What it said before is kept."))
        return redirect("courses:notes", note.course_id)
    return _item_page(
        request, note, form, _("Change the note"), "courses:notes", versions=list(note.versions.all())
    )


def _item_page(
    request: HttpRequest, item: Any, form: Any, title: str, back: str, **context: Any
) -> HttpResponse:
    url = reverse(back, args=[item.course_id])
    return show(request, "courses/item.html", form=form, title=title, item=item, cancel_url=url, **context)
