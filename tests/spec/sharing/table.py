"""The exchange rule as a drawn table: each row a sentence, whether the item may be read, and what differs from the
plain case. The plain case: the treatment team wrote about symptoms and shared it; the assigned specialist reads."""

from datetime import date, timedelta

from samspor.agreements.rules import Stage
from samspor.sharing.rules import Category, Purpose
from spec.sharing.drawn import BACK, TODAY, TOMORROW, YESTERDAY, A, C, Case, T, ago

YES, NO = True, False
SYMPTOMS, WORK, COPING = Category.SYMPTOMS, Category.EMPLOYMENT, Category.COPING
A_YEAR_AGO = date(2025, 3, 2)
TO_TEAM = {"reader": "team", "owner": "jobcentre", "category": WORK}
OWN = {"owner": "jobcentre", "released": None}
DERIVED = {"owner": "jobcentre", "released": None, "is_derived": True}
ENDED_UNIT = {"team": (date(2007, 1, 1), YESTERDAY)}

PLAIN = [
    Case(
        "With consent, treatment and agreement in order, the assigned specialist reads what was shared.", YES
    ),
    Case("The other way round, the assigned clinician reads what the specialist shared.", YES, **TO_TEAM),
    Case("What was not shared is not read, whatever was consented to.", NO, released=None),
    Case("What was shared this morning is read today.", YES, released=TODAY),
]

CONSENT = [
    Case("Without any consent nothing passes.", NO, consents=()),
    Case("A consent the other way opens nothing this way.", NO, consents=(BACK,)),
    Case("Nor does this way's consent open the other way.", NO, consents=(C(),), **TO_TEAM),
    Case("On the first day of a consent it holds.", YES, consents=(C(given=ago(9), first=TODAY),)),
    Case("On the day before its first day it does not.", NO, consents=(C(given=ago(9), first=TOMORROW),)),
    Case("On the last day of a consent it holds.", YES, consents=(C(last=TODAY),)),
    Case("On the day after its last day it does not.", NO, consents=(C(last=YESTERDAY),)),
    Case("A consent for the very day it was given, of one day, holds.", YES, consents=(C(given=TODAY, last=TODAY),)),
    Case("A consent from the psychiatry lapses one year after it was given, whatever it says.", NO,
         consents=(C(given=A_YEAR_AGO, last=date(2027, 1, 1)),)),
    Case("On the last day of that year it holds.", YES,
         consents=(C(given=A_YEAR_AGO + timedelta(days=1), last=date(2027, 1, 1)),)),
    Case("The year runs from when it was given, not from its first day.", NO,
         consents=(C(given=A_YEAR_AGO, first=ago(30), last=date(2027, 1, 1)),)),
    Case("A consent on a basis with a longer limit lives longer.", YES,
         consents=(C(given=A_YEAR_AGO, last=date(2027, 1, 1), basis="gdpr_6_1_a"),)),
    Case("A consent on a basis that the reference list does not know permits nothing.", NO,
         consents=(C(basis="handshake"),)),
    Case("A basis for processing is no permission to disclose.", NO, consents=(C(basis="gdpr_9_2_h"),)),
    Case("A withdrawn consent opens nothing.", NO, consents=(C(withdrawn=YESTERDAY),)),
    Case("A consent withdrawn an hour ago opens nothing.", NO, consents=(C(withdrawn=TODAY),)),
    Case("A category that was not ticked stays closed.", NO, consents=(C(categories=(WORK,)),)),
    Case("A category that was ticked alone is open.", YES, consents=(C(categories=(SYMPTOMS,)),)),
    Case("A withdrawn category is closed.", NO, consents=(C(withdrawn_categories=(SYMPTOMS,)),)),
    Case("Withdrawing one category leaves the others.", YES, consents=(C(withdrawn_categories=(COPING,)),)),
    Case("A withdrawn recipient reads nothing.", NO, consents=(C(withdrawn_recipients=("jobcentre",)),)),
    Case("Withdrawing one recipient leaves the other.", YES,
         consents=(C(to=("jobcentre", "middelfart"), withdrawn_recipients=("middelfart",)),)),
    Case("A consent to another unit opens nothing here.", NO, consents=(C(to=("middelfart",)),)),
    Case("A consent to the youth unit of the same municipality opens nothing here.", NO, consents=(C(to=("youth",)),)),
    Case("A consent that names several units opens to each.", YES, consents=(C(to=("middelfart", "jobcentre")),)),
    Case("A consent to nobody opens nothing.", NO, consents=(C(to=()),)),
    Case("A consent given to another team covers nothing of this one.", NO, consents=(C(giver="other_team"),)),
    Case("Another person's consent covers nothing.", NO, consents=(C(person="somebody"),)),
    Case("A consent in the other authority's record does not count for this one.", NO,
         consents=(C(person="municipal"),)),
    *[
        Case(f"A consent for another purpose ({purpose.value}) opens nothing in the course.", NO,
             consents=(C(purpose=purpose),))
        for purpose in Purpose
        if purpose is not Purpose.EXCHANGE
    ],
    Case("Of two consents, one run out and one live, the live one counts.", YES, consents=(C(last=YESTERDAY), C())),
    Case("A new consent after a withdrawn one opens what was shared before.", YES,
         released=ago(150), consents=(C(withdrawn=ago(60)), C(given=ago(5), last=date(2026, 9, 1)))),
    Case("Two halves make no whole: one consent has the category, the other is live.", NO,
         consents=(C(last=YESTERDAY), C(categories=(WORK,)))),
    Case("Two halves make no whole: one names the recipient, the other the category.", NO,
         consents=(C(categories=(WORK,)), C(to=("middelfart",)))),
]  # fmt: skip

