from django.urls import path

from tests.benchmarks.plain import views

urlpatterns = [
    path("articles/<slug:slug>/", views.article, name="article"),
    path("journal/", views.journal, name="journal"),
]
