"""How days, moments and numbers are written in the language of the page; keeps out the clock itself."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.dateformat import format as date_format
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samspor.base.dates import local

DAY_AS_TYPED = "%d-%m-%Y"


def is_danish() -> bool:
    return (get_language() or "da").startswith("da")


def day(value: date | None) -> str:
    """3. marts 2026 · 3 March 2026."""
    if value is None:
        return ""
    return date_format(_as_date(value), "j. F Y" if is_danish() else "j F Y")


def short_day(value: date | None) -> str:
    """03-03-2026, as it is typed."""
    return "" if value is None else _as_date(value).strftime(DAY_AS_TYPED)


def moment(value: datetime | None) -> str:
    """3. marts 2026 kl. 14.05 · 3 March 2026 at 14:05, on the clock of Denmark."""
    if value is None:
        return ""
    clock = date_format(local(value), "H.i" if is_danish() else "H:i")
    return _("%(day)s at %(clock)s") % {"day": day(value), "clock": clock}


def number(value: Decimal | float | int | None, decimals: int | None = None) -> str:
    """1.234,5 in Danish, 1,234.5 in English; the same number of decimals everywhere in a table."""
    if value is None:
        return ""
    if decimals is not None:  # number_format cuts decimals off, it does not round: 59,1 would read 59,0
        value = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def percent(value: Decimal | float | None, decimals: int = 1) -> str:
    """A share between 0 and 1 as 59,9 % in Danish, 59.9% in English."""
    space = "\N{NO-BREAK SPACE}" if is_danish() else ""
    return "" if value is None else f"{number(value * 100, decimals)}{space}%"


def _as_date(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value
