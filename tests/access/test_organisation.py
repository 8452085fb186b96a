"""The organisation: everybody sees it, administrators change their own authority's part, and nobody helps themselves."""

from datetime import date

import pytest
from django.urls import reverse

import factories as make
from factories import NOW, TODAY
from samspor.access.actions import Denied, Refused
from samspor.access.models import ActsFor, AuditEvent, Authority, Membership, Unit, User
from samspor.access.organisation import actions
from samspor.access.roles import Role

pytestmark = pytest.mark.slow

SEES = ["anna", "bo", "carl", "kirsten", "lars", "dorte", "gitte", "jens"]
NOBODY = ["eva", "freja", "henrik", "ida"]
UNIT = {"name": "Ungeenheden", "code": "unge", "kind": "youth", "valid_from": "01-01-2026"}
PERSON = {
    "name": "Nina Ny",
    "username": "nina",
    "email": "nina@example.dk",
    "role": "specialist",
    "valid_from": "02-03-2026",
}


def at(name, *keys):
    return reverse(f"access:{name}", args=keys)


def seen(world):
    return [at("organisation"), at("authorities"), at("authority", world.team.authority_id)]


def changing(world):
    own = Membership.objects.get(user=world.anna)
    keys = [("change_unit", world.jobcentre.pk), ("user", world.anna.pk), ("change_user", world.anna.pk)]
    keys += [
        ("invite", world.anna.pk),
        ("forget_second_factor", world.anna.pk),
        ("join", world.anna.pk),
        ("leave", own.pk),
    ]
    plain = [at(name) for name in ("users", "create_user", "create_unit", "reviewer", "mandate")]
    return plain + [at(*key) for key in keys]


# --- who ----------------------------------------------------------------------------------------------------
def test_signed_out(client, world):
    assert {client.get(address).status_code for address in [*seen(world), *changing(world)]} == {302}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_the_organisation(world, as_, who):
    assert {as_(who).get(address).status_code for address in seen(world)} == {200}


@pytest.mark.parametrize("who", NOBODY)
def test_who_has_no_such_page(world, as_, who):
    assert {as_(who).get(address).status_code for address in seen(world)} == {403}


@pytest.mark.parametrize("who", [who for who in SEES if who != "jens"])
def test_only_administrators_have_the_pages_that_change(world, as_, who):
    assert {as_(who).get(address).status_code for address in changing(world)} == {403}


def test_the_administrator_has_them_all(world, as_):
    assert {as_("jens").get(address).status_code for address in changing(world)} == {200}


def test_another_authoritys_units_and_people_are_not_there(world, as_):
    carls = Membership.objects.get(user=world.carl)
    mandate = ActsFor.objects.create(
        provider=make.authority("Firma", kind="provider"),
        municipality=world.middelfart.authority,
        valid_from=TODAY,
    )
    client = as_("jens")
    for name, key in [
        ("unit", world.middelfart.pk), ("change_unit", world.middelfart.pk), ("user", world.carl.pk), ("leave", carls.pk),
        ("join", world.carl.pk), ("invite", world.carl.pk), ("change_user", world.carl.pk), ("user", world.freja.pk),
        ("end_mandate", mandate.pk),
    ]:  # fmt: skip
        assert client.get(at(name, key)).status_code == 404
        assert client.post(at(name, key), {"valid_to": "02-03-2026"}).status_code == 404
        assert client.get(at(name, 999_999)).status_code == 404


# --- what is shown ------------------------------------------------------------------------------------------
def test_colleagues_are_shown_and_other_authorities_people_are_not(world, as_):
    client = as_("anna")
    assert "Jobcenter Odense" in client.get(at("organisation")).content.decode()
    unit = client.get(at("unit", world.jobcentre.pk)).content.decode()
    assert "Bo Lund" in unit
    assert "Freja" not in unit
    other = client.get(at("authority", world.team.authority_id)).content.decode()
    assert "Lokalpsykiatri Odense" in other
    assert "Kirsten" not in other


@pytest.mark.parametrize("many", [1, 50])
@pytest.mark.parametrize("name", ["organisation", "authorities", "users"])
def test_the_lists_ask_as_little_for_many_as_for_one(world, as_, many, name, django_assert_max_num_queries):
    for n in range(many):
        unit = make.unit(world.jobcentre.authority, f"Enhed {n}")
        make.staff(f"u{n}", Role.SPECIALIST, unit)
        make.authority(f"Kommune {n}", code=f"9{n:03}", region=world.team.authority)
    client = as_("jens")
    with django_assert_max_num_queries(12):
        assert client.get(at(name)).status_code == 200


@pytest.mark.parametrize("many", [1, 50])
def test_a_unit_asks_as_little_for_many_as_for_one(world, as_, many, django_assert_max_num_queries):
    for n in range(many):
        make.staff(f"u{n}", Role.SPECIALIST, world.jobcentre)
    client = as_("jens")
    with django_assert_max_num_queries(12):
        assert client.get(at("unit", world.jobcentre.pk)).status_code == 200


