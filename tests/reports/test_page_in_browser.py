"""The page of a replay in a real browser: a filter of one record opens what folds with it."""

import shutil

import pytest

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
