from django.urls import path

from journal.views import pages

app_name = "journal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("walks/", pages.walks, name="walks"),
    path("walks/new/", pages.new_walk, name="new_walk"),
    path("walks/<uuid:entry>/", pages.walk, name="walk"),
    path("walks/<uuid:entry>/edit/", pages.edit_walk, name="edit_walk"),
    path("walks/<uuid:entry>/delete/", pages.delete_walk, name="delete_walk"),
    path("walks/<uuid:entry>/undo/", pages.undo_delete, name="undo_delete"),
    path("patterns/", pages.patterns, name="patterns"),
    path("erase/", pages.erase, name="erase"),
    path("programmes/", pages.programmes, name="programmes"),
    path("programmes/<int:pk>/delete/", pages.delete_programme, name="delete_programme"),
    path("suggestions/", pages.suggestions, name="suggestions"),
]
