from django.urls import path

from journal import views

app_name = "journal"
urlpatterns = [
    path("", views.home, name="home"),
    path("walks/", views.walks, name="walks"),
    path("walks/new/", views.new_walk, name="new_walk"),
    path("walks/<uuid:entry>/", views.walk, name="walk"),
    path("walks/<uuid:entry>/edit/", views.edit_walk, name="edit_walk"),
    path("walks/<uuid:entry>/delete/", views.delete_walk, name="delete_walk"),
    path("walks/<uuid:entry>/undo/", views.undo_delete, name="undo_delete"),
    path("patterns/", views.patterns, name="patterns"),
    path("erase/", views.erase, name="erase"),
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<int:pk>/delete/", views.delete_programme, name="delete_programme"),
    path("suggestions/", views.suggestions, name="suggestions"),
]
