"""Addresses of agreements."""

from django.urls import path

from linli.agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("reminders/", views.reminders, name="reminders"),
    path("parties/<int:pk>/sign/", views.sign, name="sign"),
    path("parties/<int:pk>/kept/", views.kept, name="kept"),
    path("parties/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/print/", views.printed, name="print"),
    path("<int:pk>/parties/", views.add_parties, name="add_parties"),
    path("<int:pk>/offer/", views.offer, name="offer"),
    path("<int:pk>/signatures/", views.sign_many, name="sign_many"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/renew/", views.renew, name="renew"),
]
