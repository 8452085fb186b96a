"""What is said when a page cannot be shown: calm sentences, the same for what is not there and what is not yours."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.test import Client, RequestFactory

from samspor.base import views

pytestmark = pytest.mark.django_db

TYPED = "Hun vil gerne prøve to dage om ugen"


@pytest.fixture
def request_(client):
    request = RequestFactory().get("/courses/17/")
    request.session, request.user = client.session, None
    return request


@pytest.mark.parametrize(
    ("view", "fault", "status", "sentence"),
    [
        (views.bad_request, None, 400, "Siden kunne ikke vises"),
        (views.bad_request, RequestDataTooBig(), 413, "Det var for meget på én gang"),
        (views.forbidden, PermissionDenied(), 403, "Din rolle giver ikke adgang til denne side"),
        (views.not_found, Http404(), 404, "Siden blev ikke fundet"),
    ],
)
def test_a_calm_sentence(request_, view, fault, status, sentence):
    response = view(request_, fault)
    assert response.status_code == status
    assert f"<h1>{sentence}</h1>" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_a_miss_tells_nothing_of_why(request_):
    plain = views.not_found(request_, Http404())
    telling = views.not_found(request_, Http404("No Course matches the given query"))
    assert plain.content == telling.content


def test_a_stranger_who_asks_for_nonsense_gets_no_session(client):
    client.get("/nowhere/")
    assert not client.cookies


def test_a_fault_of_ours_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "enten gemt helt eller slet ikke" in response.content.decode()


# --- a form that had been open too long -----------------------------------------------------------------------------------


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


def send(client, origin="http://testserver"):
    words = {
        "note": TYPED,
        "on": "24-12-2026",
        "password": "en lang sætning",
        "phase": "job_search",
        "name": "Åse",
        "next": "/style/",
    }
    return client.post("/language/", words, headers={"Origin": origin})


def test_what_was_typed_is_shown_once_more(strict):
    response = send(strict)
    page = response.content.decode()
    assert response.status_code == 403
    assert f">{TYPED}</pre>" in page
    assert ">Åse</pre>" in page
    for left_out in ["en lang sætning", ">job_search<", ">/style/<", ">24-12-2026<"]:
        assert left_out not in page
    assert response.headers["Cache-Control"].startswith("no-store")


def test_what_another_site_sent_is_not_shown(strict):
    assert TYPED not in send(strict, "https://example.com").content.decode()


def test_what_was_typed_is_in_no_log(strict, caplog):
    with caplog.at_level(logging.DEBUG):
        send(strict)
    assert TYPED not in caplog.text


def test_typed_markup_is_shown_as_text(strict):
    page = strict.post(
        "/language/", {"note": "<b>x</b> y"}, headers={"Origin": "http://testserver"}
    ).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt; y" in page


@pytest.mark.parametrize("size", [6 * 1024 * 1024])
def test_far_too_much_is_refused_with_a_sentence(client, size):
    response = client.post("/language/", {"language": "en", "note": "x" * size})
    assert response.status_code == 413
    assert "Intet er gemt" in response.content.decode()
