"""Addresses of bodies, people and gaps."""

from django.urls import path

from linli.organizations.views import bodies, contracts, gaps, governance, people, rota, rota_sheet

app_name = "organizations"
urlpatterns = [
    path("", bodies.listing, name="list"),
    path("new/", bodies.new, name="new"),
    path("find/", bodies.find, name="find"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("governance/", governance.overview, name="governance"),
    path("governance/contracts/", contracts.contracts, name="contracts"),
    path("governance/contracts/new/", contracts.contract_new, name="contract_new"),
    path("governance/contracts/<int:pk>/end/", contracts.contract_end, name="contract_end"),
    path("governance/set-up/", contracts.set_up, name="set_up"),
    path("governance/<slug:kind>/", governance.one_kind, name="governance_kind"),
    path("<int:pk>/end-programme/", contracts.end_programme, name="end_programme"),
    path("rota/", rota.own, name="rota"),
    path("hand-over/", people.hand_over, name="hand_over"),
    path("people/", people.listing, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/find/", people.find, name="find_people"),
    path("people/<int:pk>/", people.page, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("posts/<int:pk>/", people.post, name="post"),
    path("posts/<int:pk>/appoint/", people.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", people.end_appointment, name="end_appointment"),
    path("links/<int:pk>/end/", bodies.unlink, name="unlink"),
    path("<int:pk>/", bodies.page, name="page"),
    path("<int:pk>/edit/", bodies.edit, name="edit"),
    path("<int:pk>/end/", bodies.end, name="end"),
    path("<int:pk>/link/", bodies.link, name="link"),
    path("<int:pk>/tree/", bodies.tree, name="tree"),
    path("<int:pk>/rota/", rota.month, name="rota_of"),
    path("<int:pk>/rota/sheet/", rota_sheet.sheet, name="rota_sheet"),
    path("<int:pk>/rota/swap/", rota_sheet.swap, name="rota_swap"),
    path("<int:pk>/rota/print/", rota.printed, name="rota_print"),
    path("<int:pk>/rota/people/", rota.people, name="rota_people"),
    path("<int:pk>/posts/new/", people.new_post, name="new_post"),
]
