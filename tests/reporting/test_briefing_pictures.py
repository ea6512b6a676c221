"""The drawings of a pack stand for themselves and say in words what they show."""

from decimal import Decimal
from xml.etree import ElementTree

from objectives.judging.case import Known
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import Certainty
from reporting.briefing import pictures
from reporting.briefing.material import Counts, Standings
from tests.reporting.briefs import standings
from tests.reporting.reports import a_line

_SVG = "{http://www.w3.org/2000/svg}"


def _line(number=1, earlier=("90", "120"), **changes):
    known = tuple(
        Known(
            Decimal(printed),
            printed,
            DataPeriod.for_quarter(FinancialQuarter(2022, at)),
            Certainty.FINAL,
            "",
        )
        for at, printed in enumerate(earlier, 1)
    )
    return a_line(number, earlier=known, **changes)


def _words(picture) -> list[str]:
    return [item.text for item in ElementTree.fromstring(picture.svg).iter(f"{_SVG}text")]


def _statuses(*found):
    return pictures.statuses(found, "rag")


def _trends(*lines, style="rag"):
    return pictures.trends(lines, style, "Town")


def _trend(line):
    (picture,) = _trends(line)
    return picture


def _captions(*lines, style="rag") -> list[str]:
    return [picture.caption for picture in _trends(*lines, style=style)]


def test_one_quarter_makes_no_picture():
    assert _statuses(standings(red=4)) is None


def test_the_statuses_say_in_words_what_they_show():
    picture = _statuses(standings("Q1 2023/24", red=4), standings("Q2 2023/24", red=1, green=3))

    assert picture.alt == "Q1 2023/24: 4 Red. Q2 2023/24: 1 Red and 3 Green."


def test_a_quarter_of_which_no_kpis_are_held_is_left_out():
    bare = Standings("Q1 2023/24", Counts(), Counts(green=2))
    picture = _statuses(bare, standings("Q2 2023/24", red=4), standings("Q3 2023/24", red=3))

    assert "Q1 2023/24" not in picture.alt


def test_where_kpis_are_held_of_one_quarter_only_sub_strands_are_drawn():
    bare = Standings("Q1 2023/24", Counts(), Counts(green=2))
    picture = _statuses(bare, standings("Q2 2023/24", red=4))

    assert picture.caption == "Sub-strands by status, quarter by quarter"
    assert picture.alt == "Q1 2023/24: 2 Green. Q2 2023/24: 1 Green."


def test_of_a_metrics_strategy_targets_are_counted():
    found = (standings("Q1 2023/24", red=1), standings("Q2 2023/24", green=1))

    assert pictures.statuses(found, "metrics").alt == "Q1 2023/24: 1 missed. Q2 2023/24: 1 met."


def test_statuses_are_told_apart_without_colour():
    svg = _statuses(standings("Q1", amber=4), standings("Q2", green=3)).svg

    assert "url(#statuses-amber)" in svg
    assert "url(#statuses-green)" in svg


def test_a_picture_needs_nothing_around_it():
    root = ElementTree.fromstring(_trend(_line()).svg)

    assert (root.tag, root.get("width")) == (f"{_SVG}svg", "700")
    assert root.get("font-family").startswith("Noto Sans")
    assert "style" not in root.attrib


def test_two_values_make_no_trend():
    assert _trends(_line(earlier=("90",))) == []


def test_a_trend_says_in_words_what_it_shows():
    assert _trend(_line()).alt == ("B01 Things 1: 137 in July to September 2023.")


def test_of_many_trends_the_red_ones_and_those_that_got_worse_are_drawn():
    lines = [_line(number, declared="green") for number in range(1, 7)]
    lines[4] = _line(5, declared="red")

    assert _captions(*lines) == ["Over time: B01 and B02", "Over time: B03 and B05"]


def test_a_metric_is_drawn_by_what_its_figures_say():
    lines = [_line(number, declared="", computed="green") for number in range(1, 6)]
    lines.append(_line(6, declared="", computed="amber"))

    assert _captions(*lines, style="metrics") == [
        "Over time: B01 and B02",
        "Over time: B03 and B06",
    ]


def test_a_title_that_no_face_can_print_is_drawn_without_it_and_said_in_full():
    picture = _trend(_line(kpi_name="Homes \u0645 \x01 👍"))

    assert "B01 Homes ? ? ?" in _words(picture)
    assert "Homes \u0645" in picture.alt


def test_a_figure_as_typed_is_never_markup():
    picture = _trend(_line(achieved='<image href="file:///etc/passwd"/>'))

    assert not list(ElementTree.fromstring(picture.svg).iter(f"{_SVG}image"))


def test_a_long_title_is_cut_where_its_room_ends():
    picture = _trend(_line(kpi_name="Homes " * 60))

    assert max(len(words) for words in _words(picture)) <= 42
