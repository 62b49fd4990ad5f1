"""Log-in through an outside identity provider (OIDC): a hook of two functions, no library of our own.

``LINLI_IDENTITY_PROVIDER`` names an object with ``begin(request, back) -> HttpResponse`` (usually a redirect
to the provider, ``back`` is the absolute address to return to) and ``finish(request) -> (issuer, subject)``
(checks state, nonce and signature; raises ``linli.accounts.errors.Refused`` with a sentence otherwise).
The pair is looked up in ``Identity``; there is no self-registration. See docs/howto/oidc.md.
"""

from __future__ import annotations

from typing import Protocol, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from linli.accounts.models import Identity, User


class Provider(Protocol):
    """What the named object must offer."""

    def begin(self, request: HttpRequest, back: str) -> HttpResponse:
        """Send the browser to the provider."""
        ...

    def finish(self, request: HttpRequest) -> tuple[str, str]:
        """Issuer and subject of who came back."""
        ...


def provider() -> Provider | None:
    """The configured provider, or None."""
    path = getattr(settings, "LINLI_IDENTITY_PROVIDER", "")
    return cast("Provider", import_string(path)) if path else None


def user_of(issuer: str, subject: str) -> User | None:
    """The open login tied to an outside identity."""
    found = (
        Identity.objects.select_related("user")
        .filter(issuer=issuer, subject=subject, user__is_active=True)
        .first()
    )
    return found.user if found else None
