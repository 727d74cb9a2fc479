"""The editors' office: what `django.contrib.admin` finds."""

from articles.admin import articles, editions, questions, records, votes

__all__ = ["articles", "editions", "questions", "records", "votes"]
