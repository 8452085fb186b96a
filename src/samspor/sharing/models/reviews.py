"""What is decided, item by item, about received information after sharing closed."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet, Versioned
from samspor.access.models import Authority, Membership, User
from samspor.sharing.models.channel import Exchange


class ReviewQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """The one named reviewer of the authority, and nobody else."""
        return Q(authority=membership.authority_id, reviewer=membership.user_id)


class Review(Versioned, CaseData):
    """Opened for each receiving authority when sharing closes. Its cause is for the reviewer alone."""

    class Cause(models.TextChoices):
        WITHDRAWN = "withdrawn", _("consent withdrawn")
        LAPSED = "lapsed", _("consent lapsed")
        TREATMENT_ENDED = "treatment_ended", _("treatment ended")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="reviews")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["opened_at"]


class ReviewItem(CaseData):
    """One received item, a joint decision or a derived note, and what the reviewer decided about it."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("keep, with another legal basis")
        DELETE = "delete", _("delete")

    review = models.ForeignKey(Review, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=40)
    item_id = models.UUIDField()
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=100, blank=True)
    archive_reference = models.CharField(_("archive authorisation"), max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(CaseData.Meta):
        constraints = [
            models.UniqueConstraint(fields=["review", "kind", "item_id"], name="sharing_review_item_stands_once")
        ]

    @property
    def about(self) -> str:
        return f"review:{self.review_id}"
