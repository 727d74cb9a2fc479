"""The JSON addresses. The views check by themselves who asks (`caller.api_view`), so that a refusal
is JSON, too."""

from django.urls import path

from journal.api import api_views, openapi

app_name = "journal_api"
urlpatterns = [
    path("walks/", api_views.walks, name="walks"),
    path("walks/<str:entry>/", api_views.one_walk, name="walk"),
    path("session/", api_views.device_session, name="session"),
    path("openapi.json", openapi.document, name="openapi"),
    path("", api_views.nothing_here),
    path("<path:rest>", api_views.nothing_here, name="nothing"),
]
