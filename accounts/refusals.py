"""Why an action did nothing. What a person reads is `str(refusal)`."""


class Refused(Exception):
    """The act is not possible now; nothing was changed."""


class Faulty(Refused):
    """What was entered can't be taken: `faults`, words by field; `question` where it is unlikely.

    The fields are those of the action.
    """

    def __init__(self, faults: dict[str, str], question: str = ""):
        super().__init__(" ".join(faults.values()))
        self.faults = faults
        self.question = question
