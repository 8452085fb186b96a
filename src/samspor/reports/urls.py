"""The pages of this room."""

from datetime import date

from django.urls import path, register_converter

from samspor.reports import views


class DayInAddress:
    """A date as 2026-10-31."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayInAddress, "day")

app_name = "reports"
urlpatterns = [
    path("results/", views.results, name="results"),
    path("results/<slug:code>/", views.results, name="programme"),
    path("results/<slug:code>/<day:through>/", views.results, name="edition"),
    path("results/<slug:code>/<day:through>/chart.svg", views.chart, name="chart"),
    path("results/<slug:code>/<day:through>/curve.svg", views.curve, name="curve"),
    path("results/<slug:code>/<day:through>/figures.<str:format>", views.export, name="export"),
]
