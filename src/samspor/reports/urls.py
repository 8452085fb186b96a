"""The pages of this room."""

from datetime import date

from django.urls import path, register_converter

from samspor.reports import delivery_views, run_views, study_views, views


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
    path("runs/", run_views.runs, name="runs"),
    path("runs/ask/<slug:code>/", run_views.ask, name="ask"),
    path("runs/<int:number>/", run_views.run, name="run"),
    path("runs/<int:number>/report.<str:format>", run_views.report, name="report"),
    path("runs/<int:number>/progress/", run_views.progress, name="progress"),
    path("runs/<int:number>/cancel/", run_views.cancel, name="cancel"),
    path("runs/<int:number>/again/", run_views.again, name="again"),
    path("runs/<int:number>/release/", run_views.release, name="release"),
    path("runs/<int:number>/repeat/", run_views.repeat, name="repeat"),
    path("runs/<int:number>/withdraw/", run_views.withdraw, name="withdraw"),
    path("runs/deliveries/<slug:code>/", delivery_views.deliveries, name="deliveries"),
    path("runs/deliveries/<slug:code>/upload/", delivery_views.upload, name="upload"),
    path("runs/delivery/<int:number>/", delivery_views.delivery, name="delivery"),
    path("runs/delivery/<int:number>/delete/", delivery_views.delete, name="delete_delivery"),
    path("runs/study/<slug:code>/", study_views.study, name="study"),
    path("runs/study/<slug:code>/<day:through>/<slug:definition>/", study_views.folder, name="study_folder"),
    path("results/<slug:code>/", views.results, name="programme"),
    path("results/<slug:code>/<day:through>/", views.results, name="edition"),
    path("results/<slug:code>/<day:through>/chart.svg", views.chart, name="chart"),
    path("results/<slug:code>/<day:through>/curve.svg", views.curve, name="curve"),
    path("results/<slug:code>/<day:through>/figures.<str:format>", views.export, name="export"),
]
