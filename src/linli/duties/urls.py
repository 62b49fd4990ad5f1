"""Addresses of duties, under ``/duties/``."""

from django.urls import path

from linli.duties.views import acting, bulk, gaps, quotas, reading

app_name = "duties"
urlpatterns = [
    path("", reading.listing, name="list"),
    path("mine/", reading.mine, name="mine"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("quotas/", quotas.quotas, name="quotas"),
    path("boards/", reading.boards, name="boards"),
    path("new/", acting.assign, name="assign"),
    path("charges/", acting.charges, name="charges"),
    path("holders/", reading.find_posts, name="find_posts"),
    path("end/", bulk.end_many, name="end_many"),
    path("ended/", bulk.ended, name="ended"),
    path("reopen/", bulk.reopen, name="reopen"),
    path("<int:pk>/under/", bulk.under, name="under"),
    path("<int:pk>/", reading.page, name="page"),
    path("<int:pk>/follow/", acting.reassign, name="reassign"),
    path("<int:pk>/end/", acting.end, name="end"),
    path("<int:pk>/extend/", acting.extend, name="extend"),
    path("<int:pk>/item/", acting.item, name="item"),
]
