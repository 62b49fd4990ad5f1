"""The library page: cards as the offices expect them, two clicks to switch on, refusals in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from linli.definitions import get_library
from linli.domain.access import Actor, AreaRef, Scope
from linli.mechanisms import places, services, views
from linli.mechanisms.models import Adoption
from linli.records import time
from linli.records.errors import NotAllowed

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
LEADER = Scope(
    view=(AreaRef("street", 3),), fill=(AreaRef("street", 3),), roles=frozenset({"street_leader"}), user_id=7
)
WORKER = Scope(
    view=(AreaRef("community", 31),), fill=(AreaRef("community", 31),), roles=frozenset({"community_worker"})
)
TREE = {3: [1, 2, 3], 31: [1, 2, 3, 31], 41: [1, 2, 4, 41], 0: [0]}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    monkeypatch.setattr(places, "_ancestors", lambda area_id, on: TREE[area_id])
    monkeypatch.setattr(places, "_names", lambda ids: {3: "西大街道", 31: "南门社区"})
    monkeypatch.setattr(places, "_communities", lambda refs, most: [(31, "南门社区")])
    monkeypatch.setattr(places, "_field", None)
    monkeypatch.setattr(places, "_inside", None)
    with time.frozen(AT):
        services.sync()
        yield


def call(
    view: Callable[..., HttpResponse],
    *args: str,
    scope: Scope = LEADER,
    data: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> HttpResponse:
    factory = RequestFactory()
    request: HttpRequest = factory.get("/", query or {}) if data is None else factory.post("/", data)
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    request.scope = scope  # type: ignore[attr-defined]
    request.actor = Actor(user_id=7, post_id=70, channel="page")  # type: ignore[attr-defined]
    request.htmx = False  # type: ignore[attr-defined]
    return view(request, *args)


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def test_cards_stand_under_the_six_subjects_with_all_their_lines() -> None:
    page = text(call(views.library))
    assert page.count("card__foot") == len(_named())
    for word in ("群众诉求", "小区治理", "党建共建", "项目攻坚", "督查落实", "为民服务"):
        assert word in page
    for word in ("出处", "适合", "启用后增加", "给基层增加的工作", "启用前要有", "提示", "看看会增加什么"):
        assert word in page
    assert "许昌市魏都区，据2021年12月报道" in page
    assert "选1个社区试点" in page


def test_search_and_filters_narrow_the_cards() -> None:
    page = text(call(views.library, query={"q": "13710"}))
    assert page.count("card__foot") == 1
    assert text(call(views.library, query={"q": "没有这种"})).count("card__foot") == 0
    assert text(call(views.library, query={"subject": "subject_estates"})).count("card__foot") == len(
        _named("subject_estates")
    )
    services.roll_out(mechanism="rule_13710", area_id=3, actor=Actor(7, 70, "page"), at=AT)
    assert text(call(views.library, query={"state": "on"})).count("card__foot") == 1


def test_a_worker_may_look_and_not_decide() -> None:
    assert "选1个社区试点" not in text(call(views.library, scope=WORKER))
    for view in (views.trial, views.roll_out, views.stop):
        with pytest.raises(NotAllowed, match="街道负责人"):
            call(view, "rule_13710", scope=WORKER)


def test_the_preview_names_what_comes_and_where_each_value_is_from() -> None:
    page = text(call(views.detail, "rule_13710"))
    for word in ("督查事项", "13710时限", "3天", "13710工作制度通行规定", "2017-01-01"):
        assert word in page
    assert "后续版本提供" in text(call(views.detail, "red_joint_meeting"))


def test_switching_on_is_one_button_of_the_card_so_two_clicks_do_it() -> None:
    """B13: 工作机制 in the head, then 推开 on the card; the place of the post is filled in."""
    page = text(call(views.library))
    assert (
        f'<form method="post" action="{reverse("mechanisms:roll_out", args=["key_small_matters"])}">' in page
    )
    assert '<input type="hidden" name="area" value="3">' in page
    done = call(views.roll_out, "key_small_matters", data={"area": "3", "next": "library"})
    assert (done.status_code, done["Location"]) == (302, "/mechanisms/#card-key_small_matters")
    row = Adoption.objects.get()
    assert (row.state, row.area_id, row.post_id) == ("on", 3, 70)


def test_place_and_basis_may_be_chosen_on_the_page_of_the_mechanism() -> None:
    assert "确定推开" in text(call(views.roll_out, "key_small_matters"))
    done = call(views.roll_out, "key_small_matters", data={"area": "31", "basis": "邻安办〔2026〕8号"})
    assert done.status_code == 302
    assert (Adoption.objects.get().area_id, Adoption.objects.get().basis) == (31, "邻安办〔2026〕8号")


def test_a_trial_comes_with_community_and_day_filled_in() -> None:
    assert "2027-02-19" in text(call(views.trial, "key_small_matters"))
    done = call(views.trial, "key_small_matters", data={"area": "31", "until": "2027-02-19"})
    assert done.status_code == 302
    assert Adoption.objects.get().valid_to == date(2027, 2, 20)
    page = text(call(views.library))
    assert "试点中" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"area": "31", "until": "2020-01-01"}, "不能早于今天"),
        ({"area": "31", "until": "明天"}, "试点到"),
    ],
)
def test_what_is_wrong_stands_in_its_place_and_what_was_typed_stays(data: dict[str, str], words: str) -> None:
    answer = call(views.trial, "key_small_matters", data={**data, "basis": "邻安办〔2026〕8号"})
    assert answer.status_code == 422
    assert words in text(answer)
    assert "邻安办〔2026〕8号" in text(answer)
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("view", [views.trial, views.roll_out])
def test_a_place_of_others_is_refused(view: Callable[..., HttpResponse]) -> None:
    with pytest.raises(NotAllowed, match="自己的辖区"):
        call(view, "key_small_matters", data={"area": "41", "until": "2027-02-19"})
    assert not Adoption.objects.exists()


def test_the_roles_that_decide_are_those_of_the_permissions_file() -> None:
    import yaml

    from linli.accounts import grants
    from linli.mechanisms.access import DECIDERS

    path = Path(grants.__file__).with_name("permissions.yaml")
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["grants"]
    named = {
        role
        for row in rows
        if row["kind"] == "mechanism" and "adopt" in row["verbs"]
        for role in row["roles"]
    }
    assert named == DECIDERS


def test_the_card_counts_the_places_inside_that_have_it() -> None:
    services.roll_out(mechanism="rule_13710", area_id=31, actor=Actor(7, 70, "page"), at=AT)
    services.roll_out(mechanism="rule_13710", area_id=41, actor=Actor(7, 70, "page"), at=AT)
    page = text(call(views.library))
    assert page.count("辖区内已启用") == 1
    assert "1处" in page


def test_stopping_asks_why_and_keeps_the_records() -> None:
    call(views.roll_out, "key_small_matters", data={"area": "3"})
    assert "请填写停用的原因" in text(call(views.stop, "key_small_matters", data={"reason": " "}))
    assert call(views.stop, "key_small_matters", data={"reason": "改用别的办法"}).status_code == 302
    assert "已停用" in text(call(views.detail, "key_small_matters"))


def test_a_pack_switches_on_what_belongs_together() -> None:
    assert "全部推开" in text(call(views.pack, "neighbourhood"))
    assert call(views.pack, "neighbourhood", data={"area": "3"}).status_code == 302
    assert Adoption.objects.filter(state="on").count() == 8


def test_an_unknown_mechanism_or_pack_is_not_found() -> None:
    for view in (views.detail, views.pack):
        with pytest.raises(Http404):
            call(view, "nothing")


def _named(subject: str = "") -> list[str]:
    """The mechanisms with a card of their own."""
    found = get_library().mechanisms.values()
    return [one.id for one in found if not one.shared and subject in ("", one.subject)]


def test_english_shows_no_chinese_from_the_data() -> None:
    from django.utils import translation

    with translation.override("en"):
        page = text(call(views.detail, "key_small_matters"))
        subjects = text(call(views.library))
    assert "residents' voices" in subjects
    assert "Closed loop for key small matters" in page
    assert "关键小事" not in page


def test_the_library_takes_few_queries(django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        call(views.library)
