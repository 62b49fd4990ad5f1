"""登记: typed, pasted, settled on the spot, sent twice."""

from __future__ import annotations

from django.urls import reverse

from linli.cases.models import Case, Contact
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
