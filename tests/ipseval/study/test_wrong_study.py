"""A wrong study file of every kind, each with its sentence: what stands in a right one, what is put in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ipseval.study.right_study import RIGHT

from ipseval import StudyError, read_study

WRONG = {
    "no TOML": ("title = ", "title = =", "study.toml is not well-formed TOML"),
    "a table twice": ("[release]", "[data]", "study.toml is not well-formed TOML: Cannot declare"),
    "a key twice": ("months = 18", "months = 18\nmonths = 12", "Cannot overwrite a value (at line "),
    "a table too many": ("[release]", "[weather]", "'weather', which means nothing here; it may have"),
    "a table misspelt": (
        "[release]", "[relase]", "'relase', which means nothing here; perhaps release is meant.",
    ),
    "a table with a capital": ("[release]", "[Release]", "perhaps release is meant."),
    "a key too many": ("smallest_cell", "wind", "[release] wind means nothing here; [release] may have"),
    "a key misspelt": (
        "months = 18", "month = 18", "[follow_up] month means nothing here; perhaps months is meant.",
    ),
    "a key in the wrong table": (
        "smallest_cell = 10", "level = 0.9",
        "[release] level means nothing here; it belongs under [analysis].",
    ),
    "a key before its table": (
        'title = "A study"', "months = 1", "'months', which means nothing here; it belongs under",
    ),
    "a list of tables": (
        "[release]", "[[release]]", "release must be a table: write [release] on its own line.",
    ),
    "a number for a title": ('"A study"', "7", "title = 7 must be text in quotes."),
    "a file without a name": ('"courses.csv"', '""', "[data] courses is empty: name the file."),
    "ends of observation that mean nothing": (
        '[observed]\ndeath = "competing"\nregister_end = "censor"', "",
        "[observed] is missing: say of each why",
    ),
    "a meaning of ends without any": (
        'observed = "observed.csv"', "", "[observed] says nothing without [data] observed",
    ),
    "a yes for an ending": ('"censor"', "true", "[observed] register_end = true must be text in quotes."),
    "no states": (
        'employed = "ordinary_employment"\nstudent = "ordinary_education"', "",
        "[states] is empty: say which rung",
    ),
    "a follow-up backwards": ("months = 18", "months = -3", "[follow_up] -3 months is none"),
    "a follow-up longer than a life": (
        "months = 18", "weeks = 99999999999", "99999999999 weeks is longer than a life.",
    ),
    "a date for months": (
        "months = 18", "months = 2024-01-01", "[follow_up] months = 2024-01-01 must be a whole number.",
    ),
    "a group without a name": ('["yes", "no"]', '["yes", ""]', "[compare] groups: a group has a name."),
    "no group at all": ('["yes", "no"]', "[]", "[compare] groups must name two different groups."),
    "one group": ('["yes", "no"]', '["yes"]', "[compare] groups must name two different groups."),
    "a lot without groups": (
        'groups = ["yes", "no"]', "randomised = true", "[compare] randomised says nothing without groups.",
    ),
    "a number among groups": (
        '["yes", "no"]', "[1, 2]", "[compare] groups = [1, 2] must be a list of texts in quotes.",
    ),
    "an adjustment by text": (
        '"unadjusted"', '"ipw"\nadjust = "age"', "[compare] adjust = 'age' must be a list of",
    ),
    "a number as method": ('"unadjusted"', "3", "[compare] method = 3 must be text in quotes."),
    "nothing as success": (
        '["ordinary_employment"]', '["none"]', "[analysis] success names none, which is neither",
    ),
    "a level that is no number": ("level = 0.9", "level = nan", "[analysis] level = nan must be a number."),
    "a level in words": ("level = 0.9", 'level = "95 %"', "[analysis] level = '95 %' must be a number."),
    "starts after the data": (
        "2022-01-01\nstarts_before = 2024-01-01", "2026-02-01",
        "starts_from lies after [data] through: nobody has",
    ),
    "half a person": (
        "smallest_cell = 10", "smallest_cell = 4.5", "[release] smallest_cell = 4.5 must be a whole number.",
    ),
    "a language that nobody wrote": (
        "[release]", '[report]\nlanguage = "sv"\n[release]', "[report] language = 'sv': \"da\" or \"en\".",
    ),
    "states as pictures": (
        "[release]", '[report]\nstates = "colours"\n[release]',
        "[report] states = 'colours': \"rungs\" or \"codes\".",
    ),
    "words in a third language": (
        "[release]", '[labels.sv]\nyes = "ja"\n[release]', "[labels] takes [labels.da] and [labels.en] only.",
    ),
    "words without a language": (
        "[release]", '[labels]\nyes = "ja"\n[release]',
        "[labels] yes must be a table: write [labels.yes] on its own",
    ),
    "a number for a word": (
        "[release]", "[labels.da]\nyes = 1\n[release]", "[labels.da] yes = 1 must be text in quotes.",
    ),
    "an economy without prices": (
        "[release]", "[economics]\nyears = 5\n[release]",
        "[economics] prices is missing; name the table of prices.",
    ),
    "a value for a table": ("[release]\nsmallest_cell = 10", "", "release must be a table"),
    "no courses": ('courses = "courses.csv"', "", "[data] courses is missing: name the file."),
    "no spells": ('spells = "spells-*.parquet"', "", "[data] spells is missing: name the file."),
    "a number for a file": ('"courses.csv"', "7", "[data] courses = 7 must be text in quotes."),
    "a date in quotes": (
        "2025-12-31", '"2025-12-31"', "[data] through = '2025-12-31' must be a date without quotes",
    ),
    "a time for a date": ("2025-12-31", "2025-12-31T10:00:00", "must be a date without quotes"),
    "an unknown ending": ('"censor"', '"lost"', "[observed] register_end = 'lost': an ending is either"),
    "an unknown rung": ('"ordinary_education"', '"school"', "[states] student = 'school' is not a rung"),
    "a number for a rung": ('"ordinary_education"', "2", "[states] student = 2 must be text in quotes."),
    "no follow-up": ("months = 18", "", "[follow_up] must say exactly one of months, weeks or days"),
    "two follow-ups": (
        "months = 18", "months = 18\nweeks = 78", "[follow_up] must say exactly one of months",
    ),
    "half a month": ("months = 18", "months = 1.5", "[follow_up] months = 1.5 must be a whole number."),
    "yes months": ("months = 18", "months = true", "[follow_up] months = true must be a whole number."),
    "no time at all": (
        "months = 18", "months = 0", "[follow_up] 0 months is none: give a whole number above 0.",
    ),
    "three groups": ('["yes", "no"]', '["a", "b", "c"]', "[compare] groups must name two groups, no more."),
    "one group twice": (
        '["yes", "no"]', '["yes", "yes"]', "[compare] groups must name two different groups.",
    ),
    "groups as text": (
        '["yes", "no"]', '"yes"', "[compare] groups = 'yes' must be a list of texts in quotes.",
    ),
    "a method without covariates": (
        '"unadjusted"', '"ipw"', "[compare] method needs adjust: name the columns",
    ),
    "covariates without a method": (
        'method = "unadjusted"', 'adjust = ["age"]',
        "[compare] method = 'unadjusted': with adjust it is \"ipw\" or \"aipw\".",
    ),
    "an unknown method": (
        '"unadjusted"', '"magic"\nadjust = ["age"]', "[compare] method = 'magic': with adjust it is",
    ),
    "an unknown estimand": (
        '"unadjusted"', '"ipw"\nadjust = ["age"]\nestimand = "late"',
        "[compare] estimand = 'late': with adjust it is \"att\" or \"ate\".",
    ),
    "an unknown cluster": (
        '"unadjusted"', '"ipw"\nadjust = ["age"]\ncluster = "town"',
        "[compare] cluster = 'town': with adjust it is",
    ),
    "an estimand of nothing": (
        '"unadjusted"', '"unadjusted"\nestimand = "att"', "estimand says nothing without adjust",
    ),
    "no groups to adjust": (
        'groups = ["yes", "no"]\nmethod = "unadjusted"', 'method = "ipw"\nadjust = ["age"]',
        "[compare] adjust needs groups: two to compare.",
    ),
    "a covariate twice": ('"unadjusted"', '"ipw"\nadjust = ["age", "age"]', "adjust names a column twice"),
    "a covariate from afterwards": (
        '"unadjusted"', '"ipw"\nadjust = ["end"]', "'end' is known only after the start",
    ),
    "an outcome as covariate": (
        '"unadjusted"', '"ipw"\nadjust = ["weeks_in_work"]', "'weeks_in_work' is known only after the start",
    ),
    "the group as covariate": (
        '"unadjusted"', '"ipw"\nadjust = ["group"]', "adjust: 'group' is no covariate.",
    ),
    "a covariate with a blank": (
        '"unadjusted"', '"ipw"\nadjust = ["my age"]', "letters, digits and underscores only",
    ),
    "a rule of an unknown state": (
        'student = "ordinary_employment"', 'pupil = "none"',
        "[sensitivity.with_school] pupil: [states] has no such state; it has employed, student.",
    ),
    "a rule with an unknown rung": (
        'student = "ordinary_employment"', 'student = "work"',
        "[sensitivity.with_school] student = 'work' is not a rung; the rungs are",
    ),
    "a rule that changes nothing": (
        'student = "ordinary_employment"', 'student = "ordinary_education"',
        "[sensitivity.with_school] changes nothing: put a state on another rung",
    ),
    "a rule of no states": (
        'student = "ordinary_employment"', "", "[sensitivity.with_school] changes nothing",
    ),
    "a rule with a number": (
        'student = "ordinary_employment"', "student = 1",
        "[sensitivity.with_school] student = 1 must be text in quotes.",
    ),
    "a rule that is no table": (
        '[sensitivity.with_school]\nstudent = "ordinary_employment"', '[sensitivity]\nwith_school = "none"',
        "[sensitivity] with_school must be a table: write [sensitivity.with_school] on its own line.",
    ),
    "a rule with a blank": (
        "[sensitivity.with_school]", '[sensitivity."with school"]',
        "[sensitivity] 'with school' may have letters, digits and underscores only.",
    ),
    "a primary measure that is not adjusted": (
        'method = "unadjusted"\n[analysis]\nprimary = "weeks_in_work"', 'method = "ipw"\nadjust = ["age"]\n[analysis]\nprimary = "hours_any"',
        "[compare] adjust: hours_any is not adjusted, and so cannot be primary; adjusted are work_or_education, weeks",
    ),
    "an unknown benchmark": (
        '"unadjusted"', '"unadjusted"\nbenchmark = "Nobody"',
        "[compare] benchmark = 'Nobody': benchmarks.csv has no such name; it has Projekt Inklusion",
    ),
    "no table of benchmarks": (
        "through = 2025-12-31", 'through = 2025-12-31\nbenchmarks = "mine.csv"\n[compare]\nbenchmark = "IPS Grow"',
        "[compare] benchmark = 'IPS Grow': There is no table mine.csv",
    ),
    "a table of benchmarks for nothing": (
        "through = 2025-12-31", 'through = 2025-12-31\nbenchmarks = "mine.csv"',
        "[data] benchmarks says nothing without",
    ),
    "an unknown measure": ('"weeks_in_work"', '"joy"', "[analysis] primary = 'joy'; the measures are"),
    "an unknown unit": ('"first course"', '"person"', "[analysis] unit = 'person': "),
    "an unknown success": (
        '["ordinary_employment"]', '["joy"]', "[analysis] success names 'joy', which is not a rung",
    ),
    "no success": ('["ordinary_employment"]', "[]", "[analysis] success is empty: name at least one rung."),
    "no coverage": ("level = 0.9", "level = 95", "[analysis] level is the coverage of an interval"),
    "a period backwards": (
        "2022-01-01", "2024-06-01", "[analysis] starts_from must lie before starts_before.",
    ),
    "a cell that protects nobody": (
        "smallest_cell = 10", "smallest_cell = 1", "smallest_cell below 3 protects nobody",
    ),
    "a yes in words": ("until_course_end = true", 'until_course_end = "yes"', "must be true or false."),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_one(kind: str, tmp_path: Path) -> None:
    right, wrong, sentence = WRONG[kind]
    assert right in RIGHT
    content = RIGHT.replace(right, wrong)
    if wrong.count("[compare]"):
        content = content.replace('[compare]\ngroups = ["yes", "no"]\nmethod = "unadjusted"\n', "")
    if kind == "a value for a table":
        content = "release = 5\n" + content
    (tmp_path / "study.toml").write_text(content, encoding="utf-8")
    with pytest.raises(StudyError) as error:
        read_study(tmp_path)
    assert sentence in str(error.value)
