"""The editors' office: what `django.contrib.admin` finds."""

from articles.admin import articles, editions, figures, questions, records, votes

__all__ = ["articles", "editions", "figures", "questions", "records", "votes"]
