"""A pack's fields, how two officers' versions come together, and what is still missing. Pure."""

import pytest

from reporting import pack_terms
from reporting.briefing.terms import LONGEST_LINE, LONGEST_TEXT, Audience, Section
from reporting.pack_terms import NAMES, Wording, blank, cleaned, faults, gaps, merge, seen, terms


def rows(**changes):
    return blank() | changes


def wording(text="", commentary="All went well.", **changes):
    return Wording("growth", "Growth", "places", commentary, text, 1, commentary, **changes)


READY = {
    "purpose": "To update.",
    "recommendations": "That it is noted.",
    "meeting_on": "7 February 2024",
    "contact_officer": "Performance Officer",
}


def test_fields_make_the_terms_of_a_pack():
    made = terms(
        rows(
            audience="objective",
            objective="places",
            left_out="background",
            exceptions_only="yes",
            word_limit="80",
            purpose="To update.",
        ),
        {"growth": "It went well."},
    )
    assert (made.audience, made.objective) == (Audience.OBJECTIVE, "places")
    assert made.left_out == {Section.BACKGROUND}
    assert (made.exceptions_only, made.with_differences, made.word_limit) == (True, False, 80)
    assert made.texts.purpose == "To update."
    assert made.wordings == {"growth": "It went well."}


def test_an_objective_counts_only_where_the_pack_is_for_one():
    assert terms(rows(objective="places"), {}).objective == ""


def test_a_line_is_one_line_and_a_text_keeps_its_paragraphs():
    made = cleaned({"meeting": " Cabinet\r\nMember\0 ", "purpose": "One.\r\n\r\nTwo.\0 "})
    assert made == {"meeting": "Cabinet Member", "purpose": "One.\n\nTwo."}


def test_sections_that_are_off_are_kept_in_order_and_others_ignored():
    assert cleaned({"left_out": "definitions nothing summary"}) == {
        "left_out": "summary definitions"
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"audience": "everybody"}, "audience"),
        ({"audience": "objective"}, "objective"),
        ({"audience": "objective", "objective": "elsewhere"}, "objective"),
        ({"word_limit": "many"}, "word_limit"),
        ({"word_limit": "9"}, "word_limit"),
        ({"word_limit": "²"}, "word_limit"),
        ({"meeting": "x" * (LONGEST_LINE + 1)}, "meeting"),
        ({"purpose": "x" * (LONGEST_TEXT + 1)}, "purpose"),
    ],
)
def test_what_cannot_be_stored_is_named_by_its_field(changes, field):
    assert list(faults(rows(**changes), {"places"})) == [field]


def test_what_can_be_stored_has_no_fault():
    given = rows(audience="objective", objective="places", purpose="x" * LONGEST_TEXT)
    assert faults(given, {"places"}) == {}


# --- Two who write at once ----------------------------------------------------------------------


def test_fields_that_only_one_of_two_changed_merge():
    base = rows(purpose="Old.", background="Old.")
    saved = base | {"purpose": "Theirs."}
    made = merge(seen(base), saved, base | {"background": "Mine."})
    assert made.conflicts == ()
    assert (made.rows["purpose"], made.rows["background"]) == ("Theirs.", "Mine.")


def test_a_field_that_both_changed_is_somebodys_to_choose():
    base = rows(purpose="Old.")
    made = merge(seen(base), base | {"purpose": "Theirs."}, base | {"purpose": "Mine."})
    assert made.conflicts == ("purpose",)
    assert made.rows["purpose"] == "Theirs."


def test_a_field_that_both_changed_alike_is_no_conflict():
    base = rows(purpose="Old.")
    same = base | {"purpose": "New."}
    assert merge(seen(base), same, same).conflicts == ()


def test_a_field_that_was_not_sent_stays_as_it_is_saved():
    base = rows(purpose="Old.")
    assert merge(seen(base), base, {"meeting": "Briefing"}).rows["purpose"] == "Old."


def test_without_knowing_what_it_was_made_from_each_difference_is_to_be_chosen_for():
    base = rows(purpose="Old.")
    assert merge("", base, base | {"purpose": "Mine."}).conflicts == ("purpose",)


def test_what_a_form_carries_along_marks_every_field():
    assert [item.split(":")[0] for item in seen(blank()).split()] == list(NAMES)


# --- What is still missing ----------------------------------------------------------------------


def test_a_pack_with_everything_lacks_nothing():
    assert gaps(rows(**READY), [wording("It went well.", signed_off="Sally SES")]) == []


def test_a_purpose_cannot_be_done_without():
    found = gaps(rows(**READY | {"purpose": ""}), [])
    assert [(gap.field, gap.is_hard) for gap in found] == [("purpose", True)]


def test_a_part_that_is_left_out_lacks_nothing():
    assert gaps(rows(**READY | {"purpose": "", "left_out": "purpose"}), []) == []


def test_what_can_be_accepted_comes_after_what_cannot():
    found = gaps(blank(), [])
    assert [gap.field for gap in found] == [
        "purpose",
        "recommendations",
        "meeting_on",
        "contact_officer",
    ]
    assert [gap.is_hard for gap in found] == [True, False, False, False]


def test_a_wording_over_its_limit_says_by_how_much():
    found = gaps(rows(**READY, word_limit="10"), [wording(commentary="word " * 12)])
    assert [gap.text for gap in found] == ["Growth has 12 words, 2 over the limit of 10."]


def test_a_wording_of_its_own_wants_a_sign_off_and_the_commentary_none():
    assert gaps(rows(**READY), [wording()]) == []
    found = gaps(rows(**READY), [wording("It went well.")])
    assert [gap.text for gap in found] == ["The wording of Growth is not signed off."]


def test_a_commentary_that_changed_after_its_wording_was_written_is_told():
    item = Wording("growth", "Growth", "places", "New.", "Mine.", 1, "Old.", "Sally SES")
    assert [gap.text for gap in gaps(rows(**READY), [item])] == [
        "The commentary of Growth changed after its wording was written."
    ]


def test_only_what_the_pack_prints_is_missing():
    elsewhere = rows(**READY, audience="objective", objective="other")
    assert gaps(elsewhere, [wording("It went well.")]) == []
    assert gaps(rows(**READY), [wording("It went well.", is_in=False)]) == []


def test_words_are_counted_as_the_page_counts_them():
    assert pack_terms.words("  Two events:\n\n- one hub ") == 5
