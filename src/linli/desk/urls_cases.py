"""Addresses of cases: the list, the page, its buttons."""

from django.urls import path

from linli.desk.views import cases, exporting, rescuing, wishes

app_name = "cases"
urlpatterns = [
    path("", cases.case_list, name="list"),
    path("export/", exporting.export, name="export"),
    path("bulk/", cases.bulk, name="bulk"),
    path("wishes/", wishes.wall, name="wishes"),
    path("wishes/<str:code>/", wishes.wish, name="wish"),
    path("<str:code>/hang/", wishes.hang, name="hang"),
    path("<str:code>/take-down/", wishes.take_down, name="take_down"),
    path("<str:code>/", cases.case_page, name="page"),
    path("<str:code>/late/", cases.case_late, name="late"),
    path("<str:code>/next/", cases.case_next, name="next"),
    path("<str:code>/copy/", cases.case_copy, name="copy"),
    path("<str:code>/print/", cases.case_slip, name="print"),
    path("<str:code>/help/", rescuing.help_given, name="help"),
    path("<str:code>/tie/", rescuing.tie, name="tie"),
    path("<str:code>/untie/<int:tie_id>/", rescuing.untie, name="untie"),
    path("<str:code>/do/<str:name>/", cases.case_act, name="act"),
]
