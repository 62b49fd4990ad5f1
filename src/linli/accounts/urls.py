"""Addresses of logins."""

from django.urls import path

from linli.accounts.views import admin, entry, mine, second, unmasking

app_name = "accounts"
urlpatterns = [
    path("login/", entry.login, name="login"),
    path("second/", second.second, name="second"),
    path("second/set/", second.set_up, name="second_set"),
    path("logout/", entry.logout, name="logout"),
    path("outside/", entry.outside_begin, name="outside"),
    path("outside/back/", entry.outside_back, name="outside_back"),
    path("enter/", entry.enter, name="enter"),
    path("", mine.mine, name="mine"),
    path("post/", mine.post, name="post"),
    path("password/", mine.password, name="password"),
    path("confirm/", mine.confirm, name="confirm"),
    path("devices/<int:device_id>/revoke/", mine.revoke_device, name="revoke_device"),
    path("unmask/<slug:kind>/<int:subject_id>/<slug:field>/", unmasking.unmask, name="unmask"),
    path("users/", admin.users, name="users"),
    path("users/new/", admin.user_new, name="user_new"),
    path("users/<int:user_id>/", admin.user, name="user"),
    path("users/<int:user_id>/<slug:verb>/", admin.user_act, name="user_act"),
    path("audit/", admin.audit, name="audit"),
]
