"""What a pack keeps for ever: its material as canonical JSON, there and back."""

import json
from dataclasses import fields
from datetime import date

from reporting.briefing import compose, material_json
from reporting.briefing.material import Asked, Definition, Material, TargetReason
from reporting.briefing.terms import Audience, Section, Terms, Texts
from reporting.report import GovernanceDate
from tests.reporting.briefs import TEXTS, a_material, an_action, standings
from tests.reporting.reports import a_draft, a_report, a_report_of_everything

_TERMS = Terms(
    audience=Audience.OBJECTIVE,
    objective="places",
    left_out=frozenset({Section.SUMMARY, Section.BACKGROUND}),
    exceptions_only=True,
    with_differences=True,
    word_limit=99,
    texts=Texts(**{item.name: f"{item.name} \u0645 <b>" for item in fields(Texts)}),
    wordings={"business": "In short: good.", "a": "First."},
)


def _full() -> Material:
    """A material with something in every field there is."""
    return a_material(
        a_report_of_everything(),
        terms=_TERMS,
        number=3,
        since=a_report(),
        since_words="pack 1",
        over_quarters=(standings(red=1, amber=2, green=3, not_rated=4),),
        wanted=(an_action(sub_strand="Housing"),),
        answered=(Asked("question", "Why?", "Scrutiny", closed_on=date(2024, 1, 2)),),
        target_reasons=(TargetReason("things-1", "300", "The grant grew."),),
        definitions=(Definition("things-1", "Things", "What", "Who", "%", "Higher", "A year"),),
        next_dates=(
            GovernanceDate("economy_cell", date(2024, 2, 1), ""),
            GovernanceDate("cabinet_member", None, "Monthly"),
        ),
    )


def _again(material: Material) -> Material:
    return material_json.from_text(material_json.canonical_text(material))


def test_everything_comes_back():
    assert _again(_full()) == _full()


def test_every_field_is_tried():
    empty = a_material()
    same = [
        item.name
        for item in fields(Material)
        if getattr(_full(), item.name) == getattr(empty, item.name)
    ]

    assert same == ["made_on", "is_final", "council"]


def test_the_least_there_can_be_comes_back():
    material = Material(a_draft(), Terms(), date(2024, 1, 22))

    assert _again(material) == material


def test_the_document_is_the_same_afterwards():
    assert compose.document(_again(_full())) == compose.document(_full())


def test_the_text_is_the_same_however_the_material_came_about():
    turned = Terms(
        texts=TEXTS,
        left_out=frozenset({Section.BACKGROUND, Section.SUMMARY}),
        wordings={"b": "2", "a": "1"},
    )
    again = Terms(
        texts=TEXTS,
        left_out=frozenset({Section.SUMMARY, Section.BACKGROUND}),
        wordings={"a": "1", "b": "2"},
    )

    assert material_json.canonical_text(a_material(terms=turned)) == (
        material_json.canonical_text(a_material(terms=again))
    )


def test_a_pack_of_before_a_field_was_kept_can_still_be_read():
    data = json.loads(material_json.canonical_text(a_material()))
    later = ("since", "since_words", "over_quarters", "wanted", "answered", "target_reasons")
    for name in (*later, "definitions", "next_dates", "council"):
        del data[name]

    assert material_json.from_json(data) == a_material(council="")


def test_sections_that_are_off_stand_in_an_order():
    terms = Terms(left_out=frozenset(Section))

    assert material_json.as_json(a_material(terms=terms))["terms"]["left_out"] == sorted(Section)
