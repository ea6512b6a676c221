from objectives.models.assignment import Assignment
from objectives.models.kpi import KPI, Placement, PossiblySame, Target
from objectives.models.strategy import Objective, Statement, Strategy, SubStrand

__all__ = [
    "KPI",
    "Assignment",
    "Objective",
    "Placement",
    "PossiblySame",
    "Statement",
    "Strategy",
    "SubStrand",
    "Target",
]
