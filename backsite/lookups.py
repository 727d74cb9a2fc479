"""A lookup for `…__in` that leaves out numbers too large for the column, since no row has them.

Django does so for single numbers (`pk=…`), and not for lists (`pk__in=…`), which forms and the
admin look up as they were sent. SQLite would raise an error, and the response would be a 500.
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
