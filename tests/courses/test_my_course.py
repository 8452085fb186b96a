"""The candidate's own pages: what Freja sees on her phone, and that nobody else does."""

import uuid
from datetime import timedelta

import pytest

import factories as make
from samspor.access.models import AuditEvent
from samspor.courses.models import Correction, LookFlag, Note
from samspor.sharing.actions import withdraw_consent
from samspor.sharing.models import Consent, ReviewItem
from samspor.sharing.rules import Category

pytestmark = pytest.mark.slow

OWN_PAGES = ["", "sharing/", "looks/", "corrections/"]


@pytest.mark.parametrize("path", OWN_PAGES)
def test_signed_out(client, db, path):
    assert client.get(f"/my-course/{path}").status_code == 302


@pytest.mark.parametrize("path", OWN_PAGES)
@pytest.mark.parametrize("name", ["anna", "kirsten", "dorte", "eva", "jens"])
def test_others_have_no_such_page(as_, path, name):
    assert as_(name).get(f"/my-course/{path}").status_code == 403


@pytest.mark.parametrize("path", OWN_PAGES)
def test_few_queries_whatever_has_happened(as_, world, path, django_assert_max_num_queries):
    for n in range(50):
        make.note(world.course, world.anna, world.jobcentre, text=f"{n}")
        as_("anna").get("/courses/") if n < 3 else None
    client = as_("freja")
    client.get(f"/my-course/{path}")  # the first page of a session writes the session
    with django_assert_max_num_queries(12):
        assert client.get(f"/my-course/{path}").status_code == 200


def test_my_people_and_their_numbers(as_, world):
    world.anna.phone = "20 10 20 30"
    world.anna.save()
    world.team.acute_phone = "99 44 00 00"
    world.team.save()
    page = as_("freja").get("/my-course/").content.decode()
    assert "Anna Holm" in page
    assert "tel:20102030" in page
    assert "Kirsten Bech" in page
    assert "99 44 00 00" in page
    assert "Bo Lund" not in page


def test_my_job_but_nobodys_notes(as_, world):
    make.engagement(world.course, world.anna)
    make.note(world.course, world.anna, world.jobcentre, text="Kun for Anna")
    page = as_("freja").get("/my-course/").content.decode()
    assert "Gartneri Solhøj" in page
    assert "Kun for Anna" not in page


def test_without_a_course_the_page_says_so(as_, world):
    world.municipal.user = world.regional.user = None
    world.municipal.save()
    world.regional.save()
    answer = as_("freja").get("/my-course/")
    assert answer.status_code == 200
    assert as_("freja").get("/my-course/sharing/").status_code == 302


def test_stopping_all_closes_the_other_sides_view_on_the_next_click(as_, world, by):
    make.note(world.course, world.kirsten, world.team, text="Sover bedre", released=True)
    anna = as_("anna")
    assert "Sover bedre" in anna.get(f"/courses/{world.course.pk}/notes/").content.decode()
    answer = as_("freja").post(f"/my-course/sharing/{world.to_municipality.pk}/", {"all": "1"})
    assert answer.status_code == 302
    assert "Sover bedre" not in anna.get(f"/courses/{world.course.pk}/notes/").content.decode()


def test_stopping_a_part(as_, world):
    answer = as_("freja").post(
        f"/my-course/sharing/{world.to_municipality.pk}/",
        {"part": "1", "categories": ["symptoms", "medicine"]},
    )
    assert answer.status_code == 302
    left = world.to_municipality.categories.filter(withdrawn_at=None).values_list("category", flat=True)
    assert set(left) == {c.value for c in Category} - {"symptoms", "medicine"}


def test_stopping_nothing_is_a_sentence(as_, world):
    answer = as_("freja").post(f"/my-course/sharing/{world.to_municipality.pk}/", {"part": "1"})
    assert answer.status_code == 422
    assert world.to_municipality.categories.filter(withdrawn_at=None).count() == len(Category)


def test_anothers_consent_is_not_there(as_, world):
    stranger = make.person(world.team, "Ole", "Ås")
    consent = make.consent(stranger, world.jobcentre, world.kirsten)
    client = as_("freja")
    assert client.post(f"/my-course/sharing/{consent.pk}/", {"all": "1"}).status_code == 404
    assert client.get(f"/my-course/sharing/{uuid.uuid4()}/").status_code == 404


