"""A journal's one table, and the readers' tables as they are."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class PlainWalk(models.Model):
    """A walk, with the fields of the quick form."""

    walker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    started_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    pain_before = models.PositiveSmallIntegerField(validators=[MaxValueValidator(10)])
    pain_after = models.PositiveSmallIntegerField(validators=[MaxValueValidator(10)])
    note = models.TextField(blank=True)

    class Meta:
        app_label = "plain"
        indexes = (models.Index(fields=["walker", "-started_at"], name="plain_walks"),)

    def __str__(self) -> str:
        return f"{self.minutes} minutes"
