"""The words on screen for what the rules name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samspor.courses.rules import Phase, ReferralState

PHASES = [
    (Phase.ACCEPTED.value, _("accepted, not started")),
    (Phase.SEARCHING.value, _("searching")),
    (Phase.FOLLOW_ALONG.value, _("in work or education")),
    (Phase.PAUSED.value, _("paused")),
    (Phase.ENDED.value, _("ended")),
]

REFERRAL_STATES = [
    (ReferralState.DRAFT.value, _("draft")),
    (ReferralState.OFFERED.value, pgettext_lazy("referral", "sent")),
    (ReferralState.ACCEPTED.value, pgettext_lazy("referral", "accepted")),
    (ReferralState.DECLINED.value, pgettext_lazy("referral", "declined")),
    (ReferralState.WITHDRAWN.value, pgettext_lazy("referral", "withdrawn")),
    (ReferralState.EXPIRED.value, pgettext_lazy("referral", "expired")),
]
