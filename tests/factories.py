"""What the tests make: rows with plain defaults, each overridable by name."""

from datetime import UTC, date, datetime
from typing import Any

from samspor.access.models import Authority, Membership, Unit, User
from samspor.access.roles import Role
from samspor.agreements.models import LocalAgreement, Programme
from samspor.agreements.rules import Stage
from samspor.courses.models import Assignment, Contact, Course, Engagement, HoursChange, Note, Referral
from samspor.courses.rules import ReferralState
from samspor.people.models import Person
from samspor.sharing.models import (
    Consent,
    ConsentCategory,
    ConsentRecipient,
    ConsentText,
    Exchange,
    TreatmentPeriod,
)
from samspor.sharing.rules import Category, Purpose

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_AGO = date(2007, 1, 1)


def authority(name: str, kind: str = "municipality", code: str = "", **words: Any) -> Authority:
    code = code or name[:8]
    made, _ = Authority.objects.get_or_create(
        kind=kind, code=code, defaults={"name": name, "valid_from": LONG_AGO, **words}
    )
    return made


def unit(authority: Authority, name: str, kind: str = "employment", **words: Any) -> Unit:
    made, _ = Unit.objects.get_or_create(
        authority=authority,
        code=words.pop("code", name[:30]),
        defaults={"name": name, "kind": kind, "valid_from": LONG_AGO, **words},
    )
    return made


def staff(username: str, role: Role, unit: Unit | None, name: str = "", **words: Any) -> User:
    user, _ = User.objects.get_or_create(
        username=username, defaults={"name": name or username.capitalize(), "email": f"{username}@example.dk"}
    )
    Membership.objects.create(user=user, unit=unit, role=role, **{"valid_from": date(2020, 1, 1), **words})
    return user


def membership(user: User, role: Role | None = None) -> Membership:
    rows = user.memberships.select_related("unit__authority", "user")
    return rows.get(role=role) if role else rows.get()


def programme(**words: Any) -> Programme:
    return Programme.objects.create(
        **{
            "code": "ips-syddanmark",
            "name": "IPS Region Syddanmark",
            "starts_on": date(2021, 1, 1),
            "success_rungs": ["ordinary_employment", "ordinary_education"],
            **words,
        }
    )


def agreement(
    programme: Programme, municipal_unit: Unit, treatment_unit: Unit, **words: Any
) -> LocalAgreement:
    return LocalAgreement.objects.create(
        **{
            "programme": programme,
            "municipal_unit": municipal_unit,
            "treatment_unit": treatment_unit,
            "starts_on": date(2021, 1, 1),
            "stage": Stage.FOLLOW_UP,
            **words,
        }
    )


def person(unit: Unit, given_names: str = "Freja", family_name: str = "Ærøskov", **words: Any) -> Person:
    return Person.objects.create(unit=unit, given_names=given_names, family_name=family_name, **words)


def consent_text(purpose: Purpose = Purpose.EXCHANGE) -> ConsentText:
    made, _ = ConsentText.objects.get_or_create(
        purpose=purpose, version=1, language="da", defaults={"body": "…", "valid_from": date(2020, 1, 1)}
    )
    return made


def consent(person: Person, to: Unit | None, received_by: User, **words: Any) -> Consent:
    """A live consent from the person's unit to another, all categories ticked unless told otherwise."""
    categories = words.pop("categories", list(Category))
    purpose = words.get("purpose", Purpose.EXCHANGE)
    made = Consent.objects.create(
        **{
            "person": person,
            "purpose": purpose,
            "from_unit": person.unit,
            "permission_basis": "sul_43" if person.unit.is_treatment else "gdpr_consent",
            "processing_basis": "gdpr_6_1_e",
            "text": consent_text(purpose),
            "given_on": date(2025, 9, 1),
            "valid_from": date(2025, 9, 1),
            "valid_to": date(2026, 8, 31),
            "how_given": "screen",
            "received_by": received_by,
            **words,
        }
    )
    if to is not None:
        ConsentRecipient.objects.create(consent=made, unit=to)
    ConsentCategory.objects.bulk_create(ConsentCategory(consent=made, category=c) for c in categories)
    return made