def test_giving_again_opens_and_a_double_click_makes_one(as_, world):
    client = as_("freja")
    client.post(f"/my-course/sharing/{world.to_municipality.pk}/", {"all": "1"})
    words = {"new_id": str(uuid.uuid4()), "categories": ["strengths", "coping"], "valid_to": "01-02-2027"}
    before = Consent.objects.count()
    for _click in range(2):
        assert client.post(f"/my-course/sharing/give/{world.team.pk}/", words).status_code == 302
    assert Consent.objects.count() == before + 1
    given = Consent.objects.get(pk=words["new_id"])
    assert given.from_unit == world.team
    assert set(given.categories.values_list("category", flat=True)) == {"strengths", "coping"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"categories": [], "valid_to": "01-02-2027"}, "categories"),
        ({"categories": ["strengths"], "valid_to": "01-02-2029"}, "valid_to"),
        ({"categories": ["strengths"], "valid_to": "31-02-2027"}, "valid_to"),
        ({"categories": ["all"], "valid_to": "01-02-2027"}, "categories"),
    ],
)
def test_giving_wrongly_says_why(as_, world, words, said):
    answer = as_("freja").post(f"/my-course/sharing/give/{world.team.pk}/", {"new_id": uuid.uuid4(), **words})
    assert answer.status_code == 422
    assert said in answer.context["form"].errors


def test_who_has_looked_and_why(as_, world):
    as_("anna").get(f"/courses/{world.course.pk}/")
    client = as_("freja")
    page = client.get("/my-course/looks/").content.decode()
    assert "Anna Holm" in page
    look = AuditEvent.objects.filter(user_id=world.anna.pk, about=world.course.about).last()
    assert client.post("/my-course/looks/", {"event_id": look.pk}).status_code == 302
    assert LookFlag.objects.get().event_authority == world.jobcentre.authority_id
    listed = as_("ida").get("/looks/")
    assert "Anna Holm" in listed.content.decode()
    assert "Freja" not in listed.content.decode()
    assert as_("ida").post("/looks/", {"flag": LookFlag.objects.get().pk}).status_code == 302
    assert LookFlag.objects.get().answered_at is not None


def test_the_same_look_on_one_day_is_one_line(as_, world):
    anna = as_("anna")
    for _n in range(3):
        anna.get(f"/courses/{world.course.pk}/")
    lines = as_("freja").get("/my-course/looks/").context["lines"]
    assert [(line["user"].username, line["times"]) for line in lines] == [("anna", 3)]


def test_a_look_at_somebody_else_cannot_be_questioned(as_, world):
    other = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = as_("freja").post("/my-course/looks/", {"event_id": other + 1000})
    assert answer.status_code == 422
    assert not LookFlag.objects.exists()


def test_asking_for_a_correction_and_the_answer(as_, world):
    client = as_("freja")
    words = {
        "new_id": uuid.uuid4(),
        "to_authority": world.jobcentre.authority_id,
        "text": "Jeg har aldrig boet i Ærø",
    }
    assert client.post("/my-course/corrections/", words).status_code == 302
    asked = Correction.objects.get()
    assert as_("kirsten").get(f"/courses/corrections/{asked.pk}/").status_code == 404  # not her authority
    anna = as_("anna")
    assert "Jeg har aldrig boet i Ærø" in anna.get(f"/courses/corrections/{asked.pk}/").content.decode()
    assert anna.post(f"/courses/corrections/{asked.pk}/", {"answer": "Det er rettet."}).status_code == 302
    assert "Det er rettet." in client.get("/my-course/corrections/").content.decode()


def test_a_correction_without_words_keeps_what_was_chosen(as_, world):
    answer = as_("freja").post(
        "/my-course/corrections/",
        {"new_id": uuid.uuid4(), "to_authority": world.team.authority_id, "text": ""},
    )
    assert answer.status_code == 422
    assert not Correction.objects.exists()
    assert not Note.objects.exists()


