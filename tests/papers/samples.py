"""One filled paper of every kind, with invented words: for tests that open each, and for the pictures of the docs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from linli.papers.document import Document, Table
from linli.papers.kinds import KINDS
from linli.papers.services.building import build_working, head_of, number_slips
from linli.papers.services.filing import build_filing
from linli.papers.texts import to_blocks

DAY = date(2026, 11, 21)
ISSUER, OFFICE = "邻安市新桥街道办事处", "邻安市人民政府办公室"

FIELDS = {
    "case": "新桥261121-0012",
    "received": "2026年11月20日 09:12",
    "found": "2026年11月20日",
    "place": "湖光花园12号楼1单元",
    "category": "房屋维修／下水管道",
    "due": "2026年11月24日 18:00前",
    "lead": "新桥街道城市管理办公室",
    "helpers": "湖光社区居民委员会",
    "text": "12号楼下水管堵了两天，一楼返水，楼道里有味。住户自己疏通过一次，没有通。",
    "basis": "配合履职事项第37项",
    "progress": "11月20日下午已到现场查看，主管道在化粪池前堵塞，已联系疏通车。",
    "boundary": "物业责任",
    "contact": "湖光社区  0990-5550123",
    "advice": "建议三日内疏通主管道，并检查同一单元其余支管。",
    "code": "K7MX-42PQ",
    "handler": "湖光社区居民委员会",
    "phone": "0990-5550123",
    "time": "2026年11月24日（星期二）15:00",
    "people": "小区党支部、业主委员会、物业服务企业各1人，12号楼居民代表3人",
    "agenda": "一、12号楼下水管道更换\n二、冬季电动车充电",
    "prepare": "请物业服务企业带近三年疏通记录。",
    "meeting": "湖光花园居民议事会",
    "chair": "社区书记",
    "recorder": "社区工作人员",
    "present": "小区党支部、业主委员会、物业服务企业，居民代表9人",
    "absent": "无",
    "decisions": "一、主管道由物业服务企业更换，费用从公共收益中列支。\n二、12月5日前完工，社区公示结果。",
    "matter": "湖光花园12号楼下水管道更换",
    "period": "2026年11月23日至11月29日",
    "visitor": "网格员",
    "object": "12号楼住户",
    "needs": "希望尽快疏通，楼道清洗一次。",
    "done": "已当场联系物业服务企业。",
    "next": "主管道更换，提交居民议事会。",
    "caller": "街道社会工作办公室",
    "name": "（报到人填写）",
    "body": "邻安市自然资源局",
    "date": "2026年11月21日",
    "skills": "给排水维修",
    "times": "周末",
    "analysis": "建成二十年以上小区的铸铁管道锈蚀较普遍，今年同类诉求占下水诉求的四成。",
    "question": "11月25日前能否完成疏通，费用由谁承担。",
}
TEXT = (
    "现将10月份居民诉求办理情况通报如下。\n一、总体情况\n全市共受理居民诉求560余件，办结530余件，按期办结率95%，群众确认率90%。\n"
    "（一）受理情况\n停车、下水、供暖三类诉求占六成，集中在建成二十年以上的小区。\n1.停车类。受理210件，多为晚间车位不足。\n"
    "2.下水类。受理130件，多为主管道堵塞。\n（二）办理情况\n各街道均在期限内签收，超期办结26件，均已说明原因。\n二、主要做法\n"
    "各街道把问题摆到居民议事会上，当场定事、定人、定时限，办完由居民确认。"
)
ROWS = (
    ("东城街道", "186", "180", "96.8%"), ("西城街道", "203", "190", "93.6%"), ("新桥街道", "174", "163", "93.7%"),
    ("合计", "563", "533", "94.7%"),
)  # fmt: skip
TABLE = Table(("单位", "受理", "办结", "办结率"), ROWS, caption="10月份居民诉求办理情况")


def sample(kind: str) -> Document:
    """A filled paper of the kind, numbered and dated as it goes out."""
    made = KINDS[kind]
    if kind in {"filing_form", "report"}:
        return _filing(kind)
    if made.form in {"working", "letter"} and made.fields:
        fields = {name: FIELDS[name] for name, _label in made.fields}
        number = f"新桥街道{made.series}〔2026〕12号" if made.series else ""
        to = "" if made.sheet or made.id in _TO_NOBODY else "湖光社区居民委员会"
        return build_working(
            kind=kind, fields=fields, addressee=to, issuer=ISSUER, issued_on=DAY, number=number
        )
    document = Document(
        form=made.form, title=_TITLES.get(kind, "关于10月份居民诉求办理情况的通报"), head=head_of(made, OFFICE),
        number="邻政办〔2026〕8号", addressee="各街道办事处，市直有关单位", blocks=(*to_blocks(TEXT), TABLE),
        attachments=("10月份诉求分类统计表", "未办结事项清单"), issuer=OFFICE, issued_on=DAY, sealed=made.sealed,
        annotation="联系电话：0990-5550100", copies="市委办公室，市人大常委会办公室，市政协办公室",
        printed_by=OFFICE, printed_on=DAY,
    )  # fmt: skip
    if made.form == "briefing":
        extra = {"报": "市委、市政府领导", "送": "市直有关单位", "发": "各街道办事处"}
        return replace(
            document, number="第12期（总第86期）", addressee="", attachments=(), annotation="", copies="", internal=True,
            extra=extra,
        )  # fmt: skip
    if made.form == "minutes":
        extra = {"出席": "市政府办、市民政局、市住建局", "请假": "市城管局", "列席": "新桥街道办事处"}
        return replace(
            document, number="〔2026〕3号", addressee="", blocks=to_blocks(_MINUTES), attachments=(), annotation="", extra=extra
        )  # fmt: skip
    if made.form == "letter":
        return replace(
            document, addressee="市住房和城乡建设局", blocks=to_blocks(_LETTER), attachments=(), copies=""
        )
    return document


def _filing(kind: str) -> Document:
    """A batch filed upwards: by a department with a number of the OA, by a headquarters with one of ours."""
    issuer, number, to = (
        ("邻安市教育局", "邻教〔2026〕12号", "省教育厅") if kind == "report"
        else ("新桥区教育专班", "新桥教育专班报备〔2026〕3号", "邻安市教育局")
    )  # fmt: skip
    facts = (("开始日期", "2026年12月7日（星期一）"), ("范围（年级）", "初一、初二"))
    made = build_filing(kind=kind, matter="第三批返校安排", facts=facts, addressee=to, issuer=issuer)
    return number_slips(made.with_number(number, DAY), number)


_TO_NOBODY = {
    "slip", "meeting_record", "public_notice", "visit_record", "arrival_form",
}  # fmt: skip
_TITLES = {
    "briefing": "湖光社区把议事会开到楼道里",
    "minutes": "老旧小区下水管道改造专题会议纪要",
    "supervision_notice": "关于老旧小区供暖保障督查情况的通知",
    "notice": "关于做好冬季供暖诉求办理工作的通知",
    "letter": "关于商请支持老旧小区管道改造的函",
    "supervision_letter": "关于湖光花园下水管道改造进展情况的督导函",
}
_MINUTES = (
    "11月20日，市政府召开专题会议。现纪要如下。\n一、关于改造范围\n"
    "建成二十年以上、同类诉求三件以上的列入首批。\n二、关于资金\n由市财政局会同市住建局测算，12月10日前提出方案。"
)
_LETTER = (
    "据居民反映，湖光花园等三个小区主管道锈蚀，今年以来返水诉求41件。为办好群众身边事，商请贵局在下年度老旧小区改造计划中"
    "统筹考虑。具体情况见附表，有关人员可随时到现场核对。\n专此函商，请予支持为盼。"
)
