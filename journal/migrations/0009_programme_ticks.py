"""Programmes are chosen from movement cards, paused and ended, and ticked day by day."""

import datetime
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_each_its_entry(apps, schema_editor):
    """Each programme its own: a default would be worked out once for all of them."""
    programmes = apps.get_model("journal", "Programme").objects.using(schema_editor.connection.alias)
    for walker, pk in programmes.filter(entry=None).values_list("walker", "pk"):
        programmes.filter(walker=walker, pk=pk).update(entry=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0008_unfinished_walks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("programme", models.UUIDField(verbose_name="entry of the programme")),
                ("day", models.DateField()),
                ("walker", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="programme_ticks", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("walker", "id"), name="journal_tick_by_person"),
                    models.UniqueConstraint(fields=("walker", "programme", "day"), name="journal_one_tick_a_day"),
                    models.CheckConstraint(condition=models.Q(("day__gte", datetime.date(2000, 1, 1))), name="journal_tick_not_before_2000"),
                ],
            },
        ),
        migrations.AddField(
            model_name="programme",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="programme",
            name="paused_on",
            field=models.DateField(blank=True, null=True, verbose_name="paused since"),
        ),
        migrations.AddField(
            model_name="programme",
            name="movements",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="programme",
            name="entry",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_its_entry, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="programme",
            name="entry",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(fields=("walker", "entry"), name="journal_programme_once"),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="journal_programme_ends_after_it_began", violation_error_message="It ended on an earlier day than this."),
        ),
    ]
