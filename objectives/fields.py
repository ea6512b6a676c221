from django.core.exceptions import ValidationError
from django.db import models

from objectives.periods import FinancialQuarter


class FinancialQuarterField(models.CharField):
    """A `FinancialQuarter`, kept as its slug ("2023-q2"), which sorts as the quarters do."""

    description = "A quarter of a financial year"

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 7
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return FinancialQuarter.parse(value) if value else None

    def to_python(self, value):
        if value is None or isinstance(value, FinancialQuarter):
            return value
        try:
            return FinancialQuarter.parse(value)
        except ValueError as error:
            raise ValidationError(f"“{value}” is not a quarter such as 2023-q2.") from error

    def run_validators(self, value):
        """None: `to_python` takes nothing but a quarter, which has no length to check."""

    def get_prep_value(self, value):
        value = self.to_python(value)
        return None if value is None else value.slug

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))
