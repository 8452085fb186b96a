"""The pages of this room."""

from datetime import date

from django.urls import path, register_converter

from samspor.reports.views import deliveries, results, runs, studies


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
    path("results/", results.results, name="results"),
    path("runs/", runs.runs, name="runs"),
    path("runs/ask/<slug:code>/", runs.ask, name="ask"),
    path("runs/<int:number>/", runs.run, name="run"),
    path("runs/<int:number>/report.<str:format>", runs.report, name="report"),
    path("runs/<int:number>/progress/", runs.progress, name="progress"),
    path("runs/<int:number>/cancel/", runs.cancel, name="cancel"),
    path("runs/<int:number>/again/", runs.again, name="again"),
    path("runs/<int:number>/release/", runs.release, name="release"),
    path("runs/<int:number>/repeat/", runs.repeat, name="repeat"),
    path("runs/<int:number>/withdraw/", runs.withdraw, name="withdraw"),
    path("runs/deliveries/<slug:code>/", deliveries.deliveries, name="deliveries"),
    path("runs/deliveries/<slug:code>/upload/", deliveries.upload, name="upload"),
    path("runs/delivery/<int:number>/", deliveries.delivery, name="delivery"),
    path("runs/delivery/<int:number>/delete/", deliveries.delete, name="delete_delivery"),
    path("runs/study/<slug:code>/", studies.study, name="study"),
    path("runs/study/<slug:code>/<day:through>/<slug:definition>/", studies.folder, name="study_folder"),
    path("results/<slug:code>/", results.results, name="programme"),
    path("results/<slug:code>/<day:through>/", results.results, name="edition"),
    path("results/<slug:code>/<day:through>/chart.svg", results.chart, name="chart"),
    path("results/<slug:code>/<day:through>/curve.svg", results.curve, name="curve"),
    path("results/<slug:code>/<day:through>/figures.<str:format>", results.export, name="export"),
]
