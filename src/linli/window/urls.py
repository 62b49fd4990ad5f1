"""Addresses of the residents' pages, all below ``/w/``."""

from django.urls import path

from linli.window import views, wishes

app_name = "window"
urlpatterns = [
    path("", views.home, name="home"),
    path("report/", views.report, name="report"),
    path("places/", views.places, name="places"),
    path("find/", views.find, name="find"),
    path("f/<str:receipt>/", views.follow, name="follow"),
    path("f/<str:receipt>/answer/", views.answer, name="answer"),
    path("f/<str:receipt>/slip/", views.slip, name="slip"),
    path("too/<str:code>/", views.me_too, name="me_too"),
    path("f/<str:receipt>/thank/", wishes.thank, name="thank"),
    path("wishes/", wishes.wall, name="wishes"),
    path("wishes/new/", wishes.new, name="wish_new"),
    path("contact/", views.contact, name="contact"),
]
