import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A suggestion keeps the answer that stood beside it, and what tells the two apart."""

    dependencies = [
        ("articles", "0003_groups"),
        ("journal", "0003_walk_limits_in_database"),
    ]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="beside",
            field=models.ForeignKey(
                blank=True,
                help_text="The answer that stood beside it; one edition's, so its words stand still.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.answer",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="tell_apart",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
