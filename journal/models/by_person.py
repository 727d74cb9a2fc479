"""Which tables hold what belongs to one person."""

from django.apps import apps
from django.db import models


def tables_by_person() -> list[type[models.Model]]:
    """Every model of the journal with a walker: what is erased with a journal, and cut by person.

    None of them has a foreign key to another, so their order means nothing.
    """
    models_of_ours = apps.get_app_config("journal").get_models()
    return [each for each in models_of_ours if any(f.name == "walker" for f in each._meta.fields)]