def test_a_candidate_is_given_a_sign_in_and_chooses_a_password(as_, world, client):
    for record in (world.municipal, world.regional):
        record.user = None
        record.save()
    answer = as_("anna").post(f"/courses/{world.course.pk}/sign-in/")
    user, link = answer.context["sign_in"], answer.context["link"]
    assert "Freja" not in user.username
    assert user.username in answer.content.decode()
    first = client.get(link, follow=True)
    chosen = {
        "new_password1": "Gartneri-og-stille-morgener-7",
        "new_password2": "Gartneri-og-stille-morgener-7",
    }
    client.post(first.request["PATH_INFO"], chosen)
    user.refresh_from_db()
    assert user.check_password(chosen["new_password1"])
    client.force_login(user)
    assert "Anna Holm" in client.get("/my-course/").content.decode()
    world.municipal.refresh_from_db()
    world.regional.refresh_from_db()
    assert (world.municipal.user, world.regional.user) == (user, None), (
        "each authority connects its own record"
    )
    client.post("/sign-out/")
    again = as_("anna").post(f"/courses/{world.course.pk}/sign-in/")
    assert again.status_code == 422, "once used, no member of staff gets a new link"


def test_the_one_who_hands_out_the_link_cannot_consent_for_the_other_side(as_, world, client):
    """Anna could keep the link to herself: it opens her own side's record, never the psychiatry's consent."""
    for record in (world.municipal, world.regional):
        record.user = None
        record.save()
    user = as_("anna").post(f"/courses/{world.course.pk}/sign-in/").context["sign_in"]
    client.force_login(user)
    words = {"new_id": uuid.uuid4(), "categories": ["symptoms"], "valid_to": "01-02-2027"}
    assert client.post(f"/my-course/sharing/give/{world.team.pk}/", words).status_code == 404
    assert (
        f"/my-course/sharing/give/{world.team.pk}/" not in client.get("/my-course/sharing/").content.decode()
    )


def test_the_psychiatry_connects_its_record_to_the_sign_in_in_use(as_, world):
    world.regional.user = None
    world.regional.save()
    kirsten = as_("kirsten")
    assert kirsten.post(f"/courses/{world.course.pk}/sign-in/").status_code == 422, "not used yet"
    as_("freja")  # she signs in
    answer = kirsten.post(f"/courses/{world.course.pk}/sign-in/")
    assert answer.context["link"] == ""
    world.regional.refresh_from_db()
    assert world.regional.user == world.freja


@pytest.mark.parametrize(("name", "status"), [("bo", 404), ("carl", 404), ("lars", 404), ("dorte", 403)])
def test_who_may_not_make_a_candidates_sign_in(as_, world, name, status):
    assert as_(name).post(f"/courses/{world.course.pk}/sign-in/").status_code == status


def test_the_log_reviewers_list_is_itself_on_record_and_takes_no_nonsense(as_, world):
    as_("anna").get(f"/courses/{world.course.pk}/")
    look = AuditEvent.objects.filter(user_id=world.anna.pk, about=world.course.about).last()
    as_("freja").post("/my-course/looks/", {"event_id": look.pk})
    ida = as_("ida")
    ida.get("/looks/")
    assert AuditEvent.objects.filter(event="log.see", user_id=world.ida.pk, count=1).count() == 1
    assert ida.post("/looks/", {"flag": "abc"}).status_code == 422
    assert ida.post("/looks/", {"flag": uuid.uuid4()}).status_code == 404


def test_the_one_who_reads_in_a_review_is_among_those_who_looked(as_, world, by):
    make.note(world.course, world.kirsten, world.team, category="symptoms", released=True)
    withdraw_consent(world.to_municipality, by=by("kirsten"), at=make.NOW)
    as_("bo").get(f"/reviews/items/{ReviewItem.objects.get().pk}/")
    assert "Bo Lund" in as_("freja").get("/my-course/looks/").content.decode()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"next_on": make.TODAY}, True),
        ({"next_on": make.TODAY - timedelta(days=1)}, False),
        ({"next_on": make.TODAY, "with_whom": "employer"}, False),
        ({}, False),
    ],
)
def test_the_next_day_agreed_with_oneself_stands_first(world, as_, words, says):
    make.contact(world.course, world.anna, world.jobcentre, **words)
    page = as_("freja").get("/my-course/").content.decode()
    assert ("2. marts 2026 med Anna Holm" in page) is says
