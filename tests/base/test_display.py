"""Days, moments and numbers as they stand on a page, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from samspor.base import display

DAY, MOMENT = date(2026, 3, 3), datetime(2026, 3, 3, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "write", "value", "written"),
    [
        ("da", display.day, DAY, "3. marts 2026"),
        ("en", display.day, DAY, "3 March 2026"),
        ("da", display.day, datetime(2026, 3, 3, 23, 30, tzinfo=UTC), "4. marts 2026"),
        ("da", display.day, None, ""),
        ("da", display.short_day, DAY, "03-03-2026"),
        ("da", display.moment, MOMENT, "3. marts 2026 kl. 14.05"),
        ("en", display.moment, MOMENT, "3 March 2026 at 14:05"),
        ("da", display.number, Decimal("1234.5"), "1.234,5"),
        ("en", display.number, Decimal("1234.5"), "1,234.5"),
        ("da", display.number, 1234567, "1.234.567"),
        ("da", display.number, None, ""),
        ("da", display.percent, 0.599, "59,9\N{NO-BREAK SPACE}%"),
        ("da", display.percent, 0.591, "59,1\N{NO-BREAK SPACE}%"),
        ("da", display.percent, 20 / 39, "51,3\N{NO-BREAK SPACE}%"),
    ],
)
def test_written(language, write, value, written):
    with translation.override(language):
        assert write(value) == written
