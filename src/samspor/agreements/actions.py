"""What coordinators do: make and change programmes and local agreements, and move an agreement a stage."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from samspor.access.actions import Actor, Refused, action
from samspor.access.models import Authority, Membership, Unit
from samspor.access.roles import Permission
from samspor.agreements import rules
from samspor.agreements.models import LocalAgreement, Programme
from samspor.agreements.rules import Stage


@action(Permission.PROGRAMME_CHANGE)
def create_programme(
    unit: Unit, /, *, by: Actor, at: datetime, code: str, units: Iterable[Unit] = (), **facts: Any
) -> Programme:
    """A new programme, in which the coordinator's own unit takes part. Sent twice it makes one."""
    _check_programme(facts)
    known: Programme | None = Programme.objects.filter(code=code).first()
    if known is not None:
        if known.units.filter(pk=unit.pk).exists() and _says_the_same(known, facts):
            return known
        raise Refused(_("Another programme has this code."), field="code")
    programme = Programme.objects.create(code=code, **facts)
    programme.units.set({unit, *units})
    return programme


@action(Permission.PROGRAMME_CHANGE)
def change_programme(
    programme: Programme, /, *, by: Actor, at: datetime, units: Iterable[Unit] | None = None, **facts: Any
) -> None:
    """Change what a programme says, and who takes part. `version=` is what the coordinator saw."""
    _put(programme, facts)
    _check_programme(
        {name: getattr(programme, name) for name in ("starts_on", "ends_on", "min_age", "max_age")}
    )
    if Programme.objects.exclude(pk=programme.pk).filter(code=programme.code).exists():
        raise Refused(_("Another programme has this code."), field="code")
    programme.save()
    if units is not None:
        units = set(units)
        if isinstance(by, Membership) and not any(u.authority_id == by.authority_id for u in units):
            raise Refused(_("A unit of your own authority must take part."), field="units")
        programme.units.set(units)


@action(Permission.AGREEMENT_CHANGE)
def create_agreement(
    programme: Programme, /, *, by: Actor, at: datetime, municipal_unit: Unit, treatment_unit: Unit, starts_on: date,
    **facts: Any,
) -> LocalAgreement:  # fmt: skip
    """A new agreement between two units, one of them of one's own authority. Sent twice it makes one."""
    agreement = LocalAgreement(
        programme=programme,
        municipal_unit=municipal_unit,
        treatment_unit=treatment_unit,
        starts_on=starts_on,
        **facts,
    )
    twin: LocalAgreement | None = LocalAgreement.objects.filter(
        programme=programme, municipal_unit=municipal_unit, treatment_unit=treatment_unit, starts_on=starts_on
    ).first()
    if twin is not None and _says_the_same(twin, facts):
        return twin
    _check_agreement(agreement, by)
    agreement.save()
    return agreement


@action(Permission.AGREEMENT_CHANGE)
def change_agreement(agreement: LocalAgreement, /, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Change what was agreed; the stage is moved by itself. `version=` is what the coordinator saw."""
    _put(agreement, facts)
    _check_agreement(agreement, by)
    agreement.save()


@action(Permission.AGREEMENT_CHANGE)
def move_stage(agreement: LocalAgreement, /, *, by: Actor, at: datetime, to: str) -> None:
    """One step on in the rollout, or one back."""
    if not rules.may_move(Stage(agreement.stage), Stage(to)):
        raise Refused(
            _("From this stage the agreement cannot be moved there. Load the page again."), field="to"
        )
    agreement.stage = Stage(to)
    agreement.save()


def _put(row: Any, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def _says_the_same(row: Any, facts: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in facts.items())


def _check_programme(facts: dict[str, Any]) -> None:
    starts_on, ends_on = facts.get("starts_on"), facts.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("The last day lies before the first."), field="ends_on")
    youngest, oldest = facts.get("min_age"), facts.get("max_age")
    if youngest is not None and oldest is not None and oldest < youngest:
        raise Refused(_("The highest age is lower than the lowest."), field="max_age")


def _check_agreement(agreement: LocalAgreement, by: Actor) -> None:
    ours, theirs = agreement.municipal_unit, agreement.treatment_unit
    if agreement.ends_on is not None and agreement.ends_on < agreement.starts_on:
        raise Refused(_("The last day lies before the first."), field="ends_on")
    if ours.is_treatment:
        raise Refused(
            _("Choose a unit that does employment work, not a treatment unit."), field="municipal_unit"
        )
    if not theirs.is_treatment:
        raise Refused(_("Choose a treatment unit."), field="treatment_unit")
    for unit, field in ((ours, "municipal_unit"), (theirs, "treatment_unit")):
        if not unit.is_valid_on(agreement.starts_on):
            raise Refused(_("The unit does not exist on the first day of the agreement."), field=field)
    if agreement.provider is not None and agreement.provider.kind != Authority.Kind.PROVIDER:
        raise Refused(_("Choose a provider."), field="provider")
    if isinstance(by, Membership) and by.authority_id not in {ours.authority_id, theirs.authority_id}:
        raise Refused(_("One of the two units must be of your own authority."), field="municipal_unit")
    period = (agreement.starts_on, agreement.ends_on)
    others = LocalAgreement.objects.filter(
        programme=agreement.programme, municipal_unit=ours, treatment_unit=theirs
    ).exclude(pk=agreement.pk)
    if any(rules.overlap(period, (other.starts_on, other.ends_on)) for other in others):
        raise Refused(
            _(
                "The two units already have an agreement in this programme in the same period. Change that one."
            ),
            field="starts_on",
        )
