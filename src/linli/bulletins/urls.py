"""Addresses of bulletins, under /bulletins/."""

from django.urls import path

from linli.bulletins.views import drafts, editions

app_name = "bulletins"

urlpatterns = [
    path("", drafts.listing, name="list"),
    path("new/", drafts.new, name="new"),
    path("<int:bulletin_id>/", drafts.page, name="page"),
    path("<int:bulletin_id>/words/", drafts.words, name="words"),
    path("<int:bulletin_id>/word/", drafts.word, name="word"),
    path("<int:bulletin_id>/values/<str:name>/", drafts.value, name="value"),
    path("<int:bulletin_id>/publish/", drafts.step, {"step": "publish"}, name="publish"),
    path("<int:bulletin_id>/refresh/", drafts.step, {"step": "refresh"}, name="refresh"),
    path("<int:bulletin_id>/drop-orders/", drafts.step, {"step": "drop_orders"}, name="drop_orders"),
    path("<int:bulletin_id>/correct/", drafts.reason, {"step": "correct"}, name="correct"),
    path("<int:bulletin_id>/void/", drafts.reason, {"step": "void"}, name="void"),
    path("<int:bulletin_id>/figures/<str:name>/", editions.figure, name="figure"),
    path("<int:bulletin_id>/editions/<int:number>/", editions.edition, name="edition"),
    path("<int:bulletin_id>/editions/<int:number>/differences/", editions.differences, name="differences"),
    path(
        "<int:bulletin_id>/editions/<int:number>/figures/<str:name>/",
        editions.frozen_figure,
        name="frozen_figure",
    ),
]
