"""Why an action did nothing. What a person reads is `str(refusal)`."""

from accounts.refusals import Faulty, Refused

__all__ = ["Conflict", "Faulty", "Incomplete", "Moved", "Refused"]


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


class Moved(Refused):
    """A return is not any more as it was read. Among several, `told` says it of one by name."""

    def __init__(self, words: str, told: str):
        super().__init__(words)
        self._told = told

    def told(self, name: str) -> str:
        """The same in a sentence that names the return."""
        return self._told.format(name=name)


class Incomplete(Refused):
    """The return still has gaps: `gaps`, from `reporting.completeness`."""

    def __init__(self, gaps):
        super().__init__("The return is not complete yet.")
        self.gaps = gaps
