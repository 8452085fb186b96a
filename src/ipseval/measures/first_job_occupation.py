"""What the first jobs were: their major groups of occupation (ISCO-08, the same in DISCO-08); not by site."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.courses.scope import Flags, Scope
from ipseval.courses.starts import NO_OCCUPATION
from ipseval.figures import MISSING
from ipseval.gate.ledger import Page
from ipseval.measures.measure import OUT_OF_WORK, Draft, Measure, Sheet
from ipseval.study import Study

NAME, COLUMN = "first_job_occupation", "first_occupation"
WORDS = (
    "The occupation of the first job within {follow_up} from start, by major group of ISCO-08, among those who had one; "
    "of two that began on one day that of the lower code."
)
GROUPS = {
    0: "armed forces occupations",
    1: "managers",
    2: "professionals",
    3: "technicians and associate professionals",
    4: "clerical support workers",
    5: "service and sales workers",
    6: "skilled agricultural, forestry and fishery workers",
    7: "craft and related trades workers",
    8: "plant and machine operators, and assemblers",
    9: "elementary occupations",
    NO_OCCUPATION: MISSING,
}
"""International Standard Classification of Occupations 2008 (ILO), in the order of its codes."""
DEAR = 2


def _first(scope: Scope) -> Flags:
    flags: Flags = scope.base & (scope.whole("first_work") >= 0)
    return flags


def _of(scope: Scope, code: int) -> Flags:
    flags: Flags = _first(scope) & (scope.whole(COLUMN) % 100 == code)
    return flags


def _is_carried(scope: Scope) -> bool:
    return scope.site is None and COLUMN in scope.rows.columns


def enter(study: Study, scope: Scope, page: Page) -> None:
    if not _is_carried(scope):
        return
    for code in GROUPS:
        name, here = f"{NAME}.{code}", _of(scope, code)
        page.count({name: here, f"{name}_not": _first(scope) & ~here}, {name: DEAR})
        page.adds_up("first_job.reached", name, f"{name}_not")
        # that nobody had such a job is no secret; that everybody had is
        page.ledger.opposite[page.key(f"{name}_not")] = page.key(name)
    page.adds_up("first_job.reached", *(f"{NAME}.{code}" for code in GROUPS))
    had = [code for code in GROUPS if page.ledger.counts.get((None, None, f"{NAME}.{code}"))]
    if len(had) > 1:  # the figures of these are all there are
        page.adds_up("first_job.reached", *(f"{NAME}.{code}" for code in had))


def drafts(sheet: Sheet) -> Iterator[Draft]:
    """A figure for each major group that anybody had, of everyone and each group."""
    scope = sheet.scope
    if not _is_carried(scope) or not sheet.count["first_job.reached"]:
        return
    for code, words in GROUPS.items():
        name = f"{NAME}.{code}"
        if sheet.count.ledger.counts.get((None, None, name)):
            yield sheet.draft(
                NAME,
                WORDS,
                sheet.proportion(_of(scope, code), _first(scope)),
                {"n": "first_job.reached", "numerator": name},
                (f"{name}_not",),
                part=words if code == NO_OCCUPATION else f"{code} {words}",
                base_name=f"{OUT_OF_WORK}, had a first job",
                unit="share",
            )


MEASURE = Measure({NAME: WORDS}, enter, drafts)
