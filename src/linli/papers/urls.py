"""Addresses of papers."""

from django.urls import path

from linli.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<int:paper_id>/", views.page, name="page"),
    path("<int:paper_id>/print/", views.print_page, name="print"),
    path("<int:paper_id>/word/", views.word, name="word"),
    path("<int:paper_id>/edit/", views.edit, name="edit"),
    path("<int:paper_id>/step/<slug:step>/", views.step, name="step"),
    path("<int:paper_id>/number/", views.number, name="number"),
    path("<int:paper_id>/void/", views.void, name="void"),
]
