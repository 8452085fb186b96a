"""A right study.toml with everything in it, which the tests of its file change a line at a time."""

RIGHT = """
title = "A study"
[data]
courses = "courses.csv"
spells = "spells-*.parquet"
observed = "observed.csv"
through = 2025-12-31
[observed]
death = "competing"
register_end = "censor"
[states]
employed = "ordinary_employment"
student = "ordinary_education"
[follow_up]
months = 18
until_course_end = true
[compare]
groups = ["yes", "no"]
method = "unadjusted"
[analysis]
primary = "weeks_in_work"
unit = "first course"
success = ["ordinary_employment"]
level = 0.9
starts_from = 2022-01-01
starts_before = 2024-01-01
[sensitivity.with_school]
student = "ordinary_employment"
[release]
smallest_cell = 10
"""
