"""Which lines make a list: by their signs, by their numbers, and inside which other list."""

import pytest

from articles.importer.plain_html import as_html
from tests.steps import count_calls


def html(*lines: str) -> str:
    return as_html(lines)


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("3. Mai 2024", "15. März 2024"),
        ("1. Januar war Feiertag.", "2. Februar nicht."),
        ("20. century", "100. time"),
        ("+ 5 °C", "- 3 °C"),
        ("+ 5 minutes", "+ 10 minutes"),
        ("– 3 °C", "– 4,5 °C"),
        ("0. nothing", "0. at all"),
    ],
)
def test_dates_years_and_amounts_are_no_list(lines):
    assert html(*lines) == paragraphs(*lines)


@pytest.mark.parametrize(
    "lines", [("- 3 sets", "- 2 minutes"), ("+ rest", "+ 5 minutes"), ("• 3 °C", "• 4 °C")]
)
def test_amounts_are_items_where_their_sign_is_that_of_a_list(lines):
    items = "".join(f"<li>{line[2:]}</li>" for line in lines)
    assert html(*lines) == f"<ul>{items}</ul>"


def test_a_numbered_list_goes_on_over_lists_inside_it():
    inner = "<li>a<ol><li>b</li><li>c</li></ol></li><li>d</li>"
    assert html("1. a", "1. b", "2. c", "2. d") == f"<ol>{inner}</ol>"
    inner = "<li>a<ul><li>b</li><li>c</li></ul></li><li>d<ul><li>e</li></ul></li>"
    assert html("1. a", "- b", "- c", "2. d", "- e") == f"<ol>{inner}</ol>"
    assert html("• a", "1. b", "2. c", "• d") == (
        "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>"
    )


def test_lists_below_each_other_keep_their_own_numbers():
    two = "<ol><li>a</li><li>b</li></ol>"
    assert html("1. a", "2. b", "1. a", "2. b") == two * 2
    assert html("1. a", "2. b", "1) a", "2) b") == two * 2
    assert html("1. a", "2. b", "4. c", "5. d") == (f'{two}<ol start="4"><li>c</li><li>d</li></ol>')
    assert html("1. a", "1. b", "1. c") == "<ol><li>a</li><li>b</li><li>c</li></ol>"


def test_numbers_that_begin_again_and_again_are_read_and_not_gone_through_to_the_end():
    deep = html(*["1. a"] * 600, *["2. b"] * 1200)
    assert (deep.count("a<"), deep.count("b<")) == (600, 1200)
    lines = ["1. a", "1. b", "3. c"] * 500
    assert count_calls(lambda: html(*lines * 2)) < 3 * count_calls(lambda: html(*lines))
