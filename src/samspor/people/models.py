"""Candidates as one authority knows them. Another authority's record of the same person is another row, and
neither changes what the other's pages answer."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet, Versioned
from samspor.access.encryption import EncryptedTextField, blind_indexes, dual_index
from samspor.access.models import Authority, Membership, Unit, User
from samspor.access.roles import Role
from samspor.people.labels import SYSTEMS
from samspor.people.rules import System, search_words, sort_key

CASEWORKERS = {Role.SPECIALIST, Role.CLINICIAN}


class PersonQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Caseworkers of the unit that keeps the record, or that follows it; a restricted record only its named staff;
        the candidate their own."""
        if membership.role == Role.CANDIDATE:
            return Q(user=membership.user_id)
        if membership.role not in CASEWORKERS:
            return Q(pk__in=[])
        named = PersonAccess.objects.filter(
            PersonAccess.covering(on), person=OuterRef("pk"), user=membership.user_id
        )
        own = Unit.objects.that_became(membership.unit_id, on).values("pk")
        return Q(Q(is_restricted=False) | Exists(named), unit__in=own)

    def called(self, words: str) -> "PersonQuerySet":
        """Each of the words is a part of the name, in any order: `ær fre` finds Freja Ærøskov."""
        parts = search_words(words).split()
        return self.filter(*(Q(search_name__contains=part) for part in parts)) if parts else self.none()

    def with_number(self, number: str, *authority_ids: int | None) -> "PersonQuerySet":
        """Exactly this number, whichever system gave it, in the records of these authorities."""
        return self.filter(pk__in=Identifier.objects.with_number(number, *authority_ids).values("person"))


class Person(Versioned, CaseData):
    """A candidate (or patient) in one authority's own record. Gender is not recorded."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("unit that keeps the record")
    )
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", editable=False)
    given_names = models.CharField(_("given names"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    search_name = models.CharField(max_length=250, editable=False, db_index=True)
    sort_name = models.CharField(max_length=300, editable=False)
    is_protected = models.BooleanField(_("name and address are protected"), default=False)
    is_restricted = models.BooleanField(_("own employee: named staff only"), default=False)
    interpreter_language = models.CharField(_("needs an interpreter in"), max_length=50, blank=True)
    safe_contact = EncryptedTextField(_("safe way of contact"), blank=True, max_length=500)
    representative = EncryptedTextField(_("guardian or representative"), blank=True, max_length=500)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["unit", "sort_name"])]

    def __str__(self) -> str:
        return str(_("Protected name")) if self.is_protected else self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    def doubled_in(self) -> list[Unit]:
        """Units that made a second record with one of the numbers, unknowing of this restricted one; for its named
        staff."""
        own = Identifier.objects.filter(person=self).values("blind_index_next")
        doubles = Identifier.objects.filter(
            authority=self.authority_id, is_double=True, blind_index_next__in=own
        ).exclude(person=self)
        return list(Unit.objects.filter(pk__in=doubles.values("person__unit")))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.authority_id = self.unit.authority_id
        self.search_name = search_words(self.full_name)[:250]
        self.sort_name = sort_key(self.family_name, self.given_names)[:300]
        super().save(*args, **kwargs)


class OfPersonQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """As the person that the row belongs to."""
        people = Person.objects.all()
        return Q(person__in=people.filter(people.within(membership, on)))


class IdentifierQuerySet(OfPersonQuerySet):
    def with_number(
        self, number: str, *authority_ids: int | None, systems: Iterable[str] = System
    ) -> "IdentifierQuerySet":
        """Found by the blind index, unopened, under every key that is in use."""
        places = [(str(system), authority) for system in systems for authority in authority_ids]
        return self.filter(
            authority__in=authority_ids,
            blind_index_next__in=[i for s, a in places for i in blind_indexes(s, number, a)],
        )


class Identifier(CaseData):
    """A number that a system gave the person: encrypted, found by a keyed index, shown by a logged click.

    `is_double`: the number also stands in a restricted record that the one who entered it must not know of.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", editable=False)
    system = models.CharField(_("kind of number"), max_length=20, choices=SYSTEMS)
    value = EncryptedTextField(_("number"), max_length=30)
    blind_index = models.CharField(max_length=100, editable=False)
    blind_index_next = models.CharField(max_length=100, editable=False, blank=True)
    is_double = models.BooleanField(default=False, editable=False)

    objects = IdentifierQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["system", "id"]
        constraints = [  # two, so that none slips between two keys while they are changed: see `dual_index`
            models.UniqueConstraint(
                fields=["authority", "blind_index"], condition=Q(is_double=False),
                name="people_identifier_is_unique_within",
            ),
            models.UniqueConstraint(
                fields=["authority", "blind_index_next"], condition=Q(is_double=False),
                name="people_identifier_stays_unique",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_system_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.authority_id = self.person.authority_id
        both = dual_index(self.system, self.value, self.authority_id)
        self.blind_index, self.blind_index_next = both["blind_index"], both["blind_index_next"]
        super().save(*args, **kwargs)

    @property
    def about(self) -> str:
        return f"person:{self.person_id}"


class PersonAccess(CaseData):
    """Named staff who may see a restricted record, from when to when, and why."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="named_staff")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    objects = OfPersonQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("named staff")
        verbose_name_plural = _("named staff")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="people_access_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"

    @staticmethod
    def covering(on: date) -> Q:
        """Rows whose days, first and last included, cover the day."""
        return Q(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    @property
    def about(self) -> str:
        return f"person:{self.person_id}"
