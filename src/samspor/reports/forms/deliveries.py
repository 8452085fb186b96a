"""The forms of register deliveries: the files, and how the register's words are read."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samspor.agreements.labels import RUNGS
from samspor.base.forms import Day, Version
from samspor.base.uploads import LARGEST
from samspor.outcomes.models import Delivery

ENDINGS = [
    ("competing", _("It keeps the person from ever coming into work (death, emigration)")),
    ("censor", _("One does not know what came after")),
]
USUAL = {"death": "competing", "dead": "competing", "emigration": "competing", "moved_abroad": "competing"}
ACCEPTED = ".csv,.parquet"


class Upload(forms.Form):
    """The files of one delivery. They are sent again if something is wrong with them: nothing of them was kept."""

    through = Day(
        label=_("Last day that the delivery covers"),
        help_text=_("As the register says, for example 31-12-2025."),
    )
    spells = forms.FileField(
        label=_("Time in each state"),
        help_text=_(
            "CSV or Parquet with the columns system, value, state, from and to; minutes_week, employer and occupation "
            "if they are known. Dates as 2025-12-31. To is the first day no longer in the state; empty while it lasts. "
            "Of an occupation only the first digit of its code (ISCO-08, DISCO-08) is kept."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    observed = forms.FileField(
        label=_("Ends of observation"),
        help_text=_(
            "CSV or Parquet with the columns system, value, until and why. A person without any time in a state must "
            "stand here, or is not in the run."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        required=False,
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if too_large:
            sentence = _("The files are larger than %(most)s megabytes together. Leave out people or years.")
            self.fields["spells"].error_messages["required"] = sentence % {"most": LARGEST // 1024**2}


class Store(forms.Form):
    """Each word of the register: which rung of the ladder it is, and what each ending means."""

    version = Version()

    def __init__(self, *args: Any, delivery: Delivery, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.words: dict[str, tuple[str, str]] = {}
        rungs = [(value, capfirst(word)) for value, word in RUNGS]
        for number, word in enumerate(sorted(delivery.rungs)):
            same = word if word in dict(RUNGS) else ""
            self.words[f"rung_{number}"] = ("rungs", word)
            self.fields[f"rung_{number}"] = forms.ChoiceField(
                label=word, choices=[("", _("Choose")), *rungs], initial=same
            )
        for number, word in enumerate(sorted(delivery.endings)):
            self.words[f"ending_{number}"] = ("endings", word)
            self.fields[f"ending_{number}"] = forms.ChoiceField(
                label=_("What it means that observation ends with “%(word)s”") % {"word": word},
                choices=ENDINGS, initial=USUAL.get(word), widget=forms.RadioSelect,
            )  # fmt: skip

    @property
    def mapping(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {"rungs": {}, "endings": {}}
        for name, (table, word) in self.words.items():
            found[table][word] = self.cleaned_data[name]
        return found
