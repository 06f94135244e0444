"""The page of a replay in a real browser: a filter of one record opens what folds with it."""

import shutil

import pytest

from harness.reports.html import parts
from harness.reports.html.page import page
from harness.reports.html.scenario import rendered
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.results import scenario_view

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the path"),
]
SIDES = {"dataverse": "D", "hr": "H"}


@pytest.fixture
def visited(tmp_path):
    names = [f"w{number:02}" for number in range(20)]
    given = "\n".join(
        f"    {it}: {{table: cdm_worker, values: {{cdm_workernumber: {it}}}}}" for it in names
    )
    steps = "\n".join(
        f"  - edit: {{in: {side}, record: {it}, values: {{cdm_lastname: {to}-{it}}}}}"
        for side, to in SIDES.items()
        for it in names
    )
    source = f"scenario: S\ngiven:\n  records:\n{given}\nsteps:\n{steps}\n"
    done = replay(parse(f"{source}  - advance: 1h\n  - turn_on\n  - run_batch_job\n"))
    file = tmp_path / "page.html"
    file.write_text(page([rendered(scenario_view(done), "s1")]), "utf-8")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM)
        tab = browser.new_page()
        tab.goto(file.as_uri())
        yield tab
        browser.close()


def test_the_filter_of_one_record_opens_the_folds_with_it_and_closes_them_again(visited):
    lost = visited.locator(".findings .findings tr", has_text="D-w15")
    card = visited.locator(".card.alarm .fold > div", has_text="D-w15")
    other = visited.locator(".findings .findings tr", has_text="D-w14")
    assert not lost.is_visible()
    visited.get_by_label("Record").select_option("w15")
    assert lost.is_visible()
    assert card.is_visible()
    assert "lost D-w15, kept H-w15" in " ".join(lost.inner_text().split())
    assert not other.is_visible()
    visited.get_by_label("Record").select_option("")
    assert not lost.is_visible()


def test_a_fold_opens_without_a_filter(visited):
    lost = visited.locator(".findings .findings tr", has_text="D-w15")
    visited.get_by_text("17 more data losses like this").click()
    assert lost.is_visible()


LONG = """
scenario: Long
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: "<u>&"}}
    bob: {table: cdm_worker, values: {cdm_workernumber: "2"}}
steps:
"""


@pytest.fixture
def long_page(tmp_path, monkeypatch):
    """A timeline of forty edits in parts of ten rows; bob is edited in the third."""
    monkeypatch.setattr(parts, "MOST", 20)
    monkeypatch.setattr(parts, "_ROWS", 10)
    edit = "  - edit: {{in: hr, record: {}, values: {{cdm_lastname: <b>&{}}}}}\n"
    steps = "".join(edit.format("bob" if it == 25 else "ada", it) for it in range(40))
    file = tmp_path / "page.html"
    done = replay(parse(LONG + steps))
    file.write_text(page([rendered(scenario_view(done), "s1", expand=True)]), "utf-8")
    return file.as_uri()


def test_a_long_timeline_is_in_parts_that_a_link_a_search_and_a_filter_open(long_page):
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM)
        tab = browser.new_page()
        wrong = []
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.goto(long_page)
        folded = tab.locator("details.part")
        assert folded.count() == 5
        assert tab.locator("#s1step2").is_visible()
        assert tab.locator("#s1step15").count() == tab.locator("#s1step35").count() == 0
        tab.goto(f"{long_page}#s1step15")
        assert tab.locator("#s1step15").is_visible()
        find = tab.get_by_label("Find")
        find.fill("<B>&33")
        find.press("Enter")
        assert tab.locator("li.found").get_attribute("id") == "s1step34"
        assert tab.locator("li.found").is_visible()
        folded.nth(2).locator("summary").click()
        assert tab.locator("#s1step26").is_visible()
        assert tab.get_by_label("Record").locator("option").all_inner_texts() == [
            "all",
            "ada",
            "bob",
        ]
        tab.get_by_label("Record").select_option("bob")
        assert [part.is_visible() for part in folded.all()][1:] == [False, True, False, False]
        assert tab.locator("#s1step26").is_visible()
        assert not tab.locator("#s1step25").is_visible()
        tab.get_by_label("Record").select_option("")
        assert all(part.is_visible() for part in folded.all())
        assert wrong == []
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(long_page)
        assert plain.locator(".timeline li").count() > 40
        assert plain.locator("#s1step35").count() == 1
        browser.close()
