from django.urls import path, re_path
from django.views.generic import RedirectView

from articles.page_cache.public_page import public_page
from articles.public import feedback_page, figure_views, search_page, shared_drafts, views
from articles.public.feeds import ArticleFeed

FIGURE_FILE = r"(?P<digest>[0-9a-f]{64})-(?P<width>[1-9][0-9]{0,3})\.webp"

app_name = "articles"
urlpatterns = [
    path("", views.home, name="home"),
    path("topics/", RedirectView.as_view(url="/#topics", permanent=True), name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/helpful/<slug:anchor>/", feedback_page.vote, name="vote"),
    path("articles/<slug:slug>/helpful/<slug:anchor>/thanks/", feedback_page.voted, name="voted"),
    path("shared/<str:token>/", shared_drafts.shared, name="shared"),
    re_path(
        rf"^shared/(?P<token>[^/]+)/figures/{FIGURE_FILE}$",
        shared_drafts.shared_figure,
        name="shared_figure",
    ),
    path("search/", search_page.search_page, name="search"),
    path("search/suggest/", search_page.search_suggestions, name="suggest"),
    path("get-help/", views.get_help, name="get_help"),
    path("about/", views.about, name="about"),
    path("about/editorial/", views.editorial, name="editorial"),
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("about/sources/", views.sources, name="sources"),
    path("feed/", public_page(ArticleFeed()), name="feed"),
    re_path(rf"^figures/{FIGURE_FILE}$", figure_views.figure, name="figure"),
    path("robots.txt", views.robots, name="robots"),
]
