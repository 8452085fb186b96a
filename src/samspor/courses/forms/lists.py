"""The search and the filters of the lists of courses. Names are searched by POST, codes filtered by GET."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from samspor.agreements.models import Programme
from samspor.courses.labels import PHASES
from samspor.courses.rules import Phase


class SearchCourses(forms.Form):
    words = forms.CharField(label=_("Search by name"), max_length=100)


class CourseFilter(django_filters.FilterSet):
    """Without a phase: all that have not ended."""

    phase = django_filters.ChoiceFilter(
        label=_("Phase"), choices=PHASES, empty_label=_("all that go on"), method="of_phase"
    )
    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Programme.objects.none(), empty_label=_("all programmes")
    )

    def __init__(self, *args: Any, programmes: Any, **words: Any):
        super().__init__(*args, **words)
        self.filters["programme"].queryset = programmes

    def of_phase(self, courses: Any, name: str, value: str) -> Any:
        return courses.filter(shown_phase=value)

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        asked = self.form.cleaned_data.get("phase")
        return found if asked else found.exclude(shown_phase=Phase.ENDED)
