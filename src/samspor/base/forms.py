"""How every form looks and speaks: the renderer, the bound field with dkfds' names, and the few fields of our own."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LONG_TEXT = 4_000
BLANK = "---------"
"""What Django writes where nothing is chosen."""

Choices = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class BoundField(forms.BoundField):
    """A field in a form, with the class names and the descriptions that dkfds and a screen reader need."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str):
        super().__init__(form, field, name)
        self.suffix = getattr(field, "suffix", "")
        if isinstance(field.widget, forms.DateInput) and not self.help_text:
            self.help_text = _("Day-month-year, for example 24-12-2026")
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == BLANK:
            field.empty_label = _("Choose")

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_choices(self) -> bool:
        return isinstance(self.field.widget, Choices)

    @property
    def limit(self) -> int | None:
        """The longest text that a text area takes; shown while one types, never cut off."""
        return (
            getattr(self.field, "max_length", None) if isinstance(self.field.widget, forms.Textarea) else None
        )

    @property
    def options(self) -> list[dict[str, Any]]:
        """The choices of radio buttons or check boxes, each with its own hint if the field has `option_hints`."""
        hints = getattr(self.field, "option_hints", {})
        return [
            {
                "tag": option.tag(),
                "id": option.id_for_label,
                "label": capfirst(option.choice_label),
                "hint": hints.get(str(option.data["value"]), ""),
                "kind": _dkfds_class(self.field.widget).removeprefix("form-"),
            }
            for option in self.subwidgets
        ]

    @property
    def first_id(self) -> str:
        """Where the error summary's link leads."""
        return f"{self.auto_id}_0" if self.is_choices else self.auto_id

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if self.limit and self.auto_id:
            return f"{described or ''} {self.auto_id}_limit".strip()
        return described

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        names = [_dkfds_class(widget), attrs.get("class"), widget.attrs.get("class")]
        attrs["class"] = " ".join(str(name) for name in names if name)
        if isinstance(widget, Choices):
            attrs.pop("aria-invalid", None)  # stands on no radio button; the fieldset names the error
        if isinstance(widget, forms.TextInput | forms.Textarea):
            attrs["maxlength"] = False  # a browser would cut a pasted text short without a word
            attrs.setdefault("autocomplete", widget.attrs.get("autocomplete", "off"))
        return attrs


class Renderer(TemplatesSetting):
    """`{{ form }}` gives an error summary and dkfds form groups; `{{ field.as_field_group }}` one group."""

    form_template_name = "base/form/form.html"
    field_template_name = "base/form/field.html"
    bound_field_class = BoundField


def _dkfds_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "form-checkbox"
    if isinstance(widget, forms.RadioSelect):
        return "form-radio"
    if isinstance(widget, forms.Select):
        return "form-select"
    if isinstance(widget, forms.DateInput):
        return "form-input input-char-11"
    return "form-input"


class Day(forms.DateField):
    """A date as people write it: 24-12-2026, 24.12.2026, 24/12 2026 or 2026-12-24."""

    default_error_messages = {
        "invalid": _("Write the date as day-month-year, for example 24-12-2026."),
        "year": _("Look at the year once more: it must lie between %(first)s and %(last)s."),
    }

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError(
                self.error_messages["year"],
                code="year",
                params={"first": str(EARLIEST_YEAR), "last": str(LATEST_YEAR)},
            )
        return day


class Number(forms.DecimalField):
    """A number with a comma or a point before its decimals, as typed in Denmark: 7,5 · 1.250,00."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a number, for example 7,5.")}

    def __init__(self, *, suffix: Any = "", **words: Any):
        words.setdefault("localize", True)
        super().__init__(**words)
        self.suffix = suffix
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("class", "input-char-8")

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class Whole(forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a whole number, for example 12.")}

    def __init__(self, *, suffix: Any = "", **words: Any):
        super().__init__(**words)
        self.suffix = suffix
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("class", "input-char-8")


class LongText(forms.CharField):
    """Some paragraphs in one's own words. What is too long is kept and shown again, with a sentence that says so."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 6, **words: Any):
        words.setdefault("max_length", LONG_TEXT)
        super().__init__(**words)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str | None:
        """A new line counts as one character here as it does to the eye; a browser sends two."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class YesNo(forms.TypedChoiceField):
    """A question that must be answered; nothing is chosen beforehand. Gives True, False or (not required) None."""

    widget = forms.RadioSelect

    def __init__(self, **words: Any):
        words.setdefault("choices", [("yes", _("Yes")), ("no", _("No"))])
        super().__init__(coerce=lambda value: value == "yes", empty_value=None, **words)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class Version(forms.IntegerField):
    """Which version of a row the person saw: handed on to the action, which compares."""

    widget = forms.HiddenInput


class NewId(forms.UUIDField):
    """The key that a new row will have: sent twice, it makes one row."""

    widget = forms.HiddenInput

    def __init__(self, **words: Any):
        words.setdefault("initial", uuid.uuid4)
        super().__init__(**words)


def plain_number(text: str) -> str:
    """1.250,5 · 1 250,5 · 7,5 · 7.5 as Python writes them. Groups of three after points are thousands."""
    text = re.sub(r"[\s\u00a0\u202f]", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text):
        text = text.replace(".", "")
    return text.replace(",", ".")
