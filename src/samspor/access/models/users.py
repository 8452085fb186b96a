"""People who sign in, and their memberships: who works where, as what, from when to when."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import ScopedQuerySet
from samspor.access.models.organisation import Dated, DatedQuerySet, Unit
from samspor.access.roles import ROLES, UNITLESS, Permission, Role, roles_with


class UserQuerySet(ScopedQuerySet):
    def within(self, membership: "Membership", on: date) -> Q:
        """Staff of one's own authority, former ones too. Never a candidate."""
        if membership.authority_id is None:
            return Q(pk__in=[])
        own = Membership.objects.filter(unit__authority=membership.authority_id)
        return Q(pk__in=own.values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username: str, password: str | None = None, **words: Any) -> "User":
        user = self.model(username=username.strip().lower(), **words)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who signs in: staff, or a candidate. What one may do follows from memberships alone."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("da", "Dansk"), ("en", "English")], default="da"
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def memberships_on(self, on: date) -> list["Membership"]:
        """Current memberships; fetched once a day for each loaded user."""
        known = self.__dict__.setdefault("_memberships", {})
        if on not in known:
            known[on] = list(
                self.memberships.valid_on(on).select_related("unit__authority", "user").order_by("role", "pk")
            )
        return known[on]

    def has(self, permission: Permission, on: date) -> bool:
        return any(permission in m.permissions for m in self.memberships_on(on))


class MembershipQuerySet(DatedQuerySet):
    def within(self, membership: "Membership", on: date) -> Q:
        """Memberships in the units of one's own authority."""
        return Q(unit__authority=membership.authority_id, unit__isnull=False)

    def with_permission(self, permission: Permission, on: date) -> Self:
        """Memberships that on that day give the permission, of active users."""
        return self.valid_on(on).filter(role__in=roles_with(permission), user__is_active=True)


class Membership(Dated):
    """One person's role in one unit for a time. A permission and a row must both follow from the same one."""

    class Source(models.TextChoices):
        LOCAL = "local", _("entered here")
        OIDC = "oidc", _("from sign-in")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.LOCAL)

    objects = MembershipQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user__name", "role"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(role__in=sorted(UNITLESS)),
                name="access_membership_has_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.unit}" if self.unit_id else str(self.get_role_display())

    @property
    def permissions(self) -> frozenset[Permission]:
        return ROLES[Role(self.role)]

    @property
    def authority_id(self) -> int | None:
        return self.unit.authority_id if self.unit else None
