"""What is decided, item by item, about received information after sharing closed."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet, OpensWithParent, Versioned
from samspor.access.models import Authority, Membership, Unit, User
from samspor.people.models import Person, PersonAccess
from samspor.sharing.models.channel import Exchange


class ReviewQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """The one person whom the authority names as reviewer, and nobody else; while none is named, nobody. Of a
        restricted record only if that names the reviewer too. Of an authority that has ended, its successor's."""
        named = PersonAccess.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=on), user=membership.user_id, starts_on__lte=on
        )
        own = Authority.objects.that_became(membership.authority_id, on).values("pk")
        allowed = Q(pk__in=[])
        for unit, person in [("municipal_unit", "municipal_person"), ("treatment_unit", "regional_person")]:
            mine = Q(**{f"exchange__{unit}__authority__in": own})
            is_named = Q(Exists(named.filter(person=OuterRef(f"exchange__{person}"))))
            allowed |= mine & (Q(**{f"exchange__{person}__is_restricted": False}) | is_named)
        reviewer = Authority.objects.filter(pk=membership.authority_id, sharing_reviewer=membership.user_id)
        return allowed & Exists(reviewer) & Q(authority__in=own)


class Review(Versioned, CaseData):
    """Opened for each receiving authority when sharing closes. Its cause is for the reviewer alone."""

    class Cause(models.TextChoices):
        WITHDRAWN = "withdrawn", _("consent withdrawn")
        LAPSED = "lapsed", _("consent lapsed")
        TREATMENT_ENDED = "treatment_ended", _("treatment ended")
        UNIT_ENDED = "unit_ended", _("a unit has ended")
        MOVED = "moved", _("the course goes on with another team")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="reviews")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "authority"],
                condition=Q(closed_at=None),
                name="sharing_review_is_open_once",
            )
        ]

    @property
    def about(self) -> str:
        """A look at a review is a look at the authority's own record of the citizen, who sees it as such."""
        exchange = self.exchange
        own = exchange.municipal_person_id if self.is_municipal else exchange.regional_person_id
        return f"person:{own}"

    @property
    def is_municipal(self) -> bool:
        return self.exchange.municipal_unit.authority_id == self.authority_id

    @property
    def receiver(self) -> Unit:
        """The unit of the exchange that belongs to the review's authority."""
        return self.exchange.municipal_unit if self.is_municipal else self.exchange.treatment_unit

    @property
    def person(self) -> Person:
        """The authority's own record of the citizen."""
        return self.exchange.municipal_person if self.is_municipal else self.exchange.regional_person


class ReviewItemQuerySet(OpensWithParent):
    parent = "review"


class ReviewItem(CaseData):
    """One received item or a derived note of one's own, and what the reviewer decided about it.

    Own: kept on another legal basis it stands on its own from then on; deleted, it is gone with its versions.
    Received: the receiving authority never had a copy. Kept, the decision is on record as the basis of what stands
    in its other systems, and opens nothing; deleted, it stays closed even when sharing opens again, until its owner
    releases it anew.
    """

    class Decision(models.TextChoices):
        KEEP = "keep", _("keep, with another legal basis")
        DELETE = "delete", _("delete")

    review = models.ForeignKey(Review, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=40)
    item_id = models.UUIDField(db_index=True)
    is_received = models.BooleanField(default=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=100, blank=True)
    archive_reference = models.CharField(_("archive authorisation"), max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReviewItemQuerySet.as_manager()

    class Meta(CaseData.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["review", "kind", "item_id"],
                condition=Q(decision=""),
                name="sharing_review_item_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(decision="")
                | Q(decision="keep", decided_at__isnull=False) & ~Q(legal_basis="")
                | Q(decision="delete", decided_at__isnull=False) & ~Q(archive_reference=""),
                name="sharing_review_decision_has_its_reason",
            ),
        ]

    @property
    def about(self) -> str:
        return self.review.about

    @property
    def name(self) -> str:
        """What kind of item it is, in words."""
        kinds = (m._meta for m in apps.get_models() if m._meta.model_name == self.kind)
        return capfirst(str(next((kind.verbose_name for kind in kinds), self.kind)))
