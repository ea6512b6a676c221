"""How two people's versions of a return come together: nothing typed is lost."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.content import ENTRY_FIELDS, Content, EntryContent, merge

WORDS = st.sampled_from(["", "a", "b", "c"])  # few, so that two people often write the same
ENTRY = st.builds(EntryContent, figure=WORDS, note=WORDS, declared=WORDS)
KEYS = (1, 2, 30)
CONTENT = st.builds(
    Content,
    overall=WORDS,
    commentary=WORDS,
    entries=st.fixed_dictionaries(dict.fromkeys(KEYS, ENTRY)),
)
ANY_TEXT = st.text()


# --- As text ----------------------------------------------------------------------------------


@given(
    content=st.builds(
        Content,
        overall=ANY_TEXT,
        commentary=ANY_TEXT,
        entries=st.dictionaries(
            st.integers(1), st.builds(EntryContent, **dict.fromkeys(ENTRY_FIELDS, ANY_TEXT))
        ),
    )
)
def test_content_comes_back_from_its_text(content):
    assert Content.from_text(content.as_text()) == content


@given(content=CONTENT)
def test_the_text_does_not_depend_on_the_order_of_rows(content):
    turned = replace(content, entries=dict(reversed(content.entries.items())))
    assert turned.as_text() == content.as_text()


def test_the_text_is_readable_as_it_stands():
    assert "größer – £5m" in Content(commentary="größer – £5m").as_text()


def test_the_fields_of_a_row_are_those_of_its_content():
    assert tuple(field.name for field in fields(EntryContent)) == ENTRY_FIELDS


# --- Merging ----------------------------------------------------------------------------------


@given(base=CONTENT, mine=CONTENT)
def test_what_only_i_changed_is_taken(base, mine):
    merged = merge(base, base, mine)
    assert (merged.content, merged.conflicts) == (mine, ())


@given(base=CONTENT, theirs=CONTENT)
def test_what_only_they_changed_stays(base, theirs):
    merged = merge(base, theirs, base)
    assert (merged.content, merged.conflicts) == (theirs, ())


@given(base=CONTENT, both=CONTENT)
def test_the_same_change_by_both_is_no_conflict(base, both):
    merged = merge(base, both, both)
    assert (merged.content, merged.conflicts) == (both, ())


@given(base=CONTENT, theirs=CONTENT, mine=CONTENT)
def test_a_conflict_is_a_row_that_both_changed_differently(base, theirs, mine):
    before, saved, sent = base.rows(), theirs.rows(), mine.rows()
    expected = {
        key
        for key in before
        if saved[key] != before[key] and sent[key] != before[key] and saved[key] != sent[key]
    }
    assert set(merge(base, theirs, mine).conflicts) == expected


@given(base=CONTENT, theirs=CONTENT, mine=CONTENT)
def test_nothing_either_wrote_is_lost_outside_conflicts(base, theirs, mine):
    merged = merge(base, theirs, mine)
    rows, before = merged.content.rows(), base.rows()
    lost = [
        key
        for side in (theirs, mine)
        for key, row in side.rows().items()
        if row not in (before[key], rows[key]) and key not in merged.conflicts
    ]
    assert lost == []


@given(base=CONTENT, theirs=CONTENT, mine=CONTENT)
def test_a_conflict_keeps_what_was_saved(base, theirs, mine):
    merged = merge(base, theirs, mine)
    rows, saved = merged.content.rows(), theirs.rows()
    assert [rows[key] for key in merged.conflicts] == [saved[key] for key in merged.conflicts]


@given(base=CONTENT, theirs=CONTENT, mine=CONTENT)
def test_who_saved_first_does_not_matter_outside_conflicts(base, theirs, mine):
    one, other = merge(base, theirs, mine), merge(base, mine, theirs)
    settled = set(one.content.rows()) - set(one.conflicts)
    assert {key: one.content.rows()[key] for key in settled} == {
        key: other.content.rows()[key] for key in settled
    }


@given(base=CONTENT, mine=CONTENT)
def test_a_row_that_a_form_did_not_send_is_left_alone(base, mine):
    part = replace(mine, entries={1: mine.entries[1]})
    assert merge(base, base, part).content.entries[30] == base.entries[30]


@given(base=CONTENT, mine=CONTENT)
def test_a_row_that_the_return_does_not_have_is_not_made(base, mine):
    more = replace(mine, entries={**mine.entries, 99: EntryContent(note="mine")})
    assert set(merge(base, base, more).content.entries) == set(KEYS)


def test_a_row_that_came_after_the_form_was_made_can_be_filled():
    base, new = Content(), EntryContent(note="new")
    saved = Content(entries={1: EntryContent()})
    assert merge(base, saved, Content(entries={1: new})).content.entries[1] == new


@pytest.mark.parametrize("row", ["overall", "commentary"])
def test_the_overall_status_and_the_commentary_are_rows_too(row):
    base = Content(**{row: "a"})
    assert merge(base, Content(**{row: "b"}), Content(**{row: "c"})).conflicts == (row,)
