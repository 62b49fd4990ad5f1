"""Addresses of report forms, tasks and reports."""

from django.urls import path

from linli.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/<int:task_id>/", views.task, name="task"),
    path("tasks/<int:task_id>/table.xlsx", views.sheet, name="sheet"),
    path("tasks/<int:task_id>/files/", views.files, name="files"),
    path("tasks/<int:task_id>/<slug:step>/", views.task_step, name="task_step"),
    path("forms/", views.forms, name="forms"),
    path("forms/new/", views.form_new, name="form_new"),
    path("forms/<int:entry_id>/", views.form, name="form"),
    path("forms/<int:entry_id>/register/", views.form_register, name="form_register"),
    path("forms/<int:entry_id>/end/", views.form_end, name="form_end"),
    path("forms/<int:entry_id>/issue/", views.issue, name="issue"),
    path("forms/<int:entry_id>/repeat/", views.repeat, name="repeat"),
    path("repeats/<int:repeat_id>/stop/", views.repeat_stop, name="repeat_stop"),
    path("library/<slug:form_id>/", views.form_take, name="form_take"),
    path("<int:report_id>/", views.fill, name="fill"),
    path("<int:report_id>/blank.xlsx", views.blank, name="blank"),
    path("<int:report_id>/source/", views.source_new, name="source_new"),
    path("<int:report_id>/<slug:step>/", views.report_step, name="report_step"),
    path("sources/<int:body_id>/<slug:form_key>/", views.sources, name="sources"),
]
