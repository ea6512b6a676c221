"""The page that shows every component in every state, for those who build pages."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fixed, Layout, Size
from django import forms
from django.contrib.messages.storage.base import Message, constants
from django.shortcuts import render

from reporting.sparkline import sparkline
from reporting.views.charted import draws_charts
from sefton_kpi.chart_samples import charts

LONDON = ZoneInfo("Europe/London")
RAG = [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("not_rated", "Not rated")]
CHALLENGE = "Row 4 says Green, but 35 events against a share of 70 reads Red. What has changed?"
QUARTERS = ["Q3 2022/23", "Q4 2022/23", "Q1 2023/24", "Q2 2023/24"]


class SampleForm(forms.Form):
    answer = forms.ChoiceField(
        label="What do you have this quarter?",
        choices=[("new", "A new figure"), ("none", "No new figure"), ("na", "Not applicable")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you have a new figure"},
    )
    figure = forms.CharField(
        label="Figure",
        help_text="As you would say it: 137, 53.6% or Mar-27",
        error_messages={"required": "Enter a figure, or choose “No new figure”"},
    )
    covers = forms.ChoiceField(
        label="What it covers",
        choices=[("quarter", "July to September 2023"), ("year", "April to date")],
        required=False,
    )
    note = forms.CharField(
        label="Note",
        help_text="What is behind the figure",
        widget=forms.Textarea,
        required=False,
    )
    confirm = forms.BooleanField(label="I have checked these figures", required=False)
    status = forms.ChoiceField(
        label="Status",
        choices=RAG,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a status"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Field.radios("answer", legend_size=Size.SMALL, small=True),
            Field.text("figure", field_width=Fixed.TEN),
            Field.select("covers"),
            Field.textarea("note", max_characters=400, rows=3),
            Field.checkbox("confirm", small=True),
        )


@draws_charts
def components(request):
    good = SampleForm(initial={"status": "amber", "answer": "new", "figure": "137"}, prefix="good")
    broken = SampleForm({}, prefix="bad")
    context = {
        **messages_and_words(),
        **lists(),
        **tables(),
        **verdicts(),
        **return_form(),
        "sparklines": sparklines(),
        "charts": charts(),
        "form": good,
        "broken": broken,
    }
    return render(request, "components.html", context)


def messages_and_words():
    returns = ["not_started", "draft", "submitted", "sent_back", "signed_off", "approved"]
    quarters = ["upcoming", "open", "in_review", "reopened"]
    return {
        "sample_messages": [
            Message(constants.SUCCESS, "Your return for Housing was sent. It is read next."),
            Message(constants.ERROR, "Nothing was saved: the quarter was closed a moment ago."),
            Message(constants.INFO, "Q2 2023/24 is open until 7 February 2024."),
            Message(constants.WARNING, "Two figures are still awaiting validation."),
        ],
        "statuses": [value for value, label in RAG],
        "states": [*returns, "published", *quarters],
        "errors": [
            {"text": "Choose a status", "href": "#id_bad-status"},
            {"text": "Enter a figure, or choose “No new figure”", "href": "#id_bad-figure"},
        ],
        "crumbs": [
            {"label": "Economic strategy", "url": "#"},
            {"label": "Q2 2023/24", "url": "#"},
        ],
        "due_on": dt.date(2024, 2, 7),
    }


def lists():
    statuses = [("All", 71), ("Red", 4), ("Amber", 12), ("Green", 47), ("Not rated", 8)]
    objectives = ["All", "Employment and skills", "Health and wellbeing"]
    return {
        "facts": [
            {"name": "Lead", "value": "Head of Housing"},
            {"name": "Quarter", "value": "Q2 2023/24", "note": "July to September 2023"},
            {"name": "Data deadline", "value": "7 February 2024"},
            {"name": "Approved", "value": ""},
        ],
        "rows": [
            {"name": "Unit", "value": "Businesses", "url": "#"},
            {"name": "Polarity", "value": "Higher is better\nAssumed", "url": "#"},
            {"name": "Source", "value": ""},
        ],
        "timeline": [
            {
                "when": dt.datetime(2024, 1, 22, 14, 32, tzinfo=LONDON),
                "who": "Reviewer, Economy Cell",
                "what": "Sent back",
                "comment": CHALLENGE,
            },
            {
                "when": dt.datetime(2024, 1, 19, 9, 5, tzinfo=LONDON),
                "who": "Head of Housing",
                "what": "Submitted",
            },
        ],
        "challenge": CHALLENGE,
        "filters": [
            {
                "label": "Status",
                "links": [
                    {"label": label, "url": "#", "current": label == "All", "count": count}
                    for label, count in statuses
                ],
            },
            {
                "label": "Objective",
                "links": [{"label": o, "url": "#", "current": o == "All"} for o in objectives],
            },
        ],
        "files": [
            {"label": "The quarter", "url": "#", "kind": "Excel", "size": "48 KB"},
            {"label": "Briefing note", "url": "#", "kind": "Word"},
            {"label": "Briefing note", "url": "#", "kind": "PDF"},
        ],
        "previous": {"label": "Culture and tourism", "url": "#"},
        "next": {"label": "Regeneration and place", "url": "#"},
    }


def sparklines():
    rows = (["38", "47", "92", "131"], ["53", "103", "177"], ["66", "66", "66", "66"])
    return [sparkline([(Decimal(item), item) for item in row], of=4) for row in rows]


def verdicts():
    reading = "Higher is better, assumed. Each figure covers its own period."
    sentence = "137 is above a quarter’s share of 62.5 (250 for 2023/24)."
    return {
        "others": {
            "words": "Better than England (19.9%); worse than North West (25%); the same as Wales "
            "(20.1%)",
            "rest_title": "and 1 more",
            "rest": "Statistical neighbours: 18% in 2021/22",
        },
        "asked": [
            {
                "number": 2,
                "verdict": {
                    "said": "The figures say Green too",
                    "sentence": sentence,
                    "reading": reading,
                },
            },
            {"number": 4, "verdict": {"differs": True, "reading": reading}},
        ],
        "tested": [
            {
                "status": "green",
                "total": 47,
                "words": "16 agree with the figures, 3 differ from the figures, 28 can’t be tested",
                "parts": [
                    {"kind": "agree", "number": 16, "x": 0, "middle": 17, "width": 34},
                    {"kind": "differ", "number": 3, "x": 34, "middle": 37, "width": 6},
                    {"kind": "untested", "number": 28, "x": 40, "middle": 70, "width": 60},
                ],
            },
        ],
    }


def tables():
    return {
        "table": [
            {
                "code": "G07",
                "wording": "Number of businesses supported by the growth programme",
                "target": "250",
                "figure": "137",
                "period": "July to September 2023",
                "status": "green",
                "movement": "better",
                "direction": "up",
                "words": "up 4.9%, better",
            },
            {
                "code": "G08",
                "wording": "Attendance at Growth Company board meetings",
                "target": "Rep to attend all CEG meetings",
                "figure": "None yet",
                "period": "no new figure",
                "status": "not_rated",
                "carried": True,
            },
            {
                "code": "G09",
                "wording": "Events for businesses",
                "target": "280",
                "figure": "35",
                "period": "April to date",
                "status": "red",
                "movement": "worse",
                "direction": "down",
                "words": "down 12, worse",
            },
        ],
        "quarters": QUARTERS,
        "grid": [
            {"name": name, "cells": list(zip(QUARTERS, cells, strict=True))}
            for name, cells in [
                ("Housing", ["green", "amber", "amber", "green"]),
                ("Employment and skills", ["", "not_rated", "red", "amber"]),
            ]
        ],
    }


def return_form():
    rows = [
        ("Businesses supported", "answered"),
        ("Events for businesses", "error"),
        ("Employment floorspace for the whole of the borough", "missing"),
        ("Jobs created", "reason"),
    ]
    return {
        "contents": [
            {"label": label, "url": f"#kpi-{number}", "number": number, "mark": mark}
            for number, (label, mark) in enumerate(rows, start=1)
        ]
        + [{"label": "Commentary", "url": "#commentary", "mark": "missing"}],
        "buttons": [
            {"label": "Save draft", "kind": "secondary", "name": "do", "value": "save"},
            {"label": "Check and submit", "name": "do", "value": "check"},
        ],
    }
