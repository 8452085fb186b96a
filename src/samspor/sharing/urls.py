"""The pages of sharing: consents, treatment, release, reviews. No address says more than a key."""

from django.urls import path

from samspor.sharing.views import consents, releases, reviews, treatments

app_name = "sharing"
urlpatterns = [
    path("consents/of/<uuid:person_id>/", consents.consents, name="consents"),
    path("consents/of/<uuid:person_id>/give/", consents.give, name="give"),
    path("consents/of/<uuid:person_id>/give/<slug:purpose>/", consents.give, name="give"),
    path("consents/<uuid:consent_id>/", consents.consent, name="consent"),
    path("consents/<uuid:consent_id>/withdraw/", consents.withdraw, name="withdraw"),
    path("consents/<uuid:consent_id>/enter/", consents.enter, name="enter"),
    path("treatments/of/<uuid:person_id>/", treatments.treatments, name="treatments"),
    path("treatments/of/<uuid:person_id>/start/", treatments.start_treatment, name="start_treatment"),
    path("treatments/of/<uuid:person_id>/move/", treatments.move_treatment, name="move_treatment"),
    path(
        "treatments/<uuid:period_id>/reconfirm/", treatments.reconfirm_treatment, name="reconfirm_treatment"
    ),
    path("treatments/<uuid:period_id>/end/", treatments.end_treatment, name="end_treatment"),
    path("items/<slug:kind>/<uuid:item_id>/release/", releases.release, name="release"),
    path("items/<slug:kind>/<uuid:item_id>/take-back/", releases.take_back, name="take_back"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:review_id>/", reviews.review, name="review"),
    path("reviews/items/<uuid:item_id>/", reviews.decide, name="decide"),
]
