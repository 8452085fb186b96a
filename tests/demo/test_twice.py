"""The same seed twice gives the same facts, whatever keys and sealed values they have."""

import pytest
from django.db import transaction

from samspor.courses.models import Assignment, Contact, Course, Engagement, Referral
from samspor.demo.world import build
from samspor.outcomes.models import Run
from samspor.people.models import Person
from samspor.sharing.models import Consent, Review, TreatmentPeriod

pytestmark = pytest.mark.one_database  # the demo world is an SQLite file; elsewhere it is not promised

FACTS = (
    (Person, ("sort_name", "unit__name", "user__username")),
    (Referral, ("person__sort_name", "kind", "state", "sent_on", "decline_reason")),
    (Course, ("municipal_person__sort_name", "accepted_on", "started_on", "ended_on", "end_reason")),
    (Assignment, ("course__municipal_person__sort_name", "user__username", "kind", "starts_on")),
    (Engagement, ("rung", "employer_name", "starts_on", "ends_on")),
    (Contact, ("on", "minutes", "how", "where", "released_at")),
    (Consent, ("person__sort_name", "purpose", "given_on", "valid_to", "withdrawn_at")),
    (TreatmentPeriod, ("person__sort_name", "starts_on", "reconfirmed_on", "ends_on")),
    (Review, ("authority__name", "cause", "opened_at")),
)


def facts() -> dict[str, list[tuple]]:
    found = {model.__name__: sorted(model.objects.values_list(*names), key=str) for model, names in FACTS}
    runs = Run.objects.order_by("programme__code", "through")
    return found | {"Run": [(run.programme.code, run.through, run.figures, run.flow) for run in runs]}


@pytest.mark.slow
def test_the_same_facts_twice(db, settings) -> None:
    settings.DEMO = True
    told = []
    for _ in range(2):
        with transaction.atomic():
            build(size=30)
            told.append(facts())
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert all(told[0].values())
