"""The demo world's places: units, programmes and agreements as the seeds name them. Data only, nothing is written.

Sources: Region Syddanmark's allocation note of 9 October 2020 (S1), the foundation's page on IPS Region Sjælland (S2),
Aalborg's status note of January 2020 (S4). Unit names in the psychiatry of Region Sjælland and Nordjylland, places
beyond the four agreements of S1 and all courses are invented. The period 2021–22 of S1 is the first one; in the
demo world the effort goes on, so that there is somebody to work with today.
"""

from dataclasses import dataclass
from datetime import date

SYDDANMARK, SJAELLAND, NORDJYLLAND = "1083", "1085", "1081"

REGION_UNITS: dict[str, tuple[tuple[str, str, str], ...]] = {
    SYDDANMARK: (
        ("lp-odense", "Lokalpsykiatri Odense", "treatment"),
        ("lp-middelfart", "Lokalpsykiatri Middelfart", "treatment"),
        ("lp-fredericia", "Lokalpsykiatri Fredericia", "treatment"),
        ("lp-svendborg", "Lokalpsykiatri Svendborg", "treatment"),
        ("lp-vejle", "Lokalpsykiatri Vejle", "treatment"),
        ("lp-kolding", "Lokalpsykiatri Kolding", "treatment"),
        ("att", "Afdeling for Traume- og Torturoverlevende", "trauma"),
        ("adm", "Psykiatriens administration", "office"),
    ),
    SJAELLAND: (
        ("dp-slagelse", "Distriktspsykiatri Slagelse", "treatment"),
        ("dp-holbaek", "Distriktspsykiatri Holbæk", "treatment"),
        ("dp-kalundborg", "Distriktspsykiatri Kalundborg", "treatment"),
        ("dp-roskilde", "Distriktspsykiatri Roskilde", "treatment"),
        ("dp-koege", "Distriktspsykiatri Køge", "treatment"),
        ("dp-naestved", "Distriktspsykiatri Næstved", "treatment"),
        ("dp-vordingborg", "Distriktspsykiatri Vordingborg", "treatment"),
        ("dp-nykoebing", "Distriktspsykiatri Nykøbing Falster", "treatment"),
        ("adm", "Psykiatriledelsen", "office"),
    ),
    NORDJYLLAND: (("ap-aalborg", "Ambulatorium for unge, Aalborg", "treatment"),),
}


@dataclass(frozen=True)
class Site:
    """One local agreement: a municipality's unit with a treatment unit, its size and how it works."""

    municipality: str
    unit: str
    treatment: str
    courses: int
    specialists: int = 1
    unit_kind: str = "employment"
    from_month: tuple[int, int] | None = None
    weekday: int = 2
    decision: str = "no"
    office: bool = True
    meetings: str = "without_leaders"


@dataclass(frozen=True)
class Effort:
    """A programme with its sites. `first`/`last`: when courses are accepted; `None`: still, up to today.

    `reach` is the share that finds work or education within the follow-up, for the dice; `education` how many of
    them begin in education; `graduated`: other rungs of the ladder are common on the way.
    """

    code: str
    name: str
    region: str
    starts_on: date
    ends_on: date | None
    first: date
    last: date | None
    sites: tuple[Site, ...]
    reach: float
    education: float
    source: str
    target_group: str
    graduated: bool = False
    min_age: int | None = 18
    max_age: int | None = None
    target_citizens: int | None = None
    target_share: float | None = None
    success: tuple[str, ...] = ("ordinary_employment", "ordinary_education")

    @property
    def size(self) -> int:
        return sum(site.courses for site in self.sites)


OUTPATIENTS = "Borgere i ambulant behandling i psykiatrien, som er tilknyttet et jobcenter og ønsker arbejde eller uddannelse"

