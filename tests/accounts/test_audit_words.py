"""Every act that the portal records has words, and only what is listed of it is shown."""

import ast
from pathlib import Path

import pytest

from accounts import audit_words
from accounts.models import AuditEvent
from reporting.workflow import Move

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "objectives", "reporting", "sefton_kpi")
MOVES = [f"return.{move}" for move in Move if move != Move.SAVE]  # that one is `return.saved`


def recorded(source: str) -> set[str]:
    """The acts that calls of `record` in a source name; a move of a return is any move.

    An act that is not spelt out where it is recorded is named "?".
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "audit.record":
            continue
        value = next(item.value for item in node.keywords if item.arg == "action")
        if isinstance(value, ast.Constant):
            found.add(value.value)
        elif ast.unparse(value) == "f'return.{move}'":
            found.update(MOVES)
        else:
            found.add("?")
    return found


def acts() -> set[str]:
    sources = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return set().union(*(recorded(path.read_text(encoding="utf-8")) for path in sources))


def test_every_act_recorded_anywhere_has_words():
    assert acts() - set(audit_words.ACTIONS) == set()


def test_no_two_acts_have_the_same_words():
    assert len(set(audit_words.ACTIONS.values())) == len(audit_words.ACTIONS)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("audit.record(by=by, action='x.y', subject=s)", {"x.y"}),
        ("audit.record(action=f'return.{move}')", set(MOVES)),
        ("audit.record(action=name)", {"?"}),
        ("audit.record(action=f'{what}.made')", {"?"}),
        ("parser.add_argument(action='store_true')", set()),
    ],
)
def test_the_search_for_acts_finds(source, found):
    assert recorded(source) == found


def test_every_event_of_the_reference_data_has_words(reference):
    assert set(AuditEvent.objects.values_list("action", flat=True)) <= set(audit_words.ACTIONS)


def test_an_act_that_has_no_words_yet_can_be_read():
    assert audit_words.action("quarter.hand_over") == "Quarter hand over"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", []),
        ("", '{"state":"sent_back"}', [("State", "Sent back")]),
        ('{"state":"draft"}', '{"state":"submitted"}', [("State", "Draft, then Submitted")]),
        ('{"state":"draft"}', '{"state":"draft"}', [("State", "Draft")]),
        ('{"version":3}', '{"version":4}', []),
        ('{"received":true}', '{"state":"sent_back"}', [("State", "Sent back")]),
        ('{"received":false}', '{"received":true}', [("Return received", "No, then yes")]),
        ("", '{"without":["Net-Zero Now"]}', [("Without a return from", "Net-Zero Now")]),
        (
            '{"data_deadline":null,"dates":[["data_deadline","Monthly"]]}',
            '{"data_deadline":"2024-02-07","dates":[["data_deadline","2024-02-07"]]}',
            [("Data deadline", "In words, not a day, then 7 February 2024")],
        ),
        ("", '{"own":true}', [("By the one who submitted it", "Yes")]),
        ("", '{"bytes":12345}', [("Bytes", "12,345")]),
        ("", '{"public_from":"2024-04-08"}', [("Public from", "8 April 2024")]),
        ("", '{"public_from":null}', []),
        (
            "",
            '{"without":["net-zero","housing"]}',
            [("Without a return from", "Net zero, Housing")],
        ),
        ("", '{"comment":"137"}', []),
        ("", "no JSON", []),
        ("", "[1]", []),
    ],
)
def test_of_its_facts_is_shown(before, after, shown):
    assert [(item.name, item.value) for item in audit_words.facts(before, after)] == shown
