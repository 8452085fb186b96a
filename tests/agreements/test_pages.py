"""The pages of programmes and agreements: for whom they open, what they show, what coordinators change on them."""

from datetime import date

import pytest
from django.urls import reverse

import factories as make
from factories import TODAY
from samspor.agreements.models import LocalAgreement, Programme

pytestmark = pytest.mark.slow

SEES = {"anna", "bo", "carl", "kirsten", "lars", "dorte", "gitte", "henrik", "jens"}
NOBODY = ["eva", "freja", "ida"]
AGREEMENT = {
    "starts_on": "02-03-2026",
    "meetings": "with_leaders",
    "team_form": "ips_only",
    "decision_authority": "varies",
    "municipal_contact": "Anna Holm, 12 34 56 78",
    "meeting_weekday": "2",
    "meeting_place": "Konferencerummet",
}
PROGRAMME = {
    "name": "Unge i Aalborg",
    "code": "aalborg-unge",
    "starts_on": "01-04-2020",
    "psychiatry_setting": "regional",
    "success_rungs": ["ordinary_employment", "ordinary_education"],
    "follow_up_months": "12",
    "target_share": "51,5",
}


def pages(world):
    return {
        "list": reverse("agreements:list"),
        "programmes": reverse("agreements:programmes"),
        "show": reverse("agreements:show", args=[world.agreement.pk]),
        "programme": reverse("agreements:programme", args=[world.programme.pk]),
    }


def coordinators(world):
    return {
        "create_programme": reverse("agreements:create_programme"),
        "change_programme": reverse("agreements:change_programme", args=[world.programme.pk]),
        "create": reverse("agreements:create", args=[world.programme.pk]),
        "change": reverse("agreements:change", args=[world.agreement.pk]),
        "move": reverse("agreements:move", args=[world.agreement.pk, "supervision"]),
    }


# --- who ----------------------------------------------------------------------------------------------------
def test_signed_out(client, world):
    for address in [*pages(world).values(), *coordinators(world).values()]:
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("who", sorted(SEES))
def test_who_sees_agreements(world, as_, who):
    seen = {name: as_(who).get(address).status_code for name, address in pages(world).items()}
    carls = {"show": 404} if who == "carl" else {}
    assert seen == {"list": 200, "programmes": 200, "show": 200, "programme": 200, **carls}


@pytest.mark.parametrize("who", NOBODY)
def test_who_has_no_such_pages(world, as_, who):
    assert {as_(who).get(address).status_code for address in pages(world).values()} == {403}


@pytest.mark.parametrize("who", sorted(SEES - {"gitte"}))
def test_only_coordinators_have_the_pages_that_change(world, as_, who):
    assert {as_(who).get(address).status_code for address in coordinators(world).values()} == {403}


def test_what_another_region_agreed_is_not_there(world, as_):
    other = make.authority("Region Midtjylland", kind="region", code="1082")
    aarhus = make.unit(make.authority("Aarhus", code="0751"), "Jobcenter Aarhus")
    team = make.unit(other, "Lokalpsykiatri Aarhus", kind="treatment")
    programme = make.programme(code="aarhus", name="Aarhus")
    agreement = make.agreement(programme, aarhus, team)
    client = as_("gitte")
    for name, key in [
        ("show", agreement.pk),
        ("change", agreement.pk),
        ("programme", programme.pk),
        ("create", programme.pk),
    ]:
        assert client.get(reverse(f"agreements:{name}", args=[key])).status_code == 404
        assert client.get(reverse(f"agreements:{name}", args=[99_999])).status_code == 404
    assert "Aarhus" not in client.get(reverse("agreements:list")).content.decode()
    assert "Lokalpsykiatri Aarhus" in as_("henrik").get(reverse("agreements:list")).content.decode()


# --- what is shown ------------------------------------------------------------------------------------------
def test_a_specialist_reads_whom_to_ask(world, as_):
    LocalAgreement.objects.filter(pk=world.agreement.pk).update(treatment_contact="Kirsten Bech, 87 65 43 21")
    page = as_("anna").get(reverse("agreements:list")).content.decode()
    assert "Kirsten Bech, 87 65 43 21" in page
    assert "Middelfart" not in page


def test_a_unit_without_agreement_is_told_so(world, as_):
    LocalAgreement.objects.filter(municipal_unit=world.middelfart).delete()
    page = as_("carl").get(reverse("agreements:list")).content.decode()
    assert "empty-state" in page


@pytest.mark.parametrize(
    ("ends_on", "warned"),
    [(date(2026, 5, 1), True), (date(2026, 5, 2), False), (None, False), (date(2026, 3, 1), False)],
)
def test_the_coordinator_is_warned_sixty_days_before(world, as_, ends_on, warned):
    LocalAgreement.objects.filter(pk=world.agreement.pk).update(ends_on=ends_on)
    assert ("alert-warning" in as_("gitte").get(reverse("agreements:list")).content.decode()) is warned
    assert ("alert-warning" in as_("gitte").get(pages(world)["show"]).content.decode()) is warned


@pytest.mark.parametrize(
    ("query", "found"), [("state=valid", 2), ("state=ending", 0), ("stage=dialogue", 0), ("stage=x", 2)]
)
def test_the_list_is_filtered(world, as_, query, found):
    page = as_("gitte").get(f"{reverse('agreements:list')}?{query}")
    assert len(page.context["table"].rows) == found


