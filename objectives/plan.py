"""The plan's vocabulary: what kinds of things a strategy is made of (DESIGN 2 and 3)."""

from enum import StrEnum


class Style(StrEnum):
    """How a strategy says how it is doing."""

    RAG = "rag"  # leads declare statuses
    METRICS = "metrics"  # figures against targets


class KPIKind(StrEnum):
    """What a KPI can be asked."""

    MEASURE = "measure"  # a figure each quarter
    MILESTONE = "milestone"  # done by a date, or not
    JUDGEMENT = "judgement"  # a place, a theme, a duty: status and note, no figure


class Polarity(StrEnum):
    """Which way is good. Unknown means that nothing is called better or worse."""

    HIGHER = "higher"
    LOWER = "lower"
    IN_RANGE = "in_range"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What one reported figure covers."""

    PERIOD = "period"  # its own period only
    YEAR_TO_DATE = "year_to_date"  # all since the year began
    FULL_YEAR = "full_year"  # a whole year
    POINT_IN_TIME = "point_in_time"  # a rate or a stock, not to be added up
    UNKNOWN = "unknown"


class Frequency(StrEnum):
    """How often a new figure can be expected."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    TERMLY = "termly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    UNKNOWN = "unknown"


class Comparison(StrEnum):
    """What a figure's movement is measured from."""

    PREVIOUS_PERIOD = "previous_period"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"


class StatementKind(StrEnum):
    """What part of a plan a statement is."""

    INTRODUCTION = "introduction"
    WANT_TO_SEE = "want_to_see"
    SO_FAR = "so_far"
    NEXT = "next"
    PRIORITY_ACTION = "priority_action"
    PROGRAMME = "programme"
    MEASURE_OF_SUCCESS = "measure_of_success"
    COMMENTARY = "commentary"
    NOTE = "note"
    KEY_DOCUMENT = "key_document"


class TargetPeriod(StrEnum):
    """For what time a target is promised."""

    FINANCIAL_YEAR = "financial_year"
    ACADEMIC_YEAR = "academic_year"
    CALENDAR_YEAR = "calendar_year"
    QUARTER = "quarter"  # one quarter of a financial year
    STANDING = "standing"  # until it is replaced


class YearProfile(StrEnum):
    """How a year's target is spread over the financial year's quarters."""

    EQUAL = "equal"  # a quarter of it each
    EXPLICIT = "explicit"  # each quarter's own share is given
    CUMULATIVE = "cumulative"  # what is expected by the end of each quarter is given


class Series(StrEnum):
    """Whose value an observation is; comparators carry a name of their own beside these."""

    COUNCIL = "council"


class Certainty(StrEnum):
    """How sure a figure is."""

    FINAL = "final"
    PROVISIONAL = "provisional"  # will be confirmed or changed
    AWAITING_VALIDATION = "awaiting_validation"  # evidence not yet checked: judges nothing
