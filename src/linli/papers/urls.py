"""Addresses of papers, under /papers/."""

from django.urls import path

from linli.papers import views, views_after, views_public

app_name = "papers"

urlpatterns = [
    path("", views.listing, name="list"),
    path("export/", views_after.export, name="export"),
    path("series/", views_after.series, name="series"),
    path("new/", views.new, name="new"),
    path("public/", views_public.listing, name="public_list"),
    path("public/<int:paper_id>/", views_public.page, name="public_page"),
    path("<int:paper_id>/", views.page, name="page"),
    path("<int:paper_id>/edit/", views.edit, name="edit"),
    path("<int:paper_id>/print/", views.print_page, name="print"),
    path("<int:paper_id>/word/", views.word, name="word"),
    path("<int:paper_id>/pdf/", views_after.pdf, name="pdf"),
    path("<int:paper_id>/step/<str:step>/", views.step, name="step"),
    path("<int:paper_id>/number/", views.number, name="number"),
    path("<int:paper_id>/describe/", views_after.describe, name="describe"),
    path("<int:paper_id>/return/", views_after.review_return, name="review_return"),
    path("<int:paper_id>/deliver/", views_after.deliver, name="deliver"),
    path("<int:paper_id>/sign/", views_after.sign_for, name="sign_for"),
    path("<int:paper_id>/answer/", views_after.answer, name="answer"),
    path("<int:paper_id>/reply/", views_after.reply, name="reply"),
    path("<int:paper_id>/void/", views.void, name="void"),
]
