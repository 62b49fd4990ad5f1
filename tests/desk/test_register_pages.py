"""登记: typed, pasted, settled on the spot, sent twice."""

from __future__ import annotations

from django.urls import reverse

from linli.cases.models import Case, Contact
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from tests import cast
from tests.office import Office

CHAT = "张姐(3号楼): 湖光花园楼道灯不亮，俺娘差点踩空 13800138000"


def test_a_pasted_message_becomes_a_case_without_name_and_phone(office: Office) -> None:
    worker = office.client("worker")
    answer = worker.post(reverse("desk:new"), {"text": CHAT, "channel": "paste", "request_key": "k1"})
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.area_id == office.city.areas["garden"]
    assert case.category in {"property_building_light", "traffic_road_lamp"}
    assert "13800138000" not in case.text


def test_a_proposal_is_explained_and_saves_nothing(office: Office) -> None:
    answer = office.client("worker").post(reverse("desk:propose"), {"text": CHAT})
    text = answer.content.decode()
    assert "文中有" in text
    assert "湖光花园" in text
    assert Case.objects.count() == 0


def test_settled_on_the_spot_in_one_step(office: Office) -> None:
    answer = office.client("worker").post(
        reverse("desk:new"),
        {"text": "来问高龄补贴啥时候发", "done": "告诉本人每季度末发", "request_key": "k2"},
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.state, case.fast_lane, case.is_solved) == ("closed", True, False)


def test_the_same_form_five_times_makes_one_case(office: Office) -> None:
    worker = office.client("worker")
    for _time in range(5):
        worker.post(reverse("desk:new"), {"text": "院里路灯坏了", "request_key": "same"})
    assert Case.objects.count() == 1


def test_a_wrong_phone_is_said_and_the_text_stays(office: Office) -> None:
    answer = office.client("worker").post(
        reverse("desk:new"), {"text": "院里路灯坏了", "phone": "12", "request_key": "k3"}
    )
    assert answer.status_code == 422
    assert "院里路灯坏了" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_place_elsewhere_is_not_registered_here(office: Office) -> None:
    answer = office.client("worker").post(
        reverse("desk:new"),
        {"text": "路灯坏了", "area": str(office.city.areas["willow"]), "request_key": "k4"},
    )
    assert answer.status_code == 422
    assert "不在您的辖区" in answer.content.decode()


def test_a_handler_may_not_register(office: Office) -> None:
    assert office.client("handler").get(reverse("desk:new")).status_code == 403


def _by_letter(office: Office) -> None:
    mechanisms.roll_out(
        mechanism="special_inspection_figures", area_id=office.city.areas["city"], basis="区委批准",
        actor=SYSTEM, at=cast.AT,
    )  # fmt: skip


def test_a_chosen_kind_asks_its_own_fields(office: Office) -> None:
    _by_letter(office)
    clerk = office.client("clerk")
    assert "移交函文号" not in clerk.get(reverse("desk:new")).content.decode()
    text = clerk.get(reverse("desk:new"), {"kind": "rectification_task"}).content.decode()
    assert "移交函文号" in text
    assert 'name="f_rectify_by"' in text


def test_a_missing_field_of_the_kind_is_said_in_its_place_and_then_kept(office: Office) -> None:
    _by_letter(office)
    clerk, given = office.client("clerk"), {"text": "审批流程公开不全", "kind": "rectification_task"}
    refused = clerk.post(reverse("desk:new"), {**given, "f_item": "3", "request_key": "k8"})
    assert refused.status_code == 422
    assert "请填写“移交函文号”" in refused.content.decode()
    assert 'value="3"' in refused.content.decode()
    whole = {**given, "f_letter": "演示巡移〔2026〕1号", "f_item": "3", "f_rectify_by": "2026-12-31"}
    assert clerk.post(reverse("desk:new"), {**whole, "request_key": "k9"}).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.bundle) == ("rectification_task", "演示巡移〔2026〕1号")
    assert case.fields == {"letter": "演示巡移〔2026〕1号", "item": 3, "rectify_by": "2026-12-31"}


def test_a_field_of_another_kind_is_asked_for_no_more(office: Office) -> None:
    _by_letter(office)
    given = {
        "text": "院里路灯坏了",
        "kind": "public_need",
        "f_letter": "演示巡移〔2026〕1号",
        "request_key": "k10",
    }
    assert office.client("clerk").post(reverse("desk:new"), given).status_code == 302
    assert Case.objects.get().bundle == ""


def test_the_list_of_a_letter_offers_its_kind_and_keeps_the_letter(office: Office) -> None:
    _by_letter(office)
    clerk, letter = office.client("clerk"), "演示巡移〔2026〕1号"
    given = {
        "text": "审批流程公开不全",
        "kind": "rectification_task",
        "f_letter": letter,
        "request_key": "k11",
    }
    clerk.post(reverse("desk:new"), given)
    clerk.post(reverse("desk:new"), {"text": "院里路灯坏了", "request_key": "k12"})
    text = clerk.get(reverse("cases:list"), {"kind": "rectification_task", "bundle": letter}).content.decode()
    assert "审批流程公开不全" in text
    assert "院里路灯坏了" not in text
    assert f'name="bundle" value="{letter}"' in text
    assert '<option value="rectification_task" selected>' in text
    case = Case.objects.get(kind="rectification_task")
    late = clerk.get(reverse("cases:late", args=[case.code])).content.decode()
    assert "共1项，已完成0项，完成率0%" in late


def test_a_pace_the_text_suggests_holds_only_where_the_kind_knows_it(office: Office) -> None:
    _by_letter(office)
    given = {
        "text": "委员建议增设公交站", "kind": "rectification_task", "f_letter": "演示巡移〔2026〕1号", "request_key": "k13",
    }  # fmt: skip
    assert office.client("clerk").post(reverse("desk:new"), given).status_code == 302
    assert Case.objects.get().urgency == "ordinary"