def treatment(person: Person, clinician: User, **words: Any) -> TreatmentPeriod:
    return TreatmentPeriod.objects.create(
        **{
            "person": person,
            "unit": person.unit,
            "clinician": clinician,
            "starts_on": date(2025, 6, 1),
            "reconfirmed_on": date(2026, 2, 1),
            **words,
        }
    )


def course(
    agreement: LocalAgreement, municipal: Person, regional: Person | None, sender: User, **words: Any
) -> Course:
    """An accepted course; with a regional record it has an exchange."""
    accepted_on = words.get("accepted_on", date(2025, 9, 8))
    exchange = None
    if regional is not None:
        exchange = Exchange.objects.create(
            municipal_unit=agreement.municipal_unit,
            municipal_person=municipal,
            treatment_unit=agreement.treatment_unit,
            regional_person=regional,
            agreement=agreement,
            opened_on=accepted_on,
        )
    from_person = regional or municipal
    referral = Referral.objects.create(
        kind="referral" if regional else "proposal",
        programme=agreement.programme,
        agreement=agreement,
        from_unit=from_person.unit,
        to_unit=agreement.municipal_unit,
        sender=sender,
        person=from_person,
        consent=consent(
            from_person, agreement.municipal_unit, sender, purpose=Purpose.REFERRAL, categories=[]
        ),
        wish_for_work="Noget med planter, gerne om formiddagen",
        state=ReferralState.ACCEPTED,
        yes_on=None if regional else accepted_on,
        created_at=NOW,
        sent_at=NOW,
        answered_at=NOW,
    )
    return Course.objects.create(
        **{
            "programme": agreement.programme,
            "referral": referral,
            "exchange": exchange,
            "municipal_unit": agreement.municipal_unit,
            "municipal_person": municipal,
            "accepted_on": accepted_on,
            "started_on": date(2025, 9, 15),
            **words,
        }
    )


def assign(course: Course, user: User, unit: Unit, kind: str, **words: Any) -> Assignment:
    return Assignment.objects.create(
        **{"course": course, "user": user, "unit": unit, "kind": kind, "starts_on": date(2025, 9, 8), **words}
    )


def _item(course: Course, author: User, unit: Unit, **words: Any) -> dict[str, Any]:
    released = words.pop("released", False)
    return {
        "course": course,
        "exchange": course.exchange,
        "author": author,
        "owner_unit": unit,
        "category": Category.EMPLOYMENT,
        "created_at": NOW,
        "released_at": NOW if released else None,
        "released_by": author if released else None,
        **words,
    }


def note(
    course: Course, author: User, unit: Unit, text: str = "Vil gerne arbejde i et gartneri", **words: Any
) -> Note:
    return Note.objects.create(text=text, **_item(course, author, unit, **words))


def contact(course: Course, author: User, unit: Unit, **words: Any) -> Contact:
    plain = {
        "on": date(2025, 9, 15),
        "minutes": 60,
        "with_whom": "candidate",
        "how": "in_person",
        "where": "psychiatry",
        "service": "engagement",
    }
    return Contact.objects.create(**{**plain, **_item(course, author, unit, **words)})


def engagement(course: Course, author: User, hours: float | None = 15, **words: Any) -> Engagement:
    plain = {"rung": "ordinary_employment", "employer_name": "Gartneri Solhøj", "starts_on": date(2026, 1, 5)}
    made = Engagement.objects.create(**{**plain, **_item(course, author, course.municipal_unit, **words)})
    if hours is not None:
        HoursChange.objects.create(engagement=made, from_on=made.starts_on, hours_week=hours)
    return made
