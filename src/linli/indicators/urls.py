"""Addresses of figures."""

from django.urls import path

from linli.indicators import settling, views

app_name = "indicators"
urlpatterns = [
    path("", views.listing, name="list"),
    path("overview/", views.overview, name="overview"),
    path("rankings/", views.rankings, name="rankings"),
    path("rankings/<slug:ranking_id>/", views.ranking, name="ranking"),
    path("editions/<int:edition_id>/", views.edition, name="edition"),
    path("editions/<int:edition_id>/difference/", views.difference, name="difference"),
    path("editions/<int:edition_id>/step/<slug:step>/", views.act, name="act"),
    path(
        "editions/<int:edition_id>/rows/<int:cell_id>/<slug:part>/", views.edition_rows, name="edition_rows"
    ),
    path("<slug:indicator_id>/", views.indicator, name="indicator"),
    path("<slug:indicator_id>/rows/", views.rows, name="rows"),
    path("<slug:indicator_id>/targets/", settling.target, name="target"),
    path(
        "<slug:indicator_id>/targets/<int:target_id>/withdraw/",
        settling.withdraw_target,
        name="withdraw_target",
    ),
    path("<slug:indicator_id>/leave-out/<int:record_id>/", settling.leave_out, name="leave_out"),
    path("<slug:indicator_id>/put-back/<int:left_out_id>/", settling.put_back, name="put_back"),
    path("<slug:piece_id>/units/", settling.units, name="units"),
]
