"""What may be typed into a form, what is said when it cannot be read, and what a screen reader is told."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from samspor.base.forms import Day, LongText, NewId, Number, Version, Whole, YesNo


class Example(forms.Form):
    on = Day(label="Dato")
    hours = Number(label="Timer", max_digits=4, decimal_places=1, suffix="timer", required=False)
    note = LongText(label="Notat", max_length=10, help_text="Kort")
    how = forms.ChoiceField(label="Hvordan?", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    what = forms.MultipleChoiceField(
        label="Hvad", widget=forms.CheckboxSelectMultiple, choices=[("x", "X"), ("y", "Y")], required=False
    )
    copied = forms.BooleanField(label="Kopieret", required=False)
    version = Version()


@pytest.fixture(autouse=True)
def _danish():
    with translation.override("da"):
        yield


@pytest.mark.parametrize(
    "typed",
    [
        "24-12-2026",
        "24.12.2026",
        "24/12 2026",
        "24/12/2026",
        "24/12-2026",
        "24. 12. 2026",
        "2026-12-24",
        " 24-12-2026 ",
    ],
)
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("field", [Day, forms.DateField])
def test_a_day_is_read_however_it_is_written(typed, language, field):
    with translation.override(language):
        assert field().clean(typed) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31-02-2026", "Skriv datoen som dag-måned-år, fx 24-12-2026."),
        ("i går", "Skriv datoen som dag-måned-år, fx 24-12-2026."),
        ("24-12-26", "Skriv datoen som dag-måned-år, fx 24-12-2026."),
        ("24-12-0226", "Se på årstallet igen: Det skal ligge mellem 1900 og 2100."),
        ("", "Feltet skal udfyldes."),
    ],
)
def test_a_day_that_cannot_be_read_gets_a_sentence(typed, sentence):
    with pytest.raises(forms.ValidationError) as error:
        Day().clean(typed)
    assert error.value.messages == [sentence]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        ("1.250", "1250"),
        ("1.250,75", "1250.75"),
        ("1 250,75", "1250.75"),
        ("12.345.678", "12345678"),
        ("-3,5", "-3.5"),
        ("37", "37"),
    ],
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_number_is_read_with_comma_or_point(typed, number, language):
    with translation.override(language):
        assert Number().clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["mange", "7,5,5", "1e400", "NaN", "∞"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        Number(max_digits=6, decimal_places=2).clean(typed)


def test_a_number_and_a_day_are_shown_as_they_are_typed():
    page = str(Example(initial={"hours": Decimal("7.5"), "on": date(2026, 12, 24)}))
    assert 'value="7,5"' in page
    assert 'value="24-12-2026"' in page


def test_whole_number():
    assert Whole(min_value=1).clean(" 12 ") == 12


def test_a_question_is_answered_with_yes_or_no_and_nothing_is_chosen_beforehand():
    assert YesNo().clean("yes") is True
    assert YesNo().clean("no") is False
    assert YesNo(required=False).clean("") is None
    with pytest.raises(forms.ValidationError):
        YesNo().clean("")


def test_a_text_that_is_too_long_is_kept_and_the_sentence_says_how_long():
    form = Example({"note": "tolv tegn!!!"})
    assert form.errors["note"] == ["Teksten er for lang: Der er plads til 10 tegn, og den har 12."]
    assert "tolv tegn!!!" in str(form)
    assert "maxlength=" not in str(form).replace("data-maxlength=", "")


def test_a_new_line_counts_as_one_character():
    assert LongText(max_length=3).clean("a\r\nb") == "a\nb"


def test_two_forms_offer_two_keys_for_what_is_new():
    class New(forms.Form):
        new_id = NewId()

    keys = {re.search(r'value="([0-9a-f-]{36})"', str(New())).group(1) for _n in range(2)}  # type: ignore[union-attr]
    assert len(keys) == 2
    key = keys.pop()
    assert str(New({"new_id": key})).count(key) == 1


# --- what is written in the page --------------------------------------------------------------------------------------


def test_every_field_is_described_by_its_hint_its_limit_and_its_error():
    page = str(Example({"note": "for lang tekst", "version": 1}))
    for part in ("helptext", "error", "limit"):
        assert f'id="id_note_{part}"' in page
    assert 'aria-describedby="id_note_helptext id_note_error id_note_limit"' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= set(ids)


def test_every_line_of_the_error_summary_leads_to_its_field():
    page = str(Example({"version": 1}))
    assert "3 ting skal rettes, før det kan gemmes" in page
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets == ["id_on", "id_note", "id_how_0"]
    assert all(f'id="{target}"' in page for target in targets)
    assert "Hvordan? Feltet skal udfyldes." in page
    assert "Dato: Feltet skal udfyldes." in page


def test_a_lost_hidden_field_is_said_without_a_link():
    assert "Formularen nåede ikke helt frem. Åbn siden igen." in str(Example({"on": "1-1-2026"}))


def test_a_form_that_was_not_sent_has_no_summary():
    assert "alert" not in str(Example())


def test_choices_stand_in_a_fieldset_with_a_legend():
    page = str(Example())
    assert page.count("<fieldset") == page.count("<legend") == 2
    assert page.count('class="form-radio"') == 2
    assert page.count('class="form-checkbox"') == 3
    assert "aria-invalid" not in page


def test_an_optional_field_says_so_and_a_required_one_bears_no_mark():
    page = str(Example())
    assert page.count("(frivilligt)") == 2  # hours and what; a check box is optional by nature
    assert "*" not in page


def test_the_browser_does_not_remember_what_is_typed():
    page = str(Example())
    assert page.count('autocomplete="off"') == 3


def test_what_the_other_person_wrote_stands_in_the_form():
    form = Example({"version": 1})
    form.theirs = [("Notat", "<b>hun</b> siger ja")]  # type: ignore[attr-defined]
    assert "&lt;b&gt;hun&lt;/b&gt; siger ja" in str(form)


def test_typed_markup_is_text():
    assert "<script>" not in str(Example({"note": "<script>x", "on": '"><script>'}))
