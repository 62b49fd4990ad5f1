"""Outside only residents' addresses exist, and no page there leads to one that does not."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from linli.areas import services as areas
from linli.domain.access import PUBLIC
from linli.relay import zone
from tests.house.test_outer_zone import ALL, INSIDE, RIGHTS
from tests.office import AT, Office
from tests.relay.conftest import Zones
from tests.relay.test_pass_over import reported

#: Residents' addresses that need what only the inner zone has (docs/howto/production.md).
NEED_INSIDE = {
    "window:wishes", "window:me_too", "papers:public_list", "papers:public_page", "records:public_file",
    "registers:public", "api:answer", "api:follow", "api:places", "api:report",
}  # fmt: skip


def test_the_list_is_the_public_one_without_what_needs_the_inner_zone() -> None:
    public = {name for name, asked in RIGHTS.items() if asked == "public"}
    assert public - INSIDE - NEED_INSIDE == zone.ANSWERED
    assert public >= NEED_INSIDE


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _path in ALL])
def test_every_other_address_does_not_exist(db: None, zones: Zones, name: str, path: str) -> None:
    with zones.side("outer"):
        answer = Client().get(path)
        other = Client().post(path)
    if resolve(path).view_name in zone.ANSWERED:
        assert answer.status_code != 404 or name in {"plate", "window:follow", "window:slip"}, path
    elif name == "desk:today":
        assert answer.url == reverse("window:home")  # type: ignore[attr-defined]
    else:
        assert (answer.status_code, other.status_code) == (404, 404), path


def test_pages_outside_lead_only_to_what_exists(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    plate = areas.add_plate(area_id=office.city.areas["garden"], actor=PUBLIC, at=AT)
    pages = [reverse(f"window:{name}") for name in ("home", "report", "find", "contact", "wish_new")]
    pages += [reverse("window:follow", args=[receipt]), reverse("window:slip", args=[receipt])]
    pages += [f"/r/{plate.token}", "/no/such/page", reverse("accounts:login")]
    with zones.side("outer"):
        for path in pages:
            text = Client().get(path).content.decode()
            for link in re.findall(r'(?:href|action|src)="(/[^"#?]*)', text):
                assert link.startswith("/static/") or _answered(link), (path, link)


def _answered(link: str) -> bool:
    try:
        return resolve(link).view_name in zone.ANSWERED | {"desk:today"}
    except Resolver404:
        return False


def test_inside_and_alone_everything_is_answered(office: Office, zones: Zones) -> None:
    for side in ("inner", ""):
        with zones.side(side):
            assert Client().get(reverse("window:wishes")).status_code == 200
            assert Client().get(reverse("accounts:login")).status_code == 200


def test_a_zone_needs_its_folder_and_its_secret(zones: Zones) -> None:
    from linli.relay.checks import zone_is_sound

    assert zone_is_sound() == []
    with zones.side("inner"):
        assert zone_is_sound() == []
        zones.settings.LINLI_RELAY_SECRET = str(zones.base / "nowhere")
        assert [found.id for found in zone_is_sound()] == ["linli.E401"]