# --- what administrators do ---------------------------------------------------------------------------------
def test_a_unit_is_made_and_closed_with_a_successor(world, as_):
    client = as_("jens")
    sent = client.post(at("create_unit"), UNIT)
    made = Unit.objects.get(code="unge")
    assert sent.url == at("unit", made.pk) == client.post(at("create_unit"), UNIT).url
    words = {"name": "Ungehuset", "valid_to": "31-12-2026", "successor": world.jobcentre.pk}
    assert client.post(at("change_unit", made.pk), words).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.valid_to, made.successor) == ("Ungehuset", date(2026, 12, 31), world.jobcentre)


@pytest.mark.parametrize(
    "words", [{"name": ""}, {"kind": "treatment"}, {"valid_from": "32-01-2026"}, {"kind": ""}]
)
def test_bad_words_of_a_unit_stay_on_the_page(world, as_, words):
    page = as_("jens").post(at("create_unit"), {**UNIT, **words})
    assert page.status_code == 422
    assert 'value="unge"' in page.content.decode()
    assert not Unit.objects.filter(code="unge").exists()


@pytest.mark.parametrize("words", [{"successor": "own"}, {"valid_to": "01-01-2000"}])
def test_a_successor_needs_a_last_day_and_a_last_day_a_first(world, as_, words):
    other = make.unit(world.jobcentre.authority, "Ungeenheden")
    words = {name: other.pk if value == "own" else value for name, value in words.items()}
    assert as_("jens").post(at("change_unit", world.jobcentre.pk), {"name": "X", **words}).status_code == 422


def test_a_person_is_made_and_chooses_a_password_by_a_link_shown_once(world, as_, client):
    jens = as_("jens")
    sent = jens.post(at("create_user"), {**PERSON, "unit": world.jobcentre.pk})
    nina = User.objects.get(username="nina")
    assert sent.url == at("user", nina.pk)
    assert nina.has_usable_password() is False
    page = jens.post(at("invite", nina.pk)).content.decode()
    link = page.split('<pre class="kept-text" tabindex="0">')[1].split("<")[0]
    assert "/sign-in/new/" in link
    assert link not in jens.get(at("user", nina.pk)).content.decode()
    chosen = client.get(link, follow=True)
    assert chosen.status_code == 200
    words = {"new_password1": "fire ord uden mening", "new_password2": "fire ord uden mening"}
    client.post(chosen.request["PATH_INFO"], words)
    nina.refresh_from_db()
    assert nina.check_password("fire ord uden mening")
    assert AuditEvent.objects.filter(
        event="organisation.change", user_id=world.jens.pk, object_id=nina.pk
    ).exists()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"name": ""}, "name"),
        ({"username": "to ord"}, "username"),
        ({"username": "anna"}, "username"),
        ({"email": "ikke en adresse"}, "email"),
        ({"role": "clinician"}, "role"),
        ({"role": "candidate"}, "role"),
        ({"valid_to": "01-01-2020"}, "valid_to"),
        ({"unit": "middelfart"}, "unit"),
    ],
)
def test_bad_words_of_a_person_stay_on_the_page(world, as_, words, field):
    words = {n: getattr(world, v).pk if v == "middelfart" else v for n, v in words.items()}
    page = as_("jens").post(at("create_user"), {**PERSON, "unit": world.jobcentre.pk, **words})
    assert page.status_code == 422
    assert f"id_{field}_error" in page.content.decode()
    assert not User.objects.filter(email="nina@example.dk").exists()


def test_a_role_is_given_and_ended(world, as_):
    client = as_("jens")
    words = {"unit": world.jobcentre.pk, "role": "team_leader", "valid_from": "02-03-2026"}
    assert client.post(at("join", world.bo.pk), words).status_code == 302
    assert client.post(at("join", world.bo.pk), {**words, "valid_from": "03-03-2026"}).status_code == 422
    given = Membership.objects.get(user=world.bo, role="team_leader")
    assert client.post(at("leave", given.pk), {"valid_to": "01-03-2026"}).status_code == 422
    assert client.post(at("leave", given.pk), {"valid_to": "02-03-2026"}).status_code == 302
    given.refresh_from_db()
    assert given.valid_to == TODAY


def test_a_closed_account_signs_nobody_in(world, as_):
    bo = as_("bo")
    as_("jens").post(at("change_user", world.bo.pk), {"name": "Bo Lund"})
    world.bo.refresh_from_db()
    assert world.bo.is_active is False
    assert bo.get(at("organisation")).status_code == 302


def test_nobody_gives_a_role_to_themselves(world, by):
    with pytest.raises(Refused):
        actions.add_membership(
            world.jens, by=by("jens"), at=NOW, unit=world.jobcentre, role="specialist", valid_from=TODAY
        )