@pytest.mark.parametrize("many", [1, 50])
@pytest.mark.parametrize("page", ["list", "programmes", "programme"])
@pytest.mark.parametrize("who", ["anna", "gitte"])
def test_the_lists_ask_as_little_for_many_as_for_one(
    world, as_, many, page, who, django_assert_max_num_queries
):
    for n in range(many):
        unit = make.unit(world.jobcentre.authority, f"Enhed {n}")
        programme = make.programme(code=f"p{n}", name=f"Program {n}")
        programme.units.set([unit, world.team])
        make.agreement(programme, world.jobcentre, world.team)
        make.agreement(world.programme, unit, world.team)
    client = as_(who)
    with django_assert_max_num_queries(12):
        assert client.get(pages(world)[page]).status_code == 200


# --- what coordinators do -----------------------------------------------------------------------------------
def test_a_programme_is_made_and_changed(world, as_, by):
    client = as_("gitte")
    sent = client.post(reverse("agreements:create_programme"), PROGRAMME)
    made = Programme.objects.get(code="aalborg-unge")
    assert sent.url == reverse("agreements:programme", args=[made.pk])
    assert (str(made.target_share), made.follow_up_months, list(made.units.all())) == (
        "51.5",
        12,
        [by("gitte").unit],
    )
    words = {
        **PROGRAMME,
        "version": made.version,
        "max_age": "30",
        "taking_part": [world.team.pk, world.jobcentre.pk],
    }
    assert client.post(reverse("agreements:change_programme", args=[made.pk]), words).status_code == 302
    made.refresh_from_db()
    assert (made.max_age, made.units.count()) == (30, 2)
    assert client.post(reverse("agreements:change_programme", args=[made.pk]), words).status_code == 422


@pytest.mark.parametrize(
    "words",
    [
        {"name": ""},
        {"code": "to ord"},
        {"code": "ips-syddanmark"},
        {"ends_on": "01-01-2019"},
        {"ends_on": "31-02-2021"},
        {"min_age": "30", "max_age": "18"},
        {"target_share": "140"},
        {"success_rungs": []},
        {"target_group": "x" * 2001},
    ],
)
def test_bad_words_of_a_programme_stay_on_the_page(world, as_, words):
    page = as_("gitte").post(reverse("agreements:create_programme"), {**PROGRAMME, **words})
    assert page.status_code == 422
    assert "alert-error" in page.content.decode()
    assert all(str(value) in page.content.decode() for value in words.values() if value)
    assert Programme.objects.count() == 1


def test_an_agreement_is_made_and_changed(world, as_):
    client = as_("gitte")
    units = {"municipal_unit": world.jobcentre.pk, "treatment_unit": world.middelfart_team.pk}
    address = reverse("agreements:create", args=[world.programme.pk])
    sent = client.post(address, {**AGREEMENT, **units, "stage": "agreement"})
    again = client.post(address, {**AGREEMENT, **units, "stage": "agreement"})
    assert sent.url == again.url
    made = LocalAgreement.objects.get(starts_on=TODAY)
    assert (made.meeting_place, made.consent_is_condition, made.is_valid_on(TODAY)) == (
        "Konferencerummet",
        False,
        True,
    )
    change = reverse("agreements:change", args=[made.pk])
    words = {**AGREEMENT, **units, "version": made.version, "case_consultation": "on"}
    assert client.post(change, words).status_code == 302
    second = client.post(change, {**words, "meeting_place": "Kantinen"})
    assert second.status_code == 422
    assert "Kantinen" in second.content.decode()
    assert "Konferencerummet" in second.content.decode()


@pytest.mark.parametrize(
    "words", [{"ends_on": "01-01-2020"}, {"starts_on": ""}, {"municipal_unit": ""}, {"meetings": "sometimes"}]
)
def test_bad_words_of_an_agreement_stay_on_the_page(world, as_, words):
    units = {
        "municipal_unit": world.jobcentre.pk,
        "treatment_unit": world.middelfart_team.pk,
        "stage": "dialogue",
    }
    page = as_("gitte").post(
        reverse("agreements:create", args=[world.programme.pk]), {**AGREEMENT, **units, **words}
    )
    assert page.status_code == 422
    assert "Konferencerummet" in page.content.decode()
    assert LocalAgreement.objects.count() == 2


def test_a_stage_is_moved_after_one_question(world, as_):
    client = as_("gitte")
    address = reverse("agreements:move", args=[world.agreement.pk, "supervision"])
    assert "supervision" in client.get(address).content.decode()
    sent = client.post(address, {"version": world.agreement.version, "to": "supervision"})
    assert sent.url == pages(world)["show"]
    world.agreement.refresh_from_db()
    assert world.agreement.stage == "supervision"
    assert client.post(address, {"version": 1, "to": "supervision"}).url == pages(world)["show"]


def test_the_step_back_that_closes_sharing_says_so(world, as_):
    LocalAgreement.objects.filter(pk=world.agreement.pk).update(stage="agreement")
    page = (
        as_("gitte")
        .get(reverse("agreements:move", args=[world.agreement.pk, "clarification"]))
        .content.decode()
    )
    assert "button-warning" in page
