import datetime

import django.core.validators
from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)


class Migration(migrations.Migration):
    """Limits that only forms held: the year, the note's length, the words of slope and so on."""

    dependencies = [("journal", "0002_groups")]

    operations = [
        migrations.AlterField(
            model_name="walk",
            name="note",
            field=models.TextField(
                blank=True,
                max_length=1000,
                validators=[django.core.validators.MaxLengthValidator(1000)],
            ),
        ),
        migrations.AlterField(
            model_name="walk",
            name="started_at",
            field=models.DateTimeField(
                validators=[
                    django.core.validators.MinValueValidator(
                        EARLIEST, "This is before the year 2000. Check the year."
                    )
                ],
                verbose_name="started at",
            ),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=models.CheckConstraint(
                condition=models.Q(started_at__gte=EARLIEST), name="journal_walk_not_before_2000"
            ),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=models.CheckConstraint(
                condition=models.Q(slope__in=["", "flat", "hilly"]),
                name="journal_slope_known_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=models.CheckConstraint(
                condition=models.Q(surface__in=["", "firm", "soft", "uneven", "treadmill"]),
                name="journal_surface_known_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=models.CheckConstraint(
                condition=models.Q(load__in=["", "none", "light", "heavy"]),
                name="journal_load_known_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=models.CheckConstraint(
                condition=LessThanOrEqual(Length("note"), 1000), name="journal_note_length"
            ),
        ),
    ]
