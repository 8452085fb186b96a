"""Forms for notes and contacts. The contact form is made for the ten minutes between two meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.base.forms import Day, LongText, NewId, Version, Whole
from samspor.courses.models import Contact, Note
from samspor.sharing.labels import CATEGORIES
from samspor.sharing.rules import Category


class Shareable(forms.Form):
    """What is written may be shared with the other side, one tick, where there is another side."""

    category = forms.ChoiceField(
        label=_("Kind of information"), choices=CATEGORIES, initial=Category.EMPLOYMENT.value
    )
    share = forms.BooleanField(
        label=_("Share with the other side"),
        required=False,
        help_text=_(
            "Only while consent, treatment and agreement allow it. Without a tick only your own side reads it."
        ),
    )
    is_derived = forms.BooleanField(
        label=_("Builds on what the other side shared"),
        required=False,
        help_text=_("It closes to you too, when sharing closes."),
    )

    def __init__(self, *args: Any, can_share: bool = True, **words: Any):
        super().__init__(*args, **words)
        if not can_share:
            del self.fields["share"], self.fields["is_derived"]


class ContactWords(Shareable):
    """One contact."""

    on = Day(label=_("Date"))
    minutes = Whole(label=_("How long"), suffix=_("minutes"), min_value=0, max_value=1440)
    with_whom = forms.ChoiceField(label=_("With"), choices=Contact.With.choices)
    how = forms.ChoiceField(label=_("How"), choices=Contact.How.choices)
    where = forms.ChoiceField(
        label=_("Where"),
        choices=[("", _("nowhere: by telephone or in writing")), *Contact.Where.choices],
        required=False,
    )
    service = forms.ChoiceField(label=_("About"), choices=Contact.Service.choices)
    text = LongText(label=_("Note"), required=False, max_length=10_000, rows=4)
    next_on = Day(label=_("Next contact agreed"), required=False)
    is_copied = forms.BooleanField(
        label=_("Copied to my own record system"), required=False,
        help_text=_("So that nobody writes it twice."),
    )  # fmt: skip

    field_order = [
        "on", "minutes", "with_whom", "how", "where", "service", "text", "next_on", "category", "share", "is_derived",
        "is_copied",
    ]  # fmt: skip


class WriteContact(ContactWords):
    new_id = NewId()


class ChangeContact(ContactWords):
    version = Version()


class NoteWords(Shareable):
    text = LongText(label=_("Note"), max_length=Note._meta.get_field("text").max_length, rows=8)
    field_order = ["text", "category", "share", "is_derived"]


class WriteNote(NoteWords):
    new_id = NewId()


class ChangeNote(NoteWords):
    version = Version()
