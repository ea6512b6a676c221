from objectives.periods import FinancialQuarter


class QuarterConverter:
    """A quarter in an address: "2023-q2"."""

    regex = r"\d{4}-q[1-4]"

    def to_python(self, value):
        return FinancialQuarter.parse(value)

    def to_url(self, value):
        return str(value)
