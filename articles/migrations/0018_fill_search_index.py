"""Index what is public now or will be: the rows were made anew with the table."""

from collections import Counter

from articles.richtext import plain_text
from articles.words import entry_texts, spelling, stem
from django.db import migrations
from django.utils import timezone


def fill(apps, schema_editor):
    counts = Counter()
    for article in apps.get_model("articles", "Article").objects.iterator():
        entries = list(_entries(apps, article, timezone.now()))
        apps.get_model("articles", "SearchEntry").objects.bulk_create(entries)
        for entry in entries:
            counts.update(("", *entry.words.split()))
    words = apps.get_model("articles", "SearchWord").objects.bulk_create(
        apps.get_model("articles", "SearchWord")(word=word, stem=stem(word), entries=number)
        for word, number in counts.items()
    )
    Spelling = apps.get_model("articles", "SearchSpelling")
    Spelling.objects.bulk_create(
        Spelling(key=key, word_id=word.word)
        for word in words
        for key in spelling.keys_of_known(word.word)
    )


def _entries(apps, article, now):
    """As `articles.models.search_entry` makes them, of the models as they are here."""
    until = None
    for edition in article.editions.exclude(publish_at=None).order_by("-publish_at", "-number"):
        ends = min((end for end in (until, edition.expires_at) if end), default=None)
        until = edition.publish_at
        if edition.state == "published" and (ends is None or ends > now):
            for answer in edition.answers.select_related("question"):
                wordings = [answer.wording, *answer.question.also_asked_as.splitlines()]
                body = plain_text(answer.body)
                texts = entry_texts(edition.title, answer.short_answer, body, wordings)
                yield apps.get_model("articles", "SearchEntry")(
                    answer=answer,
                    shown_from=edition.publish_at,
                    shown_until=ends,
                    stems=texts.stems,
                    marks=texts.marks,
                    words=texts.words,
                    body=body,
                )
        if edition.publish_at <= now:
            return


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_groups_and_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