EFFORTS: tuple[Effort, ...] = (
    Effort(
        "ips-syddanmark", "IPS Region Syddanmark", SYDDANMARK,
        date(2021, 1, 1), None, date(2021, 11, 1), None,
        (
            Site("0461", "Jobcenter Odense", "lp-odense", 262, 5, decision="varies", weekday=3, meetings="with_leaders"),
            Site("0410", "Jobcenter Middelfart", "lp-middelfart", 104, 2, weekday=2),
            Site("0607", "Jobcenter Fredericia", "lp-fredericia", 118, 2, weekday=4),
            Site("0430", "Jobcenter Faaborg-Midtfyn", "lp-svendborg", 96, 2, weekday=1, office=False),
            Site("0630", "Jobcenter Vejle", "lp-vejle", 134, 3, from_month=(2022, 3), decision="yes"),
            Site("0621", "Jobcenter Kolding", "lp-kolding", 96, 2, from_month=(2022, 8)),
            Site("0482", "Jobcenter Langeland", "lp-svendborg", 13, 1, from_month=(2023, 9), office=False),
        ),
        0.57, 0.24, "Udmøntningsnotat, Region Syddanmark, 9. oktober 2020; første periode 2021–22",
        OUTPATIENTS, target_share=59.9,
    ),
    Effort(
        "flygtninge-ptsd", "Flygtninge med PTSD 2020–22", SYDDANMARK,
        date(2020, 12, 1), date(2022, 12, 31), date(2021, 11, 1), date(2022, 11, 30),
        (
            Site("0461", "Jobcenter Odense", "att", 34, 1),
            Site("0621", "Jobcenter Kolding", "att", 19, 1),
            Site("0630", "Jobcenter Vejle", "att", 18, 1),
            Site("0607", "Jobcenter Fredericia", "att", 14, 1),
            Site("0573", "Jobcenter Varde", "att", 9, 1),
        ),
        0.29, 0.22, "Udmøntningsnotat, Region Syddanmark, 9. oktober 2020, afsnit 4",
        "Flygtninge med PTSD i behandling på Afdeling for Traume- og Torturoverlevende", graduated=True,
    ),
    Effort(
        "ips-vestsjaelland", "IPS Vestsjælland 2016–20", SJAELLAND,
        date(2016, 8, 1), date(2020, 7, 31), date(2016, 9, 1), date(2019, 5, 31),
        (
            Site("0330", "Jobcenter Slagelse", "dp-slagelse", 54, 2),
            Site("0316", "Jobcenter Holbæk", "dp-holbaek", 41, 1),
            Site("0326", "Jobcenter Kalundborg", "dp-kalundborg", 33, 1),
        ),
        0.55, 0.25, "Fondens omtale af IPS Vestsjælland 2016–20", OUTPATIENTS,
    ),
    Effort(
        "ips-sjaelland", "IPS Region Sjælland 2020–24", SJAELLAND,
        date(2020, 8, 1), date(2024, 12, 31), date(2021, 11, 1), date(2024, 11, 15),
        (
            Site("0330", "Jobcenter Slagelse", "dp-slagelse", 70, 2),
            Site("0316", "Jobcenter Holbæk", "dp-holbaek", 62, 2),
            Site("0326", "Jobcenter Kalundborg", "dp-kalundborg", 48, 2),
            Site("0306", "Jobcenter Odsherred", "dp-holbaek", 34),
            Site("0329", "Jobcenter Ringsted", "dp-slagelse", 38),
            Site("0320", "Jobcenter Faxe", "dp-naestved", 36),
            Site("0269", "Jobcenter Solrød", "dp-koege", 17),
            Site("0336", "Jobcenter Stevns", "dp-koege", 14),
            Site("0259", "Jobcenter Køge", "dp-koege", 52, 2),
            Site("0390", "Jobcenter Vordingborg", "dp-vordingborg", 44),
            Site("0360", "Jobcenter Lolland", "dp-nykoebing", 46),
            Site("0376", "Jobcenter Guldborgsund", "dp-nykoebing", 52, 2),
            Site("0265", "Jobcenter Roskilde", "dp-roskilde", 64, 2),
            Site("0370", "Jobcenter Næstved", "dp-naestved", 66, 2),
        ),
        0.53, 0.22, "Fondens omtale af IPS Region Sjælland 2020–24; mindst 960 borgere, 20 konsulenter",
        OUTPATIENTS, target_citizens=960,
    ),
    Effort(
        "ips-unge-aalborg", "IPS for unge i Aalborg", NORDJYLLAND,
        date(2020, 3, 1), None, date(2021, 11, 1), None,
        (Site("0851", "Uddannelseshuset Aalborg", "ap-aalborg", 108, 2, unit_kind="youth", weekday=1),),
        0.63, 0.56, "Aalborg Kommune, orientering om status på IPS, januar 2020",
        "Unge mellem 18 og 30 år med tilknytning til Uddannelseshuset og en psykiatrisk diagnose",
        max_age=30,
    ),
)  # fmt: skip
