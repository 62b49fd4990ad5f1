"""django-helpdesk 2.6.1 beside Linli: its public form, four clients, SQLite FULL, in an environment of its own.

The comparison is a ratio of one run on one machine. It is installed from its public package and set up as
it says itself: one worker of gunicorn, SQLite as Django opens it (which is synchronous FULL), its own templates
for mails that go nowhere, and 20,000 tickets that are there already.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from pathlib import Path

from benchmarks import slowdisk
from benchmarks.forms import Browser, together
from tests.served import free_port

VERSION = "2.6.1"
WSGI = "django.core.wsgi:get_wsgi_application()"
SETTINGS = """
SECRET_KEY = "benchmark"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
BASE = {base!r}
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": BASE + "/helpdesk.sqlite3"}}}}
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sites",
    "django.contrib.humanize", "rest_framework", "helpdesk"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {{
    "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages"]}}}}]
ROOT_URLCONF = "helpdesk_urls"
SITE_ID = 1
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_ROOT = BASE
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = False
"""
URLS = """
from django.urls import include, path
urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]
"""


def prepare(folder: Path) -> Path:
    """An environment with the package, a database with one public queue; answers its Python. Raises CalledProcessError."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        packages = [f"django-helpdesk=={VERSION}", "gunicorn"]
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", *packages], check=True, stderr=subprocess.DEVNULL
        )
    (folder / "helpdesk_settings.py").write_text(SETTINGS.format(base=str(folder)), encoding="utf-8")
    (folder / "helpdesk_urls.py").write_text(URLS, encoding="utf-8")
    (folder / "helpdesk.sqlite3").unlink(missing_ok=True)
    for words in (["migrate", "-v0"], ["loaddata", "-v0", "emailtemplate.json"], ["shell", "-c", QUEUE]):
        subprocess.run([str(python), "-m", "django", *words], check=True, cwd=folder, env=_env(folder))
    return python


QUEUE = textwrap.dedent("""
    from helpdesk.models import FollowUp, Queue, Ticket
    queue = Queue.objects.create(title="Matters", slug="matters", allow_public_submission=True)
    made = Ticket.objects.bulk_create(
        [Ticket(title=f"T{n}", queue=queue, submitter_email="a@example.org", description="d") for n in range(20000)],
        batch_size=500)
    FollowUp.objects.bulk_create([FollowUp(ticket=one, title="opened") for one in made], batch_size=500)
    """)


def _env(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(folder),
        "DJANGO_SETTINGS_MODULE": "helpdesk_settings",
        **{name: os.environ[name] for name in slowdisk.NAMES if name in os.environ},
    }


class Customer(Browser):
    """Sends one ticket each time."""

    receipt = "ticket="

    def fields(self, number: int) -> dict[str, str]:
        return {
            "queue": "1", "priority": "3", "submitter_email": "a@example.org",
            "title": f"{number % 30 + 1}号楼路灯", "body": f"{number % 30 + 1}号楼路灯第{number}次不亮",
        }  # fmt: skip


def rate(folder: Path, *, seconds: float, clients: int = 4) -> tuple[float, int]:
    """Acknowledged tickets a second of ``clients`` at once, and how many were refused."""
    python = (
        prepare(folder) if not (folder / "helpdesk.sqlite3").exists() else folder / "venv" / "bin" / "python"
    )
    port = free_port()
    url = f"http://127.0.0.1:{port}/helpdesk/tickets/submit/"
    log = (folder / "serve.log").open("wb")
    command = [str(python), "-m", "gunicorn", "-w", "1", "-b", f"127.0.0.1:{port}", "--timeout", "120", WSGI]
    server = subprocess.Popen(command, cwd=folder, env=_env(folder), stdout=log, stderr=log)
    try:
        _wait(url)
        return together([Customer(url) for _ in range(clients)], seconds)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("django-helpdesk did not answer")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(rate(Path(place), seconds=8.0))