def test_nobody_closes_their_own_account_or_forgets_their_own_second_factor(world, by):
    with pytest.raises(Refused):
        actions.change_user(world.jens, by=by("jens"), at=NOW, is_active=False)
    with pytest.raises(Refused):
        actions.forget_second_factor(world.jens, by=by("jens"), at=NOW)


def test_the_last_administrator_stays(world, by):
    own = Membership.objects.get(user=world.jens)
    with pytest.raises(Refused):
        actions.end_membership(own, by=by("jens"), at=NOW, valid_to=TODAY)
    make.staff("else", Role.ADMINISTRATOR, world.jobcentre)
    actions.end_membership(own, by=by("jens"), at=NOW, valid_to=TODAY)


@pytest.mark.parametrize("elsewhere", ["middelfart", "candidate"])
def test_an_account_that_opens_doors_elsewhere_is_not_taken_over(world, by, elsewhere):
    if elsewhere == "candidate":
        make.staff("bo", Role.CANDIDATE, None)
    else:
        make.staff("bo", Role.SPECIALIST, world.middelfart)
    for deed, words in [
        (actions.invite, {}),
        (actions.forget_second_factor, {}),
        (actions.change_user, {"email": "x@y.dk"}),
    ]:
        with pytest.raises(Refused):
            deed(world.bo, by=by("jens"), at=NOW, **words)


def test_nothing_is_done_in_another_authority(world, by):
    jens = by("jens")
    for deed in [
        lambda: actions.change_unit(world.team, by=jens, at=NOW, name="X"),
        lambda: actions.create_unit(world.team.authority, by=jens, at=NOW, code="x", kind="office"),
        lambda: actions.create_user(
            world.team, by=jens, at=NOW, username="x", name="X", role="clinician", valid_from=TODAY
        ),
        lambda: actions.add_membership(
            world.bo, by=jens, at=NOW, unit=world.team, role="clinician", valid_from=TODAY
        ),
        lambda: actions.invite(world.carl, by=jens, at=NOW),
        lambda: actions.invite(world.freja, by=jens, at=NOW),
        lambda: actions.name_sharing_reviewer(world.team.authority, by=jens, at=NOW, user=world.lars),
    ]:
        with pytest.raises(Denied):
            deed()


def test_the_reviewer_is_somebody_who_may_decide(world, as_, by):
    assert as_("jens").post(at("reviewer"), {"user": world.bo.pk}).status_code == 302
    assert Authority.objects.get(code="0461").sharing_reviewer == world.bo
    assert as_("jens").post(at("reviewer"), {"user": world.carl.pk}).status_code == 422
    with pytest.raises(Refused):
        actions.name_sharing_reviewer(world.jobcentre.authority, by=by("jens"), at=NOW, user=world.ida)


def test_a_provider_is_given_a_mandate_and_loses_it(world, as_):
    client = as_("jens")
    words = {"name": "Firmaet", "code": "91234567", "valid_from": "01-01-2026"}
    assert client.post(at("mandate"), words).status_code == 302
    given = ActsFor.objects.get()
    assert client.post(at("mandate"), words).status_code == 302
    assert ActsFor.objects.count() == 1
    assert "Firmaet" in client.get(at("organisation")).content.decode()
    assert (
        client.post(at("mandate"), {"provider": given.provider_id, "valid_from": "01-06-2026"}).status_code
        == 422
    )
    assert client.post(at("mandate"), {"valid_from": "01-06-2026", "code": "12"}).status_code == 422
    assert client.post(at("end_mandate", given.pk), {"valid_to": "01-04-2026"}).status_code == 302
    given.refresh_from_db()
    assert given.valid_to == date(2026, 4, 1)


def test_the_demo_takes_invented_providers_only(world, as_, settings):
    settings.DEMO = True
    words = {"name": "Firmaet", "code": "12345678", "valid_from": "01-01-2026"}
    assert as_("jens").post(at("mandate"), words).status_code == 422


def test_a_region_gives_no_mandate(world, by):
    make.staff("reg", Role.ADMINISTRATOR, world.team)
    by_region = make.membership(User.objects.get(username="reg"))
    with pytest.raises(Refused):
        actions.give_mandate(
            world.team.authority, by=by_region, at=NOW, name="X", code="91234567", valid_from=TODAY
        )


@pytest.mark.parametrize("column", ["name", "kind", "region", "units_now"])
@pytest.mark.parametrize("way", ["", "-"])
def test_the_authorities_sort_by_every_column(world, as_, column, way):
    Authority.objects.create(kind="provider", code="91234567", name="Firmaet", valid_from=TODAY)
    answer = as_("anna").get(f"{at('authorities')}?sort={way}{column}")
    assert len(answer.context["table"].rows) == 4
