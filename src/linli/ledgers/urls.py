"""Addresses of the ledgers."""

from django.urls import path

from linli.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("", views.home, name="home"),
    path("imports/", views.imports, name="imports"),
    path("imports/new/<slug:target_id>/", views.upload, name="upload"),
    path("imports/new/<slug:target_id>/blank.xlsx", views.blank, name="blank"),
    path("imports/<int:import_id>/", views.show, name="import"),
    path("imports/<int:import_id>/mapping/", views.mapping, name="mapping"),
    path("imports/<int:import_id>/sheet/", views.sheet, name="sheet"),
    path("imports/<int:import_id>/apply/", views.apply, name="apply"),
    path("imports/<int:import_id>/undo/", views.undo, name="undo"),
    path("imports/<int:import_id>/withdraw/", views.withdraw, name="withdraw"),
    path("imports/<int:import_id>/errors.xlsx", views.error_sheet, name="errors"),
    path("gather/", views.gather, name="gather"),
    path("gather/<int:gathering_id>/", views.gathering, name="gathering"),
    path("gather/<int:gathering_id>/done/", views.finish, name="gathering_done"),
    path("gather/<int:gathering_id>/merged.xlsx", views.merged, name="merged"),
    path("fill/", views.fill, name="fill"),
    path("fill/<int:fill_id>/", views.sheet_fill, name="sheet_fill"),
    path("fill/<int:fill_id>/file/", views.filled, name="filled"),
    path("layouts/<slug:outlet_id>/", views.layout, name="layout"),
    path("exports/new/<slug:outlet_id>/", views.export_new, name="export_new"),
    path("exports/<int:export_id>/", views.export_show, name="export"),
    path("exports/<int:export_id>/file/", views.export_file, name="export_file"),
]
