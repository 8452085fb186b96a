"""What people send by mistake: each is answered with a clear sentence, and what was typed stands there again."""

from html import escape
from io import BytesIO

import polars as pl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluation import ASK, HEADING, QUESTION, number, rows, send, sheet, words
from samspor.outcomes.models import Delivery, Run

pytestmark = pytest.mark.slow


def book() -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as file:
        file.add_worksheet().write_row(0, 0, HEADING)
    return made.getvalue()


def parquet(**columns: list[object]) -> bytes:
    made = BytesIO()
    pl.DataFrame(columns).write_parquet(made)
    return made.getvalue()


HEAD = ",".join(HEADING)
ROW = f"cpr,{number(0)},job,2024-02-01,2025-02-01,900,"
UTF8 = "Filen er ikke CSV i UTF-8. Gem den i Excel som “CSV UTF-8”"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "tom", id="empty"),
        pytest.param(b"\n", "hverken CSV eller Parquet", id="a line end alone"),
        pytest.param(HEAD.encode(), "Færre end fem personer", id="a heading alone"),
        pytest.param(b"system,value,state,from\n", "to Kolonnen mangler", id="a column gone"),
        pytest.param(b"a,b\n1,2\n", "system Kolonnen mangler", id="other columns"),
        pytest.param(f"{HEAD}\n{ROW},,,,\n".encode(), "hverken CSV eller Parquet", id="a row too long"),
        pytest.param(
            f"{HEAD}\n{ROW}\n".replace("job", "arbejdsløs").encode("cp1252"), UTF8, id="windows-1252"
        ),
        pytest.param(f"{HEAD}\n{ROW}\n".encode("utf-16"), UTF8, id="utf-16"),
        pytest.param(b"\xff\xfe\x00", UTF8, id="bytes"),
        pytest.param(book(), "Filen er et Excel-ark", id="a workbook renamed"),
        pytest.param(b"\xd0\xcf\x11\xe0 old", "Filen er et Excel-ark", id="an old workbook renamed"),
        pytest.param(b"PAR1 not really", "hverken CSV eller Parquet", id="broken parquet"),
        pytest.param(parquet(x=[1]), "system Kolonnen mangler", id="parquet of other columns"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", UTF8, id="a picture of it"),
        pytest.param(f'{HEAD}\n"{ROW}\n{ROW}\n'.encode(), "citationstegn", id="a quote left open"),
    ],
)
def test_a_file_that_is_none(as_, people, content, said) -> None:
    answer = send(as_("eva"), SimpleUploadedFile("x.csv", content))
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="31-12-2025"' in answer.content.decode()
    assert not Delivery.objects.exists()


def test_semicolons_and_a_mark_of_bytes_are_read(as_, people) -> None:
    text = "\r\n".join(";".join(map(str, row)) for row in [HEADING, *rows()])
    assert send(as_("eva"), SimpleUploadedFile("x.csv", b"\xef\xbb\xbf" + text.encode())).status_code == 302


def test_too_large_by_far(as_, people) -> None:
    answer = send(as_("eva"), SimpleUploadedFile("x.csv", b"x" * 50 * 1024**2))
    assert answer.status_code == 422
    assert "Filerne er større end 20 megabyte" in words(answer)
    assert 'value="31-12-2025"' in answer.content.decode()


@pytest.mark.parametrize("through", ["", "31-13-2025", "2025", "i morgen", "03-03-2026", "<b>1</b>"])
def test_a_day_that_is_none(as_, people, through) -> None:
    answer = send(as_("eva"), sheet(rows()), through=through)
    assert answer.status_code == 422
    assert 'href="#id_through"' in answer.content.decode()
    assert escape(through) in answer.content.decode()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"through": "2025-12-30"}, "through"),
        ({"through": "2026-03-31"}, "through"),
        ({"through": ""}, "through"),
        ({"through": "x" * 5000}, "through"),
        ({"definition": "diagnosis"}, "definition"),
        ({"definition": ""}, "definition"),
        ({"comparison": "diagnosis"}, "comparison"),
        ({"starts_from": "2025-01-01", "starts_before": "2024-01-01"}, "starts_before"),
        ({"starts_from": "2024-01-01", "starts_before": "2024-01-01"}, "starts_before"),
        ({"starts_from": "2024-01-02"}, "starts_from"),
        ({"delivery": "7"}, None),
    ],
)
def test_a_question_that_cannot_be_asked(as_, people, change, field) -> None:
    answer = as_("eva").post(ASK, QUESTION | change)
    if field is None:  # there is nothing to choose among: the question is asked of one's own records
        assert Run.objects.asked().get().delivery is None
        return
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#id_{field}' in page
    assert "Vælg" in words(answer) or "skal" in words(answer)
    for name, value in (QUESTION | change).items():
        assert name == field or f'value="{value}" selected' in page or f'value="{value}"' in page
    assert not Run.objects.asked().exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param({"reason": "other"}, "Skriv begrundelsen med få ord", id="no words"),
        pytest.param({"reason": "other", "reason_words": " \n\t "}, "Skriv begrundelsen med få ord", id="blank words"),
        pytest.param({"reason_words": "Nej"}, "Feltet skal udfyldes", id="no reason"),
        pytest.param({"reason": "because", "reason_words": "Nej"}, "Marker en gyldig valgmulighed", id="another reason"),
        pytest.param({"reason": "data", "reason_words": "æ" * 501}, "500", id="too long"),
        pytest.param({"reason": "data", "reason_words": "<script>alert(1)</script>" * 40}, "500", id="script"),
        pytest.param({"reason": "data", "reason_words": "a\0b"}, "tegn", id="a null"),
    ],
)  # fmt: skip
def test_a_withdrawal_without_a_reason(as_, released, said, sentence) -> None:
    answer = as_("gitte").post(f"/runs/{released.pk}/withdraw/", {"version": released.version, **said})
    assert answer.status_code == 422
    assert sentence.lower() in words(answer).lower()
    assert escape(said.get("reason_words", "").strip("\n")) in answer.content.decode()
    released.refresh_from_db()
    assert released.state == "released"


def test_the_reason_is_shown_as_it_was_written_and_nothing_more(as_, released) -> None:
    reason = "Æ <b>ikke</b> rigtigt\nto linjer 🙂 " + "x" * 300
    said = {"version": released.version, "reason": "other", "reason_words": reason}
    assert as_("gitte").post(f"/runs/{released.pk}/withdraw/", said).status_code == 302
    page = as_("anna").get(f"/runs/{released.pk}/").content.decode()
    assert escape(reason.strip()) in page
    assert "Gitte Rask" in page
