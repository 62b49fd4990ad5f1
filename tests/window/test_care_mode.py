"""关怀版: one button on every public page, kept by the browser, with the words of the page read aloud."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.office import Office


def test_the_button_turns_the_page_into_the_large_one_and_back(office: Office) -> None:
    client = Client()
    report = reverse("window:report")
    page = client.get(report).content.decode()
    assert "关怀版" in page
    assert 'data-size="large"' not in page
    assert "<read-aloud" not in page
    client.post(reverse("ui:prefer"), {"size": "large", "next": report})
    for name in ("window:home", "window:report", "window:find"):
        large = client.get(reverse(name)).content.decode()
        assert 'data-size="large"' in large
        assert "读给我听" in large
        assert "标准版" in large
    client.post(reverse("ui:prefer"), {"size": "normal", "next": report})
    assert 'data-size="large"' not in client.get(report).content.decode()


def test_what_was_typed_in_the_large_form_survives_a_mistake(office: Office) -> None:
    client = Client()
    client.cookies["linli_size"] = "large"
    page = client.post(reverse("window:report"), {"text": "楼道灯不亮", "place": "text:没有这里"})
    assert page.status_code == 422
    text = page.content.decode()
    assert 'data-size="large"' in text
    assert "楼道灯不亮" in text
