"""The editors' office: what `django.contrib.admin` finds."""

from articles.admin import (
    articles,
    editions,
    figures,
    link_reports,
    questions,
    records,
    search_records,
    votes,
)

__all__ = [
    "articles",
    "editions",
    "figures",
    "link_reports",
    "questions",
    "records",
    "search_records",
    "votes",
]