TREATMENT = [
    Case("Without a treatment period nothing passes.", NO, treatments=()),
    Case("Nor does anything the other way.", NO, treatments=(), **TO_TEAM),
    Case("On the first day of treatment it is ongoing.", YES, treatments=(T(first=TODAY, confirmed=TODAY),)),
    Case("On the day before it is not.", NO, treatments=(T(first=TOMORROW, confirmed=TOMORROW),)),
    Case("On the day treatment ends, sharing stops at once.", NO, treatments=(T(ended=TODAY),)),
    Case("And the other way at once too.", NO, treatments=(T(ended=TODAY),), **TO_TEAM),
    Case("Treatment that ended yesterday is over.", NO, treatments=(T(ended=YESTERDAY),)),
    Case("Treatment that is to end tomorrow is ongoing today.", YES, treatments=(T(ended=TOMORROW),)),
    Case("Confirmed 92 days ago it is ongoing.", YES, treatments=(T(confirmed=ago(92)),)),
    Case("Confirmed 93 days ago it is not.", NO, treatments=(T(confirmed=ago(93)),)),
    Case("Treatment in a new team does not open the old team's channel.", NO, treatments=(T(unit="other_team"),)),
    Case("Another patient's treatment does not count.", NO, treatments=(T(person="somebody"),)),
    Case("An ended period does no harm beside a new one.", YES,
         treatments=(T(ended=ago(40)), T(first=ago(10), confirmed=ago(10)))),
    Case("Two halves make no whole: one period confirmed but ended, one going on but unconfirmed.", NO,
         treatments=(T(ended=YESTERDAY), T(confirmed=ago(120)))),
]  # fmt: skip

AGREEMENT = [
    Case("Without an agreement nothing passes.", NO, agreements=()),
    Case("On the first day of an agreement it holds.", YES, agreements=(A(first=TODAY),)),
    Case("An agreement from tomorrow does not hold today.", NO, agreements=(A(first=TOMORROW),)),
    Case("On its last day it holds.", YES, agreements=(A(last=TODAY),)),
    Case("An agreement that ended yesterday does not.", NO, agreements=(A(last=YESTERDAY),)),
    Case("An agreement that is still talked about (dialogue) is none.", NO, agreements=(A(stage=Stage.DIALOGUE),)),
    Case("Nor is one being clarified.", NO, agreements=(A(stage=Stage.CLARIFICATION),)),
    Case("One that stands agreed is in force.", YES, agreements=(A(stage=Stage.AGREEMENT),)),
    Case("The team's agreement with another municipality opens nothing here.", NO,
         agreements=(A(municipal="middelfart"),)),
    Case("The jobcentre's agreement with another team opens nothing here.", NO, agreements=(A(treatment="other_team"),)),
    Case("An agreement of the two units in another programme opens nothing.", NO, agreements=(A(programme="other"),)),
    Case("A renewal in a new row will do.", YES,
         agreements=(A(last=YESTERDAY), A(first=TODAY))),
    Case("In a programme outside regional psychiatry there is no exchange.", NO,
         programme="support", agreements=(A(programme="support"),)),
]  # fmt: skip

UNITS = [
    Case("A unit on its last day still exists.", YES, units={"team": (date(2007, 1, 1), TODAY)}),
    Case("A unit that closed yesterday gives nothing more, successor or not.", NO, units=ENDED_UNIT),
    Case("Nor does it receive.", NO, units=ENDED_UNIT, **TO_TEAM),
    Case("A unit that opens tomorrow receives nothing today.", NO, units={"jobcentre": (TOMORROW, None)}),
    Case("When the region is merged away, its units' channels close.", NO,
         authorities={"team": (date(2007, 1, 1), YESTERDAY)}),
    Case("A region on its last day still exists.", YES, authorities={"team": (date(2007, 1, 1), TODAY)}),
]  # fmt: skip

