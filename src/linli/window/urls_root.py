"""The short addresses that stand on plates."""

from django.urls import path

from linli.window import views

urlpatterns = [
    path("r/<str:token>", views.plate, name="plate"),
    path("r/<str:token>/", views.plate, name="plate"),
]
