"""What a start does without: packages that only one door needs come in with the first who knocks there."""

from __future__ import annotations

import json
import os
import subprocess
import sys

ASKED = """
import json, sys
import django
django.setup()
from django.urls import resolve, reverse
before = [reverse("desk:today"), "ninja" in sys.modules, "pydantic" in sys.modules]
after = [resolve("/api/v1/cases").view_name, reverse("api:openapi-json"), "ninja" in sys.modules]
print(json.dumps([before, after]))
"""


def test_the_api_comes_in_with_its_first_request() -> None:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    said = subprocess.run([sys.executable, "-c", ASKED], env=env, capture_output=True, text=True, check=True)
    before, after = json.loads(said.stdout)
    assert before == ["/", False, False]
    assert after == ["api:report", "/api/openapi.json", True]
