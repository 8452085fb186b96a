"""Which language a page speaks, and that choosing one needs no cookie of its own."""

import pytest

pytestmark = pytest.mark.django_db

LANGUAGE = "/language/"


def speaks(client):
    response = client.get("/style/")
    assert response.headers["Content-Language"] in response.content.decode().split("<html lang=")[1][:4]
    return response.headers["Content-Language"]


def test_danish_to_begin_with(client):
    assert speaks(client) == "da"


def test_the_browser_is_not_asked(client):
    assert client.get("/style/", headers={"Accept-Language": "en"}).headers["Content-Language"] == "da"


def test_a_choice_lasts_for_the_session_and_leads_back(client):
    response = client.post(LANGUAGE, {"language": "en", "next": "/style/?page=2"})
    assert response.headers["Location"] == "/style/?page=2"
    assert speaks(client) == "en"
    assert list(client.cookies) == ["samspor"]


def test_a_choice_is_kept_on_the_person(as_, world):
    as_("anna").post(LANGUAGE, {"language": "en"})
    world.anna.refresh_from_db()
    assert world.anna.language == "en"
    assert speaks(as_("anna")) == "en"
    assert speaks(as_("bo")) == "da"


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_site(client, address):
    response = client.post(LANGUAGE, {"language": "en", "next": address})
    assert response.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client):
    client.post(LANGUAGE, {"language": "xx"})
    assert speaks(client) == "da"


def test_a_link_changes_no_language(client):
    assert client.get(LANGUAGE, {"language": "en"}).status_code == 405
