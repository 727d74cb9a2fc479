"""Django looks here for an app's admin pages: importing the modules registers the office."""

from articles.office import (
    article_admin,
    feedback_admin,
    figure_admin,
    question_admin,
    reference_data,
    reports,
    search_settings,
    short_address_admin,
)
from articles.office.edition import page
from articles.office.records import change_pages
