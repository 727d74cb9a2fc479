"""Where Django looks for what an app registers with the admin: the editors' office."""

from articles.office import (
    article_admin,
    feedback_admin,
    figure_admin,
    link_reports,
    question_admin,
    reference_data,
    search_settings,
)
from articles.office.edition import page

__all__ = [
    "article_admin",
    "feedback_admin",
    "figure_admin",
    "link_reports",
    "page",
    "question_admin",
    "reference_data",
    "search_settings",
]
