"""What may be typed as a date, and how it stands in a field: Danish people write 24-12-2026 in any language."""

DATE_INPUT_FORMATS = [
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d. %m. %Y",
    "%d/%m-%Y",
    "%d/%m/%Y",
    "%d/%m %Y",
    "%d %m %Y",
    "%Y-%m-%d",
]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
