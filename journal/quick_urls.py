"""Addresses of a walk between two forms: changed, answered, left for and come back from."""

from django.urls import path

from journal.views import answer_pages, edit_page, unfinished_pages

urlpatterns = [
    path("walks/<uuid:entry>/edit/", edit_page.edit_walk, name="edit_walk"),
    path("walks/<uuid:entry>/answer/", answer_pages.answer_question, name="answer_question"),
    path("walks/<uuid:entry>/morning/", answer_pages.answer_morning, name="answer_morning"),
    path("walks/<uuid:entry>/undo-change/", answer_pages.undo_change, name="undo_change"),
    path("leave/", unfinished_pages.leave, name="leave"),
    path("waiting/<uuid:unfinished>/", unfinished_pages.finish_walk, name="finish_walk"),
    path("waiting/<uuid:unfinished>/discard/", unfinished_pages.discard_walk, name="discard_walk"),
]
