"""How it was worked out, what it cannot say, what each measure counts, and what identifies the run."""

from __future__ import annotations

from ipseval.report.document import Block, Bullets, Section, Table, Terms, Text
from ipseval.report.results import is_here
from ipseval.report.view import View

MARKS = {
    "share": "Wilson", "means": "Student", "differences": "Newcombe", "hours": "Brunner", "time": "area under",
    "hazards": "cause-specific", "adjusted": "IPW", "lost": "IPC weights", "explained": "E-value", "again": "bootstrap",
    "benchmark": "uncertain benchmark", "funnel": "mid-p", "together": "beta-binomial",
}  # fmt: skip
"""What the method of a figure holds where a sentence on methods belongs in the report."""
OF_TWO = ("first_job_log_rank", "first_job_hazard_ratio")
"""Measures that two groups have together only."""


def methods(view: View) -> Section:
    """The methods in words, those that were used."""
    say, study = view.words, view.study
    used = " ".join(figure.method for figure in view.released.figures)
    said = [say("methods.follow", follow_up=say.follow_up)]
    said.append(say("methods.every" if study.get("unit") == "course" else "methods.first"))
    if study["endings"]:
        endings = [
            say(f"methods.{ending}", why=say.label(why, "why"))
            for why, ending in sorted(study["endings"].items())
        ]
        said.append(say("methods.endings", list=say.all_of(endings)))
    how = study.get("adjustment") or {"method": "", "estimand": "att"}
    words = {"method": how["method"].upper(), "estimand": say(f"methods.{how['estimand']}")}
    said += [say(f"methods.{name}", **words) for name, mark in MARKS.items() if mark in used]
    said.append(say("methods.gate", smallest=say.smallest))
    return Section("methods", say("title.methods"), (Bullets(tuple(said)),))


def limits(view: View) -> Section:
    """What the numbers cannot say."""
    say = view.words
    said = ["chance", "many", "registers"]
    said.append("single" if view.groups is None else "randomised" if view.study["randomised"] else "observed")
    if any(figure.censored != 0 for figure in view.wholes(view.study["primary"])):
        said.append("early")
    texts = [say(f"limits.{name}") for name in said]
    for rule in view.released.manifest["rules_used"]:
        texts.append(say("limits.fault", what=say(f"fault.{rule['name']}")))
    return Section("limits", say("title.limits"), (Bullets(tuple(texts)),))


def definitions(view: View) -> Section:
    """Each measure once."""
    say = view.words
    pairs: dict[str, str] = {}
    for figure in view.released.figures:
        plain = figure.versus is None or figure.measure in OF_TWO
        told = is_here(figure) or figure.measure in ("first_job_curve", "first_job_occupation")
        if plain and figure.site is None and told:
            pairs.setdefault(say.measure(figure.measure), say.definition(figure))
    return Section("definitions", say("title.definitions"), (Terms(tuple(pairs.items())),))


def software(view: View) -> Section:
    """Fingerprints and versions."""
    say, manifest = view.words, view.released.manifest
    rows = [(say("software.run"), manifest["run"])] if "run" in manifest else []
    rows += [
        (say("software.period"), _period(view)),
        (say("software.study"), _apart(manifest["study_sha256"])),
    ]
    for table in sorted(manifest["data_sha256"]):
        found = manifest["data_sha256"][table]
        rows += (
            [(say("software.data", file=name), _apart(digest)) for name, digest in sorted(found.items())]
            if isinstance(found, dict)
            else [(say("software.data", file=say(f"table.{table}")), str(found))]
        )
    rows += [
        (say("software.rows", table=say(f"table.{table}")), say.number(n))
        for table, n in manifest.get("data_rows", {}).items()
        if n is not None
    ]
    rows.append((say("software.engine"), f"{manifest['engine']['name']} {manifest['engine']['version']}"))
    rows += [(say("software.library"), f"{name} {version}") for name, version in manifest["versions"].items()]
    if manifest.get("seed") is not None:
        rows.append((say("software.seed"), str(manifest["seed"])))
    table = Table(
        say("software.caption"), (say("software.name"), say("software.value")), tuple(rows), texts=(0, 1)
    )
    blocks: tuple[Block, ...] = (Text(say("software.intro")), table, Text(say("software.checked")))
    return Section("software", say("title.software"), blocks)


def _apart(digest: str) -> str:
    """In eights, so that two of them can be compared by eye."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _period(view: View) -> str:
    say, study = view.words, view.study
    said = [
        say(f"software.{key}", day=say.day(study[key]))
        for key in ("starts_from", "starts_before", "through")
        if study[key]
    ]
    return ", ".join(said) or say("software.all")
