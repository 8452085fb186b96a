"""Notes and contacts: written, changed with the old words kept. What is shared of them: `sharing_now`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from samspor.access.actions import action
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.courses import rules
from samspor.courses.actions.refusals import fill, own_unit, refuse
from samspor.courses.actions.releases import keep_sharing, sharing_now
from samspor.courses.models import Contact, Course, Note, NoteVersion


@action(Permission.NOTE_WRITE, creates=Note)
def write_note(
    course: Course,
    *,
    by: Membership,
    at: datetime,
    text: str,
    category: str,
    share: bool = False,
    is_derived: bool = False,
    new_id: UUID | None = None,
) -> Note:
    """A note under one kind of information; one's own side's alone, unless shared in the same go."""
    return Note.objects.create(
        id=new_id or uuid4(),
        text=text,
        is_derived=is_derived,
        **_owned(course, by, at, category),
        **sharing_now(course, by, at, category, share),
    )


@action(Permission.NOTE_WRITE)
def change_note(note: Note, *, by: Membership, at: datetime, text: str, **words: Any) -> None:
    """The new words stand; the old ones are kept with who wrote them and when."""
    if text != note.text:
        NoteVersion.objects.create(
            note=note,
            text=note.text,
            written_by_id=note.changed_by_id or note.author_id,
            written_at=note.changed_at or note.created_at,
        )
        note.text, note.changed_at, note.changed_by = text, at, by.user
    _share_and_fill(note, by, at, words)
    note.save()


@action(Permission.CONTACT_WRITE, creates=Contact)
def write_contact(
    course: Course,
    *,
    by: Membership,
    at: datetime,
    on: date,
    minutes: int,
    with_whom: str,
    how: str,
    service: str,
    where: str = "",
    text: str = "",
    category: str = "employment",
    next_on: date | None = None,
    copied_on: date | None = None,
    share: bool = False,
    is_derived: bool = False,
    new_id: UUID | None = None,
) -> Contact:
    """One contact that was held, and the next one if it was agreed."""
    _check_contact(course, by, at, on=on, minutes=minutes, how=how, where=where)
    refuse(rules.agreed_day_fault("next_on", next_on, timezone.localdate(at)))
    return Contact.objects.create(
        id=new_id or uuid4(),
        on=on,
        minutes=minutes,
        with_whom=with_whom,
        how=how,
        where=where,
        service=service,
        text=text,
        next_on=next_on,
        copied_on=copied_on,
        is_derived=is_derived,
        **_owned(course, by, at, category),
        **sharing_now(course, by, at, category, share),
    )


@action(Permission.CONTACT_WRITE)
def change_contact(contact: Contact, *, by: Membership, at: datetime, **words: Any) -> None:
    """Put a contact right."""
    now = {name: words.get(name, getattr(contact, name)) for name in ("on", "minutes", "how", "where")}
    _check_contact(contact.course, by, at, **now)
    if words.get("next_on") != contact.next_on:
        refuse(rules.agreed_day_fault("next_on", words.get("next_on"), timezone.localdate(at)))
    _share_and_fill(contact, by, at, words)
    contact.save()


def _check_contact(
    course: Course, by: Membership, at: datetime, *, on: date, minutes: int, how: str, where: str
) -> None:
    """The end of the course is the municipality's to tell: the region's contacts are not measured against it."""
    ended_on = course.ended_on if course.is_municipal_for(by.unit_id) else None
    in_person = how == Contact.How.IN_PERSON
    today = timezone.localdate(at)
    refuse(
        rules.contact_fault(
            course.accepted_on,
            ended_on,
            on,
            today,
            minutes=minutes,
            needs_place=in_person,
            where=where,
        )
    )


def _owned(course: Course, by: Membership, at: datetime, category: str) -> dict[str, Any]:
    return {
        "course": course,
        "owner_unit_id": own_unit(by).pk,
        "author": by.user,
        "category": category,
        "created_at": at,
    }


def _share_and_fill(item: Note | Contact, by: Membership, at: datetime, words: dict[str, Any]) -> None:
    share, was = words.pop("share", None), item.category
    fill(item, words)
    keep_sharing(item, by, at, share=share, was=was)
