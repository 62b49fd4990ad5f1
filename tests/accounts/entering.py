"""Logging in as a test does it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from tests import cast

LOGIN = "/accounts/login/"
AT = cast.AT + timedelta(hours=1)


def log_in(client: Client, name: str = "secretary", password: str = cast.PASSWORD, **more: str) -> int:
    return client.post(LOGIN, {"username": name, "password": password, **more}).status_code
