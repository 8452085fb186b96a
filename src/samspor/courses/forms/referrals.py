"""Forms on the way into a course: refer, answer, propose. Nothing here takes free text about why not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.access.models import User
from samspor.agreements.models import LocalAgreement, Programme
from samspor.base.forms import Day, LongText, NewId, Version
from samspor.courses.models import Referral
from samspor.people.labels import SYSTEMS
from samspor.people.models import Person
from samspor.people.rules import System


class ByWords(forms.ModelChoiceField):
    """A choice of rows, each named by a function of its own."""

    def __init__(self, *args: Any, words: Any = str, **more: Any):
        super().__init__(*args, **more)
        self.words = words

    def label_from_instance(self, obj: Any) -> str:
        return str(self.words(obj))


def _wish() -> LongText:
    return LongText(
        label=_("Wish for work or education"),
        help_text=_("In the candidate's own words. Write nothing about illness or treatment here."),
        max_length=2000,
        rows=4,
        required=False,
    )


class Refer(forms.Form):
    new_id = NewId()
    agreement = ByWords(
        LocalAgreement.objects.none(),
        label=_("Refer to"),
        widget=forms.RadioSelect,
        empty_label=None,
        words=lambda a: f"{a.municipal_unit} – {a.programme}",
    )
    wish_for_work = _wish()

    def __init__(self, *args: Any, agreements: Any, **words: Any):
        super().__init__(*args, **words)
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]
        if len(agreements) == 1:
            self.fields["agreement"].initial = agreements[0].pk


class ChangeReferral(forms.Form):
    version = Version()
    wish_for_work = _wish()


class Confirm(forms.Form):
    """Nothing but the version that was seen."""

    version = Version()


class Decline(forms.Form):
    version = Version()
    decline_reason = forms.ChoiceField(
        label=_("Why is it declined?"), widget=forms.RadioSelect, choices=Referral.DeclineReason.choices
    )
    place_free_on = Day(
        label=_("There is a place from"), required=False, help_text=_("Only when there is no place now.")
    )
    next_step = forms.ChoiceField(
        label=_("What happens next?"), widget=forms.RadioSelect, choices=Referral.NextStep.choices
    )


class Accept(forms.Form):
    new_id = NewId()
    version = Version()
    specialist = ByWords(
        User.objects.none(), label=_("Who takes the course?"), widget=forms.RadioSelect, empty_label=None
    )
    system = forms.ChoiceField(
        label=_("Kind of number"), choices=SYSTEMS, initial=System.CPR.value, required=False
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=30,
        required=False,
        help_text=_(
            "For your own record, if you have it now. If your unit already has this person, that record is used."
        ),
    )
    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, specialists: Any, people: Any, **words: Any):
        super().__init__(*args, **words)
        self.fields["specialist"].queryset = specialists  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class SearchOwn(forms.Form):
    """A name among one's own unit's people."""

    words = forms.CharField(label=_("Name"), max_length=100)


class Propose(forms.Form):
    new_id = NewId()
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Programme"), widget=forms.RadioSelect, empty_label=None
    )
    yes_on = Day(label=_("The candidate said yes on"))
    wish_for_work = _wish()

    def __init__(self, *args: Any, programmes: Any, **words: Any):
        super().__init__(*args, **words)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        if len(programmes) == 1:
            self.fields["programme"].initial = programmes[0].pk
