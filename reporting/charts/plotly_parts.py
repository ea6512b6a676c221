"""What all Plotly figures of the portal have in common.

They are drawn over the still picture in the same box: nothing in them is dragged, zoomed or
scrolled, so that a finger on a phone scrolls the page.
"""

from html import escape
from typing import Any

import plotly.graph_objects as go

from reporting.charts.drawing import INK, INK_SOFT, PAPER, TEXT_SIZE

FONT = {"family": "Noto Sans, Arial, sans-serif", "size": TEXT_SIZE, "color": INK}

#: Plotly's names for the markers of `drawing.SHAPES`.
SYMBOLS = {
    "circle": "circle",
    "square": "square",
    "triangle": "triangle-up",
    "diamond": "diamond",
    "cross": "cross",
    "triangle-down": "triangle-down",
    "x": "x",
}


def words(text: str) -> str:
    """A text that Plotly prints as it is: it takes some tags for layout."""
    return escape(text, quote=False)


def dash(pattern: str) -> str:
    """An SVG dash pattern as Plotly writes it: "6 3" is "6px,3px"."""
    return ",".join(f"{length}px" for length in pattern.split()) or "solid"


def plain(data: list, **layout: Any) -> dict:
    """Data and layout as plain JSON: the template is "none", nothing moves and nothing zooms.

    Traces come as dictionaries with their type, as Plotly would check objects twice.
    """
    made = go.Figure(
        data=data,
        layout={
            "template": "none",
            "font": FONT,
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": PAPER, "bordercolor": INK, "font": FONT},
            "dragmode": False,
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            **layout,
        },
    )
    return made.to_plotly_json()


def axis(**settings: Any) -> dict:
    """An axis that stays as it is."""
    return {
        "fixedrange": True,
        "zeroline": False,
        "automargin": False,
        "tickangle": 0,
        "tickfont": {"color": INK_SOFT, "size": TEXT_SIZE},
        **settings,
    }
