"""What can be wrong with a file of figures as a file: each is said with its line and column."""

import pytest

from reporting.importing import figures_file
from reporting.importing.figures_file import MOST_BYTES, Shape
from tests.reporting.importing_figures import LONG, REPORT, written

ROW = "G01,Enquiries,Quarter,High,1,2,3,4,5"


def read(folder, *lines, **options):
    return figures_file.read(written(folder, *lines, **options))


def said(found) -> list[str]:
    return [problem.sentence for problem in found.problems]


# --- What is read ---------------------------------------------------------------------------------


def test_a_line_is_read_with_its_number_and_its_cells(tmp_path):
    (row,) = read(tmp_path, ROW).rows
    assert (row.line, row.code, row["most_recent"], row["recent_1"]) == (
        2,
        "G01",
        "4",
        "3",
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_comma_a_semicolon_or_a_tab_stands_between_cells(tmp_path, delimiter):
    found = read(tmp_path, ROW.replace(",", delimiter), headings=REPORT.replace(",", delimiter))
    assert found.rows[0]["target"] == "5"


def test_case_spaces_and_order_of_headings_are_free(tmp_path):
    headings = "most  recent,TARGET,id,METRIC,period_type,Good is,recent_1"
    (row,) = read(tmp_path, "4,5,G01,Enquiries,Quarter,High,3", headings=headings).rows
    assert (row["code"], row["most_recent"], row["recent_1"]) == ("G01", "4", "3")


def test_the_mark_at_the_beginning_of_a_spreadsheets_file_is_no_part_of_a_heading(tmp_path):
    assert said(read(tmp_path, ROW, encoding="utf-8-sig")) == []


def test_windows_text_is_read_and_said(tmp_path):
    found = read(tmp_path, ROW.replace("5", "£5"), encoding="cp1252")
    assert found.rows[0]["target"] == "£5"
    assert found.notes == ["The file is not UTF-8: it was read as Windows text (cp1252)."]


def test_blank_lines_are_passed_over_and_counted(tmp_path):
    (row,) = read(tmp_path, "", ",,,,,,,,", ROW).rows
    assert row.line == 4


def test_a_line_break_within_a_cell_counts(tmp_path):
    first = ROW.replace("Enquiries", '"Enquiries\r\nmade"')
    found = read(tmp_path, first, ROW.replace("G01", "G02"))
    assert [(row.line, row["name"]) for row in found.rows] == [
        (2, "Enquiries made"),
        (4, "Enquiries"),
    ]


def test_code_period_and_value_make_a_long_file(tmp_path):
    found = read(tmp_path, "G01,2023/24,5,England,ONS", headings=LONG)
    assert (found.shape, found.rows[0].is_own) == (Shape.LONG, False)


# --- What is not ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\r\n , \r\n", "The file is empty."),
        (REPORT.encode(), "The file has headings and no lines below them."),
        (b"PK\x03\x04sheet", "This is a workbook, not CSV."),
        (b"\xd0\xcf\x11\xe0sheet", "This is a workbook, not CSV."),
        ("ID,Metric".encode("utf-16"), "This is text in UTF-16."),
        (b"ID\0Metric", "This is no text"),
        (b"ID,\x81", "This is neither UTF-8 nor Windows text."),
        (b"one,two\r\n1,2", "Line 1: These are no headings that are known."),
        (b"x" * (MOST_BYTES + 1), "The file is larger than 5 MB."),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path, content, words):
    path = tmp_path / "figures.csv"
    path.write_bytes(content)
    (problem,) = said(figures_file.read(path))
    assert problem.startswith(words)


def test_a_folder_is_refused(tmp_path):
    assert said(figures_file.read(tmp_path)) == [f"{tmp_path} is a folder, not a file."]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    (problem,) = said(figures_file.read(tmp_path / "none.csv"))
    assert problem.endswith("can’t be read: No such file or directory.")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ROW + ",6", "Line 2: There are 10 cells where the headings are 9."),
        ("G01", "Line 2: There are 1 cells where the headings are 9."),
        (ROW.replace(",4,", ",=1+1,"), "Line 2, Most Recent: “=1+1” is a formula."),
        (ROW.replace(",4,", ",@SUM(A1),"), "Line 2, Most Recent: “@SUM(A1)” is a formula."),
        (ROW.replace(",4,", ",4\x07,"), "Line 2, Most Recent: There is a character in it"),
        (ROW.replace("G01", ""), "Line 2, ID: There is no ID."),
        (ROW.replace("G01", "G" * 21), "Line 2, ID: Use 20 characters or fewer; there are 21."),
        (ROW.replace(",4,", f",{'4' * 10_000},"), "Line 2, Most Recent: Use 5,000 characters"),
        (ROW.replace("Enquiries", "E" * 301), "Line 2, Metric: Use 300 characters or fewer"),
        (ROW.replace("High", '"High'), "Line 2: The line can’t be read"),
    ],
)
def test_a_bad_line_is_named_with_its_column(tmp_path, line, words):
    problem = said(read(tmp_path, line))[0]
    assert problem.startswith(words)


@pytest.mark.parametrize("cell", ["-4", "+4", "-", "-£4", "-.5"])
def test_a_sign_makes_no_formula(tmp_path, cell):
    assert said(read(tmp_path, ROW.replace(",4,", f",{cell},"))) == []


def test_a_code_that_stands_twice_is_named_with_both_lines(tmp_path):
    assert said(read(tmp_path, ROW, ROW.replace("G01", "g01"))) == [
        "Line 3, ID: g01 stands in line 2 already."
    ]


def test_a_long_file_has_a_code_as_often_as_it_has_times_and_series(tmp_path):
    lines = ["G01,2022/23,5,,", "G01,2023/24,5,,", "G01,2023/24,5,England,"]
    assert said(read(tmp_path, *lines, headings=LONG)) == []


def test_two_columns_of_one_heading_are_refused(tmp_path):
    (problem, *_) = said(read(tmp_path, ROW + ",6", headings=REPORT + ",target"))
    assert problem == "Line 1, Target: Two columns are headed “Target”, or mean it."


def test_a_column_that_is_missing_is_named(tmp_path):
    headings = REPORT.replace("Good Is,", "")
    found = said(read(tmp_path, "G01,Enquiries,Quarter,1,2,3,4,5", headings=headings))
    assert found == ["Line 1, Good Is: There is no column “Good Is”."]


def test_every_problem_is_found_in_one_run(tmp_path):
    found = read(tmp_path, ROW + ",6", ROW.replace(",4,", ",=1,"), ROW.replace("G01", ""))
    assert len(found.problems) == 3
