"""The frame around every page: what it shows to whom, and what it keeps out."""

import re

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.shortcuts import render
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    return client.get("/style/").content.decode()


def test_the_content_is_reached_past_the_menus(page):
    assert page.index('class="skipnav" href="#main-content"') < page.index("<header")
    assert page.count('id="main-content"') == 1
    assert page.count("<h1") == 1


def test_no_script_and_no_style_stands_in_the_page(page):
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son[a-z]+=", page)


def test_nothing_comes_from_another_host(client, page):
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    assert "default-src 'none'" in client.get("/style/").headers["Content-Security-Policy"]


def test_every_file_that_the_page_names_exists(page):
    for name in re.findall(r'(?:src|href)="/static/([^"#?]+)', page):
        assert finders.find(name), name


def test_the_demo_line_stands_on_every_page_of_the_demo_only(client, settings):
    for address in ["/style/", "/nowhere/"]:
        settings.DEMO = False
        assert "opdigtede tal" not in client.get(address).content.decode()
        settings.DEMO = True
        assert "Demo – opdigtede tal" in client.get(address).content.decode()


def test_who_is_signed_in_and_where_one_may_go(as_):
    page = as_("anna").get("/style/").content.decode()
    assert "Anna Holm" in page
    assert "Jobcenter Odense" in page
    assert page.count('action="/sign-out/"') == 2  # the menu of the wide page and that of the narrow one
    assert "data-idle-seconds=" in page


def test_a_stranger_sees_no_menu(page):
    assert "mainmenu" not in page
    assert "/sign-out/" not in page
    assert "data-idle-seconds=" not in page


def test_htmx_keeps_no_page_in_the_browser(page):
    assert '"historyCacheSize":0' in page
    assert '"allowEval":false' in page


def test_the_sheet_of_components_is_not_for_production(client, settings):
    settings.PRODUCTION = True
    assert client.get("/style/").status_code == 404


def test_what_is_saved_is_said(page):
    assert re.search(r"alert alert-success.*?<p>Gemt</p>", page, re.S)


# --- the pages that other pages extend ----------------------------------------------------------------------------------


class Change(forms.Form):
    note = forms.CharField(label="Notat")


def rendered(template, **words):
    request = RequestFactory().get("/somewhere/")
    words = {"form": Change(), "cancel_url": "/back/", "title": "Ret notatet", **words}
    return render(request, template, words).content.decode()


def test_a_form_page_is_a_title_a_form_and_two_ways_out():
    page = rendered("base/form_page.html", lead="Kort", submit="Gem notatet")
    assert "<title>Ret notatet – Samspor</title>" in page
    assert "<h1>Ret notatet</h1>" in page
    assert "Gem notatet</button>" in page
    assert '<a href="/back/">Annullér</a>' in page
    assert 'for="id_note"' in page


def test_the_title_of_a_page_with_errors_says_so():
    assert "<title>Fejl: Ret notatet – Samspor</title>" in rendered("base/form_page.html", form=Change({}))


def test_a_confirm_page_tells_what_follows():
    page = rendered("base/confirm.html", title="Vil du afslutte forløbet?", consequence="Delingen lukkes.")
    assert '<p class="font-lead">Delingen lukkes.</p>' in page
    assert "Ja, fortsæt</button>" in page
    assert ">Nej, gå tilbage</a>" in page