MOVED = [
    Case("From the day on which the course goes on with another team nothing more passes from the first.", NO,
         moved=TODAY),
    Case("Nor to it.", NO, moved=TODAY, **TO_TEAM),
    Case("Until that day it does.", YES, moved=TOMORROW),
    Case("What builds on the first team's information closes with it.", NO, moved=YESTERDAY, **DERIVED),
]  # fmt: skip

READERS = [
    Case("A colleague of the same unit who is not assigned reads nothing.", NO, assigned=()),
    Case("Someone assigned from today reads today.", YES, assigned=((TODAY, None),)),
    Case("Someone assigned from tomorrow does not yet.", NO, assigned=((TOMORROW, None),)),
    Case("Someone whose assignment ended yesterday reads nothing.", NO, assigned=((ago(90), YESTERDAY),)),
    Case("A colleague on cover reads.", YES, cover=True, assigned=((ago(2), TOMORROW),)),
    Case("On the last day of the cover too.", YES, cover=True, assigned=((ago(7), TODAY),)),
    Case("After the last day of the cover no longer.", NO, cover=True, assigned=((ago(7), YESTERDAY),)),
    Case("Someone assigned from another municipality is on neither side.", NO, reader="middelfart"),
    Case("Someone assigned from another unit of the same municipality is not in the named unit.", NO, reader="youth",
         consents=(C(to=("jobcentre", "youth")), BACK)),
    Case("In a restricted record the assigned who are not named read nothing.", NO, is_restricted=True),
    Case("In a restricted record the assigned who are named read.", YES, is_restricted=True, named=((ago(9), None),)),
    Case("Named until yesterday is named no more.", NO, is_restricted=True, named=((ago(9), YESTERDAY),)),
    Case("Named but not assigned is not enough.", NO, is_restricted=True, named=((ago(9), None),), assigned=()),
]  # fmt: skip

OWN_ITEMS = [
    Case("What one's own unit wrote is read by the assigned, shared or not.", YES, **OWN),
    Case("… without any consent, treatment or agreement.", YES, consents=(), treatments=(), agreements=(), **OWN),
    Case("… in a course without an exchange.", YES, has_exchange=False, **OWN),
    Case("… when one's unit has closed.", YES, units={"jobcentre": (date(2007, 1, 1), YESTERDAY)}, **OWN),
    Case("… but not by an unassigned colleague.", NO, assigned=(), **OWN),
    Case("… nor in a restricted record by one who is not named.", NO, is_restricted=True, **OWN),
    Case("An own note that builds on what was shared is read while sharing is open.", YES, **DERIVED),
    Case("It closes when the consent is withdrawn.", NO, consents=(C(withdrawn=TODAY), BACK), **DERIVED),
    Case("It closes when the consent lapses.", NO, consents=(C(last=YESTERDAY), BACK), **DERIVED),
    Case("It closes when treatment ends.", NO, treatments=(T(ended=TODAY),), **DERIVED),
    Case("It closes with its own category alone.", NO, consents=(C(withdrawn_categories=(SYMPTOMS,)), BACK), **DERIVED),
    Case("It does not hang on one's own consent the other way.", YES, consents=(C(),), **DERIVED),
    Case("Without an exchange nothing can have been built on, so it stays closed.", NO, has_exchange=False, **DERIVED),
]  # fmt: skip

OTHERS_ITEMS = [
    Case("What another unit of the other authority wrote is not the other side's to share.", NO, owner="other_team"),
    Case("What a third authority wrote is not either.", NO, owner="middelfart"),
    Case("Another unit of one's own authority is not one's own unit.", NO, owner="youth"),
    Case("In a course without an exchange nothing of another's is read.", NO, has_exchange=False),
    Case("What the receiving reviewer deleted stays closed when sharing opens again.", NO,
         released=ago(90), given_up=ago(30)),
    Case("… until its owner shares it anew.", YES, released=ago(10), given_up=ago(30)),
    Case("A note that builds on the reader's own information is read like any other.", YES, is_derived=True),
    Case("… when it was released.", NO, is_derived=True, released=None),
]  # fmt: skip

TABLE = [*PLAIN, *CONSENT, *TREATMENT, *AGREEMENT, *UNITS, *MOVED, *READERS, *OWN_ITEMS, *OTHERS_ITEMS]
