"""Numbers in a request that are too large for the database: nothing is found, and no error raised.

Django sees to it for single numbers (`pk=…`), and not for lists of them (`pk__in=…`), which forms
and the admin ask for with whatever was sent. SQLite raises an error then, and the answer is a 500.
"""

from typing import Any

from django.db.models import IntegerField
from django.db.models.lookups import In


class IntegerIn(In):
    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            low, high = connection.ops.integer_field_range(kind)
            self.rhs = [
                each for each in self.rhs if not isinstance(each, int) or low <= each <= high
            ]
        return super().process_rhs(compiler, connection)


def register_lookups() -> None:
    IntegerField.register_lookup(IntegerIn)
