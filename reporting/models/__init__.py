from reporting.models.observation import Observation
from reporting.models.quarter import Edition, GovernanceDate, Quarter
from reporting.models.submission import Entry, Revision, Step, Submission

__all__ = [
    "Edition",
    "Entry",
    "GovernanceDate",
    "Observation",
    "Quarter",
    "Revision",
    "Step",
    "Submission",
]
