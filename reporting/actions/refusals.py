"""Why an action did nothing. What a person reads is `str(refusal)`."""


class Refused(Exception):
    """The act is not possible now; nothing was changed."""


class Conflict(Refused):
    """Somebody else changed the same rows meanwhile.

    `version` and `saved` are what is stored now, `merged` what the two make together but for
    `conflicts`, the keys of the rows to choose for.
    """

    def __init__(self, *, version, saved, merged, conflicts, by, at):
        super().__init__("Somebody else changed the same rows while you were writing.")
        self.version = version
        self.saved = saved
        self.merged = merged
        self.conflicts = conflicts
        self.by = by
        self.at = at


class Incomplete(Refused):
    """The return still has gaps: `gaps`, from `reporting.completeness`."""

    def __init__(self, gaps):
        super().__init__("The return is not complete yet.")
        self.gaps = gaps
