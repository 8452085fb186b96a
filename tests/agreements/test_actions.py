"""What coordinators do with programmes and agreements, and what the rules refuse them."""

from datetime import date

import pytest

from factories import NOW, TODAY
from samspor.access.actions import Denied, Refused, Stale
from samspor.agreements import actions
from samspor.agreements.models import LocalAgreement, Programme


def agree(world, by, **words):
    plain = {"municipal_unit": world.jobcentre, "treatment_unit": world.middelfart_team, "starts_on": TODAY}
    return actions.create_agreement(world.programme, by=by("gitte"), at=NOW, **{**plain, **words})


def test_a_programme_is_made_with_the_coordinators_own_unit(world, by):
    words = {"name": "Ny indsats", "starts_on": TODAY, "success_rungs": ["flexjob"]}
    made = actions.create_programme(by("gitte").unit, by=by("gitte"), at=NOW, code="ny", **words)
    again = actions.create_programme(by("gitte").unit, by=by("gitte"), at=NOW, code="ny", **words)
    assert made == again
    assert list(made.units.all()) == [by("gitte").unit]
    assert made.rungs == ["flexjob"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"code": "ips-syddanmark"}, "code"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"min_age": 30, "max_age": 18}, "max_age"),
    ],
)
def test_a_programme_that_cannot_be(world, by, words, field):
    plain = {"code": "ny", "name": "Ny indsats", "starts_on": TODAY}
    with pytest.raises(Refused) as refused:
        actions.create_programme(by("gitte").unit, by=by("gitte"), at=NOW, **{**plain, **words})
    assert refused.value.field == field


def test_own_authority_stays_in_the_programme(world, by):
    with pytest.raises(Refused):
        actions.change_programme(world.programme, by=by("gitte"), at=NOW, units=[world.jobcentre])
    actions.change_programme(world.programme, by=by("gitte"), at=NOW, units=[world.team], name="Nyt navn")
    assert Programme.objects.get().name == "Nyt navn"


@pytest.mark.parametrize("who", ["anna", "kirsten", "dorte", "eva", "henrik", "jens", "ida"])
def test_only_coordinators_change_what_was_agreed(world, by, who):
    with pytest.raises(Denied):
        actions.change_agreement(world.agreement, by=by(who), at=NOW, meeting_place="Kantinen")
    with pytest.raises(Denied):
        actions.change_programme(world.programme, by=by(who), at=NOW, name="Andet")


def test_an_agreement_sent_twice_is_one(world, by):
    assert agree(world, by) == agree(world, by)
    assert LocalAgreement.objects.count() == 3


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"municipal_unit": "team"}, "municipal_unit"),
        ({"treatment_unit": "middelfart"}, "treatment_unit"),
        ({"starts_on": date(2006, 1, 1)}, "municipal_unit"),
        ({"treatment_unit": "team"}, "starts_on"),
    ],
)
def test_an_agreement_that_cannot_be(world, by, words, field):
    words = {
        name: getattr(world, value) if isinstance(value, str) else value for name, value in words.items()
    }
    with pytest.raises(Refused) as refused:
        agree(world, by, **words)
    assert refused.value.field == field


def test_stages_are_moved_one_by_one(world, by):
    made = agree(world, by)
    for stage in ("clarification", "agreement", "training"):
        assert made.is_valid_on(TODAY) is False
        actions.move_stage(made, by=by("gitte"), at=NOW, to=stage)
        made.refresh_from_db() if stage == "training" else None
    assert made.is_valid_on(TODAY)
    with pytest.raises(Refused):
        actions.move_stage(made, by=by("gitte"), at=NOW, to="follow_up")


def test_two_coordinators_at_once(world, by):
    actions.change_agreement(world.agreement, by=by("gitte"), at=NOW, version=1, meeting_place="Kantinen")
    with pytest.raises(Stale):
        actions.change_agreement(world.agreement, by=by("gitte"), at=NOW, version=1, meeting_place="Hallen")
