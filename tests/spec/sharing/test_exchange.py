"""May this reader read this item today? The drawn table through the rule, its SQL twin, the loaded facts and the
annotation of lists."""

import pytest

from samspor.courses.models import Course
from samspor.sharing import rules
from samspor.sharing.models import facts
from samspor.sharing.models import open as twin
from spec.sharing.drawn import TODAY, build, may_read_in_database
from spec.sharing.table import TABLE


@pytest.mark.one_database
def test_the_table_is_a_manual():
    sentences = [case.says for case in TABLE]
    assert len(set(sentences)) == len(sentences) >= 60


@pytest.mark.one_database
@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.says)
def test_the_rule(case):
    assert rules.may_read(case.situation) is case.expected


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.says)
def test_the_twin_in_the_database(db, case):
    built = build(case)
    assert may_read_in_database(built) is case.expected
    opened = rules.is_open(case.situation.channel, case.reader, case.category, TODAY)
    annotated = Course.objects.annotate(
        is_open=twin.is_open(built.reader, TODAY, case.category, "exchange__")
    ).get(pk=built.course.pk)
    assert annotated.is_open is opened, "the annotation of lists says otherwise than the rule"
    if built.exchange:
        channel = facts.channel_of(built.exchange)
        loaded = rules.is_open(channel, built.reader.unit_id, case.category, TODAY)
        assert loaded is opened, "the facts as loaded say otherwise than the rule"
