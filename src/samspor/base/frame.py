"""What the frame around every page shows: the site's name, the demo line, the languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

SITE_NAME = "Samspor"


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template. `navigation`, `account` and `idle` come from access."""
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "site_name": SITE_NAME,
        "demo": settings.DEMO,
        "language": current,
        "languages": [
            {"code": code, "name": name, "current": code == current} for code, name in settings.LANGUAGES
        ],
    }
