"""Addresses of visits, all below ``/visits/``."""

from django.urls import path

from linli.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("all/", views.listing, name="list"),
    path("plan/", views.plan, name="plan"),
    path("progress/", views.progress, name="progress"),
    path("tie/", views.tie, name="tie"),
    path("<int:pk>/", views.contact, name="contact"),
    path("<int:pk>/write/", views.write, name="write"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/end/", views.end, name="end"),
]
