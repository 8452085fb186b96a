"""The two lists of referrals: what waits for an answer here, and what was sent from here."""

from typing import Any

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from samspor.base import tables
from samspor.base.display import short_day
from samspor.courses.labels import REFERRAL_STATES
from samspor.courses.rules import ReferralState, last_day_to_answer

A = django_tables2.A
KINDS = {
    "draft": "neutral",
    "offered": "info",
    "accepted": "success",
    "declined": "warning",
    "expired": "warning",
}


class StateColumn(tables.TagColumn):
    """By the stored word, not by the one on screen, which tells no kind."""

    def render(self, record: Any, value: Any, bound_column: Any) -> SafeString:
        return super().render(record, record.state, bound_column)


class Referrals(tables.Table):
    caption_shown = False

    name = django_tables2.Column(
        verbose_name=_("Name"), empty_values=(), order_by=("person__is_protected", "person__sort_name"),
        linkify=("courses:referral", {"referral_id": A("pk")}),
    )  # fmt: skip

    def render_name(self, record: Any) -> str:
        person = record.person
        return str(person) if person.is_protected else f"{person.family_name}, {person.given_names}"


class Received(Referrals):
    """Offers that stand open."""

    caption = _("Waiting for your answer")
    none_yet = _("No referral waits for an answer.")

    sender = django_tables2.Column(verbose_name=_("From"), accessor="from_unit__name")
    programme = django_tables2.Column(verbose_name=_("Programme"), orderable=False)
    sent_on = tables.DayColumn(verbose_name=_("Received"))
    answer_by = django_tables2.Column(verbose_name=_("Answer by"), empty_values=(), order_by="sent_on")

    class Meta:
        order_by = "sent_on"

    def render_answer_by(self, record: Any) -> str:
        return short_day(last_day_to_answer(record.sent_on))


class Sent(Referrals):
    """Drafts and what was sent, with the answer."""

    caption = _("Sent from your unit")
    none_yet = _("Your unit has not referred anybody yet. Open a person's page to refer to IPS.")

    to_unit = django_tables2.Column(verbose_name=_("To"), accessor="to_unit__name")
    sender = django_tables2.Column(verbose_name=_("Sender"), accessor="sender__name")
    sent_on = tables.DayColumn(verbose_name=_("Sent"))
    state = StateColumn(verbose_name=_("State"), kinds=KINDS, words=dict(REFERRAL_STATES))
    answer = django_tables2.Column(verbose_name=_("Answer"), empty_values=(), orderable=False)

    def render_answer(self, record: Any) -> SafeString | str:
        """Why not and what next; where it waits, until when."""
        if record.state == ReferralState.OFFERED:
            return str(_("Answer by %(day)s") % {"day": short_day(last_day_to_answer(record.sent_on))})
        if record.state != ReferralState.DECLINED:
            return "–"
        free = short_day(record.place_free_on)
        reason = (
            f"{record.get_decline_reason_display()} ({free})" if free else record.get_decline_reason_display()
        )
        return format_html("{}. {}: {}", reason, _("Next"), record.get_next_step_display())
