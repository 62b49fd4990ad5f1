"""Addresses of agreements."""

from django.urls import path

from linli.agreements import acting, views

app_name = "agreements"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", acting.new, name="new"),
    path("reminders/", views.reminders, name="reminders"),
    path("parties/<int:pk>/sign/", acting.sign, name="sign"),
    path("parties/<int:pk>/kept/", acting.kept, name="kept"),
    path("parties/<int:pk>/take-back/", acting.take_back, name="take_back"),
    path("parties/<int:pk>/strike/", acting.strike, name="strike"),
    path("<int:pk>/text/", acting.text, name="text"),
    path("<int:pk>/scan/", acting.scan, name="scan"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/print/", views.printed, name="print"),
    path("<int:pk>/parties/", acting.add_parties, name="add_parties"),
    path("<int:pk>/offer/", acting.offer, name="offer"),
    path("<int:pk>/signatures/", acting.sign_many, name="sign_many"),
    path("<int:pk>/withdraw/", acting.withdraw, name="withdraw"),
    path("<int:pk>/end/", acting.end, name="end"),
    path("<int:pk>/renew/", acting.renew, name="renew"),
]
