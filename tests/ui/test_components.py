"""Each component renders what it promises, and escapes what people typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Engine, Template
from django.test import RequestFactory

import linli.ui
from linli.ui.widgets import BigText, Choices, ComboBox

AT = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


def show(source: str, **context: Any) -> str:
    return Template(source).render(
        Context({"request": RequestFactory().get("/cases/", {"sort": "due", "q": "灯"}), **context})
    )


class ReportForm(forms.Form):
    text = forms.CharField(label="什么事", help_text="一句话", widget=BigText())
    kind = forms.ChoiceField(label="急不急", choices=[("a", "一般"), ("b", "急")], widget=Choices())
    note = forms.CharField(label="备注", required=False, max_length=3)


def test_an_icon_is_silent_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in show('{% icon "check" %}')
    assert 'role="img" aria-label="已办"' in show('{% icon "check" "已办" %}')


def test_a_button_is_a_link_only_with_an_address() -> None:
    assert "<button" in show('{% button "派单" kind="primary" %}')
    assert 'type="submit"' in show('{% button "派单" %}')
    assert '<a class="button button--plain" href="/x/">' in show('{% button "派单" href="/x/" %}')


def test_a_field_ties_help_and_error_to_its_control() -> None:
    html = show("{% field form.text %}", form=ReportForm({}))
    assert 'aria-describedby="id_text_help id_text_error"' in html
    assert 'aria-invalid="true"' in html
    assert "请填写「什么事」。" in html
    assert 'for="id_text"' in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = show("{% field form.kind %}", form=ReportForm({}))
    assert "<fieldset" in html
    assert "<legend" in html
    assert "请选择「急不急」。" in html


def test_what_may_be_left_out_says_so() -> None:
    assert "选填" in show("{% field form.note %}", form=ReportForm())
    assert "选填" not in show("{% field form.text %}", form=ReportForm())


def test_the_summary_leads_to_each_field_and_is_absent_when_all_is_well() -> None:
    html = show("{% errors form %}", form=ReportForm({"text": "灯不亮", "kind": "a", "note": "太长了啊"}))
    assert 'href="#id_note"' in html
    assert 'role="alert"' in html
    assert show("{% errors form %}", form=ReportForm({"text": "灯不亮", "kind": "a"})).strip() == ""


def test_typed_text_survives_and_is_escaped() -> None:
    html = show("{% fields form %}", form=ReportForm({"text": "<script>俺楼</script>"}))
    assert "&lt;script&gt;俺楼" in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("state", "word"),
    [("normal", "正常"), ("soon", "临期"), ("late", "超期"), ("met", "按时"), ("paused", "暂停计时")],
)
def test_a_light_is_a_shape_and_a_word(state: str, word: str) -> None:
    html = show("{% light state %}", state=state)
    assert word in html
    assert f"#light-{state}" in html


def test_lights_lead_to_the_rows_behind_them() -> None:
    html = show('{% lights normal=3 soon=0 late=2 url="/cases/?state=working" %}')
    assert 'href="/cases/?state=working&amp;light=late"' in html
    assert "light=soon" not in html


def test_a_missing_figure_is_a_dash_and_zero_is_zero() -> None:
    assert "—" in show('{% stat None "满意率" %}')
    assert ">0<" in show('{% stat 0 "超期" href="/x/" %}')


def test_an_empty_total_has_no_task() -> None:
    assert "本期无任务" in show("{% progress 0 0 %}")
    assert "17/20" in show("{% progress 17 20 %}")


def test_a_clock_explains_itself() -> None:
    steps = ["2个工作日", {"day": "11月22日 星期日", "text": "休息日", "counted": False}]
    html = show(
        "{% clock due at=at started=at state='soon' steps=steps %}",
        due=AT + timedelta(days=2),
        at=AT,
        steps=steps,
    )
    for words in ("时限怎么算的", "11月23日 星期一 14:00", "还有2天", "2个工作日", "不计"):
        assert words in html


def test_a_hidden_value_offers_the_asking_page_only_when_there_is_one() -> None:
    assert "查看" not in show('{% masked "张**" %}')
    html = show('{% masked "张**" unmask_url="/ask/" label="反映人" %}')
    assert "要填写理由" in html


def test_facts_leave_out_what_is_empty() -> None:
    html = show("{% facts pairs %}", pairs=[("地点", "柳林小区"), ("电话", ""), ("来源", None), ("户数", 0)])
    assert "电话" not in html
    assert "<dd>0</dd>" in html


def test_a_sort_link_turns_round_and_keeps_the_filter() -> None:
    html = show('{% sort "due" "期限" %}')
    assert "sort=-due" in html
    assert "q=%E7%81%AF" in html


def test_the_way_down_marks_where_the_reader_is() -> None:
    html = show("{% crumbs items %}", items=[("邻安市", "/a/"), ("柳林社区", "/b/")])
    assert 'aria-current="page">柳林社区' in html
    above = show("{% crumbs items above=True %}", items=[("邻安市", "/a/"), ("柳林社区", "/b/")])
    assert '<a href="/b/">柳林社区</a>' in above
    assert "aria-current" not in above


def test_a_timeline_keeps_lines_and_escapes() -> None:
    html = show(
        "{% timeline items %}",
        items=[{"at": AT, "text": "签收", "who": "柳林社区", "detail": "一行\n<b>两行"}],
    )
    assert "11月21日 14:00" in html
    assert "一行<br>&lt;b&gt;两行" in html


def test_a_qr_code_is_a_drawing_with_a_name() -> None:
    html = show('{% qr "https://example.org/r/1" label="公示牌" %}')
    assert 'aria-label="公示牌"' in html
    assert "<path" in html
    assert "style=" not in html


def test_a_request_key_is_new_each_time() -> None:
    assert show("{% request_key %}") != show("{% request_key %}")


def test_a_combo_box_keeps_typed_words_without_a_choice() -> None:
    box = ComboBox(url="/find", label_for=lambda pk: f"地点{pk}")
    assert box.value_from_datadict({"p": "7", "p__text": "柳林"}, {}, "p") == "7"
    assert box.value_from_datadict({"p": "", "p__text": " 柳林 "}, {}, "p") == "text:柳林"
    assert box.value_from_datadict({}, {}, "p") is None
    assert 'value="地点7"' in box.render("p", "7")
    assert 'value="柳林"' in box.render("p", "text:柳林")


def test_every_component_file_has_its_tag() -> None:
    folder = Path(linli.ui.__file__).parent / "templates" / "ui" / "components"
    known = {name for library in Engine.get_default().template_builtins for name in library.tags}
    assert {file.stem for file in folder.glob("*.html")} <= known
