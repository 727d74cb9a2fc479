"""Which warning signs are of despair: said in a field, where a word of the search words decided."""

from django.db import migrations, models

FIELD = {
    "default": False,
    "db_default": False,
    "help_text": "For thoughts of ending one’s life. The card then does not ask for back pain, "
    "and names who listens at any hour, with their telephone number.",
    "verbose_name": "a sign of despair",
}


def mark(apps, schema_editor):
    """In the history too, so that it names no change that nobody made."""
    for name in ("WarningSign", "HistoricalWarningSign"):
        rows = apps.get_model("articles", name).objects.using(schema_editor.connection.alias)
        words = rows.values_list("pk", "search_words").iterator()
        rows.filter(pk__in=[pk for pk, said in words if "suicide" in said]).update(is_despair=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_unfinished_figures")]
    operations = [
        migrations.AddField("warningsign", "is_despair", models.BooleanField(**FIELD)),
        migrations.AddField("historicalwarningsign", "is_despair", models.BooleanField(**FIELD)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
