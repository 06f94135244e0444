"""What an administrator does on the page, in a real browser."""

import re
import subprocess
import sys
import time

import pytest
from browsers import ADA, BOB, CHROMIUM, visit, worker

import harness

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
)
pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
from playwright.sync_api import expect  # noqa: E402  # only where it is installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the path"),
]
HR, DATAVERSE = "Human Resources", "Dataverse"
IN_SYNC = {"integration": "on", "records": {"ada": worker(ADA), "bob": worker(BOB)}}
SOON = 1_000  # milliseconds within which others see what somebody did


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def world(harness_server):
    """Makes the world what these given records and steps leave, and returns its server."""

    def made(given=IN_SYNC, steps=()):
        harness_server.reset({"given": given} if given else {})
        if steps:
            harness_server.do(*steps)
        return harness_server

    return made


@pytest.fixture
def at(browser, world):
    """Somebody at the page of a world with Ada and Bob, in sync."""
    with visit(browser, world(), viewport={"width": 1280, "height": 900}) as visitor:
        yield visitor.arrive()


def entries(visitor):
    return visitor.log.locator("[data-seq]")


def sequence(visitor):
    return [int(each.get_attribute("data-seq")) for each in entries(visitor).all()]


def edited(record, environment="hr", **values):
    return {"edit": {"in": environment, "record": record, "values": values}}


# the article


def test_the_article_from_top_to_bottom_by_its_own_words(browser, world):
    records = {"ada": {"table": "cdm_worker", "tracked": "no", "hr": {"values": ADA}}}
    with visit(browser, world({"records": records})) as at:
        page = at.page
        page.goto(at.url)
        page.get_by_role("link", name="System administration").click()
        page.get_by_role("tab", name="Links").click()
        expect(page.get_by_role("heading", name="Integrations")).to_be_visible()
        page.get_by_role("link", name="Dataverse configuration").click()
        expect(page.get_by_role("heading", name="Microsoft Dataverse integration")).to_be_visible()

        expect(at.switch).not_to_be_checked()  # by default it is turned off
        expect(page.get_by_text("aren't synced")).to_be_visible()
        at.switch.click()
        expect(at.switch).to_be_checked()
        expect(page.locator("#enable-value")).to_have_text("Yes")
        job = at.region("Dataverse integration missed request sync")
        expect(job).to_contain_text("Missed requests: 1")
        expect(at.row(DATAVERSE, "ada")).to_have_count(0)  # it waits for the next run
        job.get_by_role("button", name="Run batch job").click()
        expect(job).to_contain_text("Missed requests: 0")
        expect(at.row(DATAVERSE, "ada")).to_contain_text("Lovelace")

        expect(at.button("Administration")).to_have_attribute("aria-expanded", "true")
        at.table.select_option(label="Worker")
        expect(at.linked).to_have_count(1)
        headings = page.get_by_role("table", name="Linked rows").get_by_role("columnheader")
        expect(headings).to_have_text(
            [
                "Dataverse table",
                "Dataverse table reference",
                "Human Resources entity name",
                "Human Resources reference",
                "Deleted from Dataverse",
            ]
        )
        cells = at.linked.get_by_role("cell").all_text_contents()
        assert cells[0] == "cdm_worker"
        assert cells[2:] == ["HcmWorkerEntity", "5637144576", "No"]

        at.button("Clear tracking information").click()
        at.dialog("Clear tracking information").get_by_role("button", name="No").click()
        expect(at.linked).to_have_count(1)
        at.button("Clear tracking information").click()
        at.dialog("Clear tracking information").get_by_role("button", name="Yes").click()
        expect(at.linked).to_have_count(0)
        at.button("Sync now").click()
        expect(at.linked).to_have_count(1)

        at.switch.click()
        expect(page.locator("#enable-value")).to_have_text("No")


NAMES = {
    "button": [
        "Administration", "Clear tracking information", "Sync now", "Run batch job",
        "Cancel batch job", "Advance", "Faults are over", "Step back", "Step forward",
        "Go on from here", "Save as scenario", "Save as feature",
    ],
    "switch": ["Enable Dataverse integration"],
    "combobox": ["Dataverse table"],
    "textbox": ["Advance by"],
    "table": ["Linked rows"],
    "log": ["Timeline"],
    "heading": ["Microsoft Dataverse integration"],
    "region": [
        "Dataverse integration missed request sync", "Simulated time", "Faults",
        "Human Resources", "Findings", "History",
    ],
}  # fmt: skip


@pytest.mark.parametrize("role", NAMES)
def test_everything_is_found_by_its_name_even_by_a_part_of_it(at, role):
    for name in NAMES[role]:
        expect(at.page.get_by_role(role, name=name)).to_have_count(1)
    expect(at.region(DATAVERSE)).to_have_count(1)
    for side in (HR, DATAVERSE):
        for does in ("Edit", "Delete"):
            row = at.row(side, "ada")
            expect(row.get_by_role("button", name=does, exact=True)).to_have_count(1)
        expect(at.region(side).get_by_role("button", name="New")).to_have_count(1)


def test_only_tables_that_support_custom_fields_are_listed_by_display_name(at):
    listed = at.table.locator("option").all_text_contents()
    assert len(listed) == 65
    assert "Worker" in listed
    assert listed == sorted(listed, key=str.casefold)
    assert not [name for name in listed if name.startswith("cdm_")]


def test_the_part_administration_folds(at):
    at.button("Administration").click()
    expect(at.button("Administration")).to_have_attribute("aria-expanded", "false")
    expect(at.table).to_be_hidden()
    at.button("Administration").click()
    expect(at.table).to_be_visible()


def test_a_reload_keeps_the_table_and_what_is_folded(at):
    at.table.select_option(label="Job")
    expect(at.page.get_by_role("heading", name="Records of Job", exact=True)).to_be_visible()
    at.button("Administration").click()
    at.page.reload()
    expect(at.page.get_by_role("heading", name="Records of Job", exact=True)).to_be_visible()
    expect(at.button("Administration")).to_have_attribute("aria-expanded", "false")
    expect(at.table).to_be_hidden()
    at.button("Administration").click()
    at.page.reload()
    expect(at.table).to_be_visible()


def test_an_alert_moves_nothing_and_can_be_scrolled_past(at):
    before = at.button("Advance").bounding_box()
    at.advance("a while")
    expect(at.alert).to_be_visible()
    assert at.button("Advance").bounding_box() == before
    at.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    last, alert = at.button("Faults are over").bounding_box(), at.alert.bounding_box()
    assert last["y"] + last["height"] <= alert["y"]


# what people rehearse


def test_both_losing_edits(at):
    at.switch.click()
    expect(at.switch).not_to_be_checked()
    at.edit(HR, "ada", cdm_lastname="King")
    at.advance("1h")
    expect(at.page.locator("[data-now]").first).to_have_text("2021-08-19 10:00:00")
    at.edit(DATAVERSE, "ada", cdm_lastname="Byron")
    expect(at.row(HR, "ada")).to_contain_text("Differs: Last name")
    expect(at.row(HR, "bob")).to_contain_text("Same")
    at.edit(HR, "bob", cdm_firstname="Rob")
    at.row(DATAVERSE, "bob").get_by_role("button", name="Delete").click()
    expect(at.row(HR, "bob")).to_contain_text("Only in Human Resources")
    at.switch.click()
    at.button("Run batch job").click()
    expect(at.row(HR, "ada")).to_contain_text("Byron")
    expect(at.row(DATAVERSE, "bob")).to_contain_text("Rob")

    findings = at.region("Findings")
    loss = findings.get_by_role("listitem").filter(has_text="Data loss")
    expect(loss).to_contain_text("King")
    expect(loss).to_contain_text("R3")
    expect(findings.get_by_role("listitem").filter(has_text="Undone delete")).to_contain_text("bob")
    loss.get_by_role("button", name=re.compile("^Entry")).click()
    focused = at.log.locator("[data-seq]:focus")
    expect(focused).to_contain_text("King")
    expect(focused).to_contain_text("R3")
    loss.get_by_role("button", name="Why", exact=True).click()
    why = at.page.get_by_role("dialog", name=re.compile("ada"))
    expect(why).to_contain_text("What people lost")
    at.page.keyboard.press("Escape")
    expect(why).to_have_count(0)


def test_what_the_next_run_would_do_is_said_before_it_is_done(at):
    at.switch.click()
    expect(at.switch).not_to_be_checked()
    at.edit(HR, "ada", cdm_lastname="King")
    at.button("What would a full synchronization do?").click()
    dialog = at.dialog("What would a full synchronization do?")
    expect(dialog).to_contain_text("integration is off; missed requests that wait: 1.")
    expect(dialog).to_contain_text(
        "If integration were turned on now, and sync now of Worker ran: 1"
    )
    expect(dialog.get_by_role("listitem").filter(has_text="Worker ada")).to_contain_text("Edited")
    dialog.get_by_role("button", name="Close").click()
    at.switch.click()
    expect(at.switch).to_be_checked()
    at.button("What would the next run do?").click()
    dialog = at.dialog("What would the next run do?")
    copied = dialog.get_by_role("listitem").filter(has_text="Worker ada")
    expect(copied).to_contain_text("Edited")
    copied.get_by_text("Why", exact=True).click()
    expect(copied).to_contain_text("Its values")
    at.page.keyboard.press("Escape")
    expect(at.region("Dataverse integration missed request sync")).to_contain_text("requests: 1")


def test_clear_then_edit_then_sync_now(at):
    at.button("Clear tracking information").click()
    at.dialog("Clear tracking information").get_by_role("button", name="Yes").click()
    expect(at.linked).to_have_count(0)
    at.edit(DATAVERSE, "ada", cdm_lastname="King")
    expect(at.row(DATAVERSE, "ada")).to_contain_text("King")
    expect(at.row(HR, "ada")).to_contain_text("Lovelace")
    at.button("Sync now").click()
    expect(at.row(HR, "ada")).to_contain_text("King")
    expect(at.linked).to_have_count(2)


def test_a_fault_and_its_end(at):
    faults = at.region("Faults")
    kinds = faults.get_by_label("Kind of fault")
    assert len(kinds.locator("option").all()) >= 9
    kinds.select_option(label="Unavailable")
    faults.locator("[name=in]").select_option(label="Dataverse")
    faults.get_by_role("button", name="Ask for this fault").click()
    expect(faults.get_by_role("listitem")).to_have_count(1)
    for part in ("Integration", "Dataverse integration missed request sync"):
        expect(at.region(part)).to_contain_text("Dataverse is unavailable")
    at.edit(HR, "ada", cdm_lastname="King")
    expect(at.row(DATAVERSE, "ada")).to_contain_text("Lovelace")
    expect(at.page.get_by_text("Missed requests: 1")).to_be_visible()
    faults.get_by_role("button", name="Faults are over").click()
    expect(faults.get_by_role("listitem")).to_have_count(0)
    expect(at.region("Integration")).not_to_contain_text("unavailable")
    at.button("Run batch job").click()
    expect(at.row(DATAVERSE, "ada")).to_contain_text("King")


def test_every_kind_of_fault_has_its_keys(at):
    faults = at.region("Faults")
    kinds = faults.get_by_label("Kind of fault")
    for option in kinds.locator("option").all():
        kinds.select_option(value=option.get_attribute("value"))
        expect(faults.locator("#fault-text")).not_to_be_empty()
    kinds.select_option(label="Request fails")
    keys = [each.get_attribute("name") for each in faults.locator("#fault-keys [name]").all()]
    assert keys == ["in", "nth", "lasting", "applied", "table", "record", "change", "reason"]
    faults.get_by_label("Each from then on (lasting)").select_option(label="Yes")
    faults.get_by_label("After it was applied (applied)").select_option(label="No")
    faults.get_by_label("Which one (nth)").fill("2")
    faults.get_by_role("button", name="Ask for this fault").click()
    expect(faults.get_by_role("listitem")).to_have_count(1)
    asked = at.server.ask("GET", "/steps")["steps"][-1]["command"]["fault"]
    assert asked["nth"] == 2
    assert asked["lasting"] is True
    assert "applied" not in asked


def test_what_could_only_be_refused_says_why_instead(at):
    run, cancel = at.button("Run batch job"), at.button("Cancel batch job")
    expect(cancel).to_be_disabled()
    expect(cancel).to_have_accessible_description(re.compile("Executing.*it is Waiting"))
    expect(run).to_be_enabled()
    at.button("Set to Withhold").click()
    expect(run).to_be_disabled()
    expect(run).to_have_accessible_description(re.compile("it is Withhold"))
    run.click(force=True)
    expect(at.region("History")).to_contain_text("Step 1 of 1")
    at.button("Step back").click()
    expect(run).to_have_accessible_description(re.compile("go on from here"))
    at.button("Step forward").click()
    expect(run).to_be_disabled()
    at.button("Set to Waiting").click()
    expect(run).to_be_enabled()
    at.switch.click()
    expect(at.switch).not_to_be_checked()
    expect(run).to_be_enabled()  # while it is off, the job skips: that is of the article
    at.server.reset({})
    expect(run).to_be_disabled()
    expect(run).to_have_accessible_description(re.compile("turning on creates it"))


def test_a_stuck_run_is_cancelled_and_the_job_set_to_waiting(at):
    faults = at.region("Faults")
    faults.get_by_label("Kind of fault").select_option(label="Batch job stuck")
    faults.get_by_role("button", name="Ask for this fault").click()
    job = at.region("Dataverse integration missed request sync")
    job.get_by_role("button", name="Run batch job").click()
    expect(job).to_contain_text("Executing")
    job.get_by_role("button", name="Cancel batch job").click()
    expect(job).to_contain_text("Canceled")
    job.get_by_role("button", name="Set to Waiting").click()
    expect(job.locator("#job-status")).to_have_text("Waiting")


def test_a_refusal_is_an_alert_in_the_words_of_the_server(at):
    at.switch.click()
    expect(at.switch).not_to_be_checked()
    at.button("Sync now").click()
    expect(at.alert).to_contain_text("integration is off")
    at.button("Sync now").click()
    expect(at.alert).to_have_count(1)
    at.button("Dismiss").click()
    expect(at.alert).to_have_count(0)
    at.advance("a while")
    expect(at.alert).to_contain_text("a while")
    at.advance("1h")
    expect(at.alert).to_have_count(0)


def test_what_came_of_a_command_is_said_beside_it_and_as_a_status(at):
    job = at.region("Dataverse integration missed request sync")
    at.switch.click()
    expect(at.page.locator(".card").filter(has=at.switch)).to_contain_text("Integration off.")
    at.button("Run batch job").click()
    expect(job).to_contain_text("Run by hand skipped: integration is off.")
    at.edit(HR, "ada", cdm_lastname="King")
    expect(at.region(HR)).to_contain_text("edited in Human Resources: last name Lovelace → King.")
    expect(job).not_to_contain_text("skipped")
    at.advance("1h")
    expect(at.region("Simulated time")).to_contain_text("1h passes.")
    at.edit(DATAVERSE, "ada", cdm_lastname="Byron")
    at.row(DATAVERSE, "bob").get_by_role("button", name="Delete").click()
    expect(at.region(DATAVERSE)).to_contain_text("bob deleted in Dataverse.", ignore_case=True)
    at.edit(HR, "bob", cdm_firstname="Rob")
    at.switch.click()
    at.button("Run batch job").click()
    said = "Run starts: 4 missed requests. 2 written, 1 change lost, 1 delete undone."
    expect(job).to_contain_text(said)
    expect(at.page.get_by_role("status")).to_contain_text(said)
    job.get_by_role("button", name="See findings").click()
    expect(at.region("Findings").get_by_role("heading")).to_be_focused()


def test_a_double_click_is_one_step(at):
    at.button("Run batch job").dblclick()
    at.button("Sync now").dblclick()
    history = at.region("History")
    expect(history).to_contain_text("Step 2 of 2")
    at.switch.dblclick()
    expect(history).to_contain_text("Step 3 of 3")
    at.row(HR, "ada").get_by_role("button", name="Edit").click()
    dialog = at.dialog("Edit ada in Human Resources")
    dialog.locator("[name=cdm_lastname]").fill("King")
    dialog.get_by_role("button", name="Save").evaluate("it => { it.click(); it.click(); }")
    expect(dialog).to_have_count(0)
    at.advance("1h")
    expect(history).to_contain_text("Step 5 of 5")
    commands = [each["command"] for each in at.server.ask("GET", "/steps")["steps"]]
    assert [each if isinstance(each, str) else next(iter(each)) for each in commands] == [
        "run_batch_job", "sync_now", "turn_off", "edit", "advance",
    ]  # fmt: skip


def test_a_refused_save_leaves_the_dialog_open(at):
    at.region(HR).get_by_role("button", name="New", exact=True).click()
    dialog = at.dialog("New Worker in Human Resources")
    dialog.locator("[name=cdm_workernumber]").fill("000123")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("already exists")
    expect(dialog.locator("[name=cdm_workernumber]")).to_have_value("000123")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)


def test_a_wrong_value_is_told_at_its_field_by_its_label(at):
    at.region(HR).get_by_role("button", name="New", exact=True).click()
    dialog = at.dialog("New Worker in Human Resources")
    number = dialog.locator("[name=cdm_workernumber]")
    hired = dialog.locator("[name=cdm_originalhiredatetime]")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("a record of Worker needs Worker number")
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_have_accessible_description(re.compile("needs Worker number"))
    number.fill("000125")
    hired.fill("soon")
    dialog.get_by_role("button", name="Save").click()
    expect(hired).to_be_focused()
    expect(hired).to_have_accessible_description(re.compile("'soon' is not a date and time"))
    expect(dialog).not_to_contain_text("cdm_")
    expect(number).not_to_have_attribute("aria-invalid", "true")
    hired.fill("")
    dialog.locator("[name=cdm_managerworkerid]").fill("nobody")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("[name=cdm_managerworkerid]")).to_be_focused()
    number.fill("000123")
    dialog.locator("[name=cdm_managerworkerid]").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(number).to_have_accessible_description(re.compile("natural key is taken"))


# the history


@pytest.mark.parametrize("width", [1280, 400])
def test_one_jumps_to_a_step_by_its_words_and_reads_why_nothing_acts(browser, world, width):
    steps = [edited("ada", cdm_lastname=name) for name in ("King", "Byron", "Noel")]
    with visit(browser, world(IN_SYNC, steps), viewport={"width": width, "height": 800}) as at:
        at.arrive()
        history = at.region("History")
        select = history.get_by_role("combobox", name="Step", exact=True)
        byron = select.locator("option", has_text=re.compile("^2 .*Byron"))
        expect(byron).to_have_count(1)
        expect(select).to_have_value("3")
        select.select_option(byron.get_attribute("value"))
        expect(history).to_contain_text("Step 2 of 3")
        expect(at.row(HR, "ada")).to_contain_text("Byron")
        select.select_option(label="0 The beginning")
        expect(at.row(HR, "ada")).to_contain_text("Lovelace")
        expect(at.button("Step back")).to_be_disabled()
        at.page.locator("#over").scroll_into_view_if_needed()
        for shown in (select, at.page.locator("#looking")):
            expect(shown).to_be_in_viewport()
        expect(at.page.locator("#looking")).to_contain_text("nothing can be changed")
        assert at.page.locator(".steps-bar").bounding_box()["height"] < 300
        assert at.overflow() <= 0
        select.select_option("3")
        expect(at.button("Run batch job")).to_be_enabled()


def test_a_saved_rehearsal_is_opened_again(at, tmp_path):
    at.edit(HR, "ada", cdm_lastname="King")
    at.edit(HR, "ada", cdm_lastname="Byron")
    at.button("Step back").click()
    expect(at.region("History")).to_contain_text("Step 1 of 2")
    at.page.get_by_label("Title", exact=True).fill("Ada marries")
    with at.page.expect_download() as downloading:
        at.button("Save as scenario").click()
    expect(at.page.locator("#saved")).to_contain_text("Saved as ada-marries.yaml, with all 2 steps")
    file = tmp_path / downloading.value.suggested_filename
    assert file.name == "ada-marries.yaml"
    downloading.value.save_as(file)
    assert harness.load(file).title == "Ada marries"
    at.server.reset({})
    expect(at.region("History")).to_contain_text("Step 0 of 0")
    chooser = at.page.get_by_label("Open a scenario", exact=True)
    chooser.set_input_files(file)
    expect(at.row(DATAVERSE, "ada")).to_contain_text("Byron")
    expect(at.region("History")).to_contain_text("Step 2 of 2")
    expect(at.page.get_by_label("Title", exact=True)).to_have_value("Ada marries")

    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("scenario: wrong\nsteps:\n- turn_onn\n", encoding="utf-8")
    chooser.set_input_files(wrong)
    dialog = at.dialog("Open another scenario")
    expect(dialog).to_contain_text("2 steps are gone")
    dialog.get_by_role("button", name="Yes").click()
    expect(dialog.get_by_role("alert")).to_contain_text("scenario 3: no step 'turn_onn'")
    dialog.get_by_role("button", name="No").click()
    expect(at.region("History")).to_contain_text("Step 2 of 2")


def test_step_back_only_looks_and_go_on_from_here_rewinds(at):
    at.edit(HR, "ada", cdm_lastname="King")
    at.edit(HR, "ada", cdm_lastname="Byron")
    history = at.region("History")
    expect(history).to_contain_text("Step 2 of 2")
    expect(at.button("Step forward")).to_be_disabled()
    expect(at.button("Go on from here")).to_be_disabled()
    at.button("Step back").click()
    expect(history).to_contain_text("Step 1 of 2")
    expect(at.row(DATAVERSE, "ada")).to_contain_text("King")
    for name in ("Run batch job", "Sync now", "Clear tracking information", "Advance"):
        expect(at.button(name)).to_be_disabled()
        expect(at.button(name)).to_have_accessible_description(re.compile("go on from here"))
    expect(at.switch).to_be_disabled()
    expect(at.row(HR, "ada").get_by_role("button", name="Edit")).to_be_disabled()
    assert at.server.ask("GET", "/overview")["steps"] == 2
    at.button("Step back").click()
    expect(at.row(DATAVERSE, "ada")).to_contain_text("Lovelace")
    expect(at.button("Step back")).to_be_disabled()
    at.button("Step forward").click()
    at.button("Step forward").click()
    expect(at.row(DATAVERSE, "ada")).to_contain_text("Byron")
    expect(at.button("Run batch job")).to_be_enabled()

    at.button("Step back").click()
    expect(history).to_contain_text("Step 1 of 2")
    at.button("Go on from here").click()
    dialog = at.dialog("Go on from here")
    expect(dialog).to_contain_text("1 step")
    dialog.get_by_role("button", name="No").click()
    expect(history).to_contain_text("Step 1 of 2")
    at.button("Go on from here").click()
    dialog.get_by_role("button", name="Yes").click()
    expect(history).to_contain_text("Step 1 of 1")
    expect(at.row(HR, "ada")).to_contain_text("King")
    at.edit(HR, "ada", cdm_lastname="Noel")
    expect(history).to_contain_text("Step 2 of 2")
    expect(at.row(DATAVERSE, "ada")).to_contain_text("Noel")
    numbers = sequence(at)
    assert numbers == list(range(1, len(numbers) + 1))


def test_while_one_looks_back_the_timeline_and_the_grid_are_as_they_were(at):
    before = len(sequence(at))
    at.edit(HR, "ada", cdm_lastname="King")
    at.button("Clear tracking information").click()
    at.dialog("Clear tracking information").get_by_role("button", name="Yes").click()
    expect(at.linked).to_have_count(0)
    at.button("Step back").click()
    expect(at.linked).to_have_count(2)
    at.button("Step back").click()
    expect(entries(at)).to_have_count(before)


def test_what_is_saved_as_a_feature_is_checked_and_run(at, tmp_path):
    at.switch.click()
    expect(at.switch).not_to_be_checked()
    at.edit(HR, "ada", cdm_lastname="King")
    at.switch.click()
    at.button("Run batch job").click()
    expect(at.row(DATAVERSE, "ada")).to_contain_text("King")
    with at.page.expect_download() as downloading:
        at.button("Save as feature").click()
    file = tmp_path / downloading.value.suggested_filename
    assert file.suffix == ".feature"
    downloading.value.save_as(file)
    for command in (["harness", "check"], ["pytest", "-p", "no:cacheprovider"]):
        ran = subprocess.run(
            [sys.executable, "-m", *command, str(file)], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_is_saved_as_a_scenario_replays_to_the_same_fingerprint(at, tmp_path):
    at.edit(HR, "ada", cdm_lastname="King")
    at.new(DATAVERSE, cdm_workernumber="000125", cdm_lastname="Noel", cdm_gender="754400001")
    expect(at.row(HR, "000125")).to_contain_text("Female")
    with at.page.expect_download() as downloading:
        at.button("Save as scenario").click()
    file = tmp_path / downloading.value.suggested_filename
    assert file.suffix == ".yaml"
    downloading.value.save_as(file)
    replayed = harness.replay(harness.load(file))
    assert replayed.fingerprint == at.server.ask("GET", "/state")["fingerprint"]


def test_a_finding_of_long_ago_leads_to_its_entry(browser, world):
    steps = [
        "turn_off",
        edited("ada", cdm_lastname="King"),
        edited("ada", "dataverse", cdm_lastname="Byron"),
        "turn_on",
        "run_batch_job",
        {"import": {"in": "hr", "table": "cdm_worker", "generate": "200"}},
    ]
    with visit(browser, world(IN_SYNC, steps)) as at:
        at.arrive()
        expect(entries(at)).to_have_count(300)
        at.region("Findings").get_by_role("button", name=re.compile("^Entry")).click()
        expect(at.log.locator("[data-seq]:focus")).to_contain_text("LOST")
        at.edit(HR, "ada", cdm_firstname="Augusta")
        expect(at.log).not_to_contain_text("Augusta")
        at.button("Back to the newest entries").click()
        expect(at.log).to_contain_text("Augusta")
        at.button("Show earlier entries").click()
        expect(at.log).to_contain_text("LOST")
        numbers = sequence(at)
        assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_the_timeline_says_how_many_entries_came_that_are_not_in_view(at):
    for number in range(8):
        at.server.do(edited("ada", cdm_lastname=f"King {number}"))
    last = entries(at).last
    expect(last).to_contain_text("King 7")
    last.locator("summary").click()
    at.server.do(edited("ada", cdm_lastname="Noel"))  # it follows though a rule was opened
    expect(entries(at).last).to_contain_text("Noel")
    expect(entries(at).last).to_be_in_viewport()
    expect(at.page.locator("#newer")).to_be_hidden()
    at.log.evaluate("it => { it.scrollTop = 0 }")
    at.page.wait_for_timeout(100)
    at.server.do(edited("ada", cdm_lastname="Byron"))
    at.button("2 newer entries").click()
    expect(entries(at).last).to_be_in_viewport()
    expect(at.page.locator("#newer")).to_be_hidden()


def test_a_rule_says_what_the_documentation_says_of_it(at):
    at.switch.click()
    expect(entries(at).last).to_contain_text("S2")
    entries(at).last.locator("summary").click()
    for words in (
        "Documentation: D(A): the article says it",
        "Our decision: Each change is",
        "Source: the article's",
    ):
        expect(entries(at).last).to_contain_text(words)
    at.switch.click()
    expect(entries(at).last).to_contain_text("S3 documented")


# records


def test_an_edit_sends_only_what_was_changed_and_empties_what_was_emptied(at):
    at.edit(HR, "ada", cdm_firstname="", cdm_birthdate="1915-12-10")
    expect(at.row(DATAVERSE, "ada")).to_contain_text("1915-12-10")
    expect(at.row(DATAVERSE, "ada")).not_to_contain_text("Ada")
    command = at.server.ask("GET", "/steps")["steps"][-1]["command"]
    assert command["edit"]["values"] == {"cdm_firstname": None, "cdm_birthdate": "1915-12-10"}


def test_a_lookup_offers_the_records_of_its_table(at):
    at.row(HR, "bob").get_by_role("button", name="Edit").click()
    dialog = at.dialog("Edit bob in Human Resources")
    field = dialog.locator("[name=cdm_managerworkerid]")
    field.focus()
    offered = dialog.locator("datalist option[value=ada]")
    expect(offered).to_be_attached()
    field.fill("ada")
    dialog.get_by_role("button", name="Save").click()
    manager = at.row(DATAVERSE, "bob").locator("[data-column=cdm_managerworkerid]")
    expect(manager).to_have_text("ada")


def test_the_rows_come_in_pages_and_are_searched(browser, world):
    steps = ["turn_off", {"import": {"in": "hr", "table": "cdm_worker", "generate": "120"}}]
    with visit(browser, world(IN_SYNC, steps)) as at:
        at.arrive()
        records = at.page.locator("#records")
        rows = at.region(HR).locator("tbody tr")
        expect(rows).to_have_count(50)
        expect(records).to_contain_text("1–50 of 122")
        at.button("Next page of records").click()
        at.button("Next page of records").click()
        expect(rows).to_have_count(22)
        expect(at.button("Next page of records")).to_be_disabled()
        at.page.get_by_label("Only records that differ").check()
        expect(records).to_contain_text("1–50 of 120")
        at.page.get_by_label("Only records that differ").uncheck()
        at.page.get_by_label("Search records").fill("Lovelace")
        expect(at.row(HR, "ada")).to_be_visible()
        expect(at.row(HR, "bob")).to_have_count(0)


def test_the_rows_of_a_record_stand_side_by_side(at):
    at.server.do(
        "turn_off",
        edited("ada", "dataverse", cdm_lastname=None),
        {"delete": {"in": "dataverse", "record": "ada"}},
        edited("bob", "dataverse", cdm_lastname=None),
    )
    page = at.page
    rows = {side: at.region(side).locator("tbody tr") for side in (HR, DATAVERSE)}
    expect(rows[DATAVERSE].first).to_have_text(re.compile("^ada.*not in Dataverse$"))
    expect(at.row(DATAVERSE, "bob").locator("[data-column=cdm_lastname]")).to_have_text("empty")
    for place in (0, 1):
        hr, dataverse = (rows[side].nth(place).bounding_box() for side in (HR, DATAVERSE))
        assert (hr["y"], hr["height"]) == (dataverse["y"], dataverse["height"])
    headings = at.region(HR).get_by_role("columnheader").all_text_contents()
    assert headings == ["Record", "Compared", "Worker number", "First name", "Last name"]
    buttons = at.row(HR, "ada").get_by_role("button").all()
    assert len({each.bounding_box()["y"] for each in buttons}) == 1
    cells = at.linked.filter(has_text="5637144577").get_by_role("cell").all_text_contents()
    expect(at.row(HR, "bob")).to_contain_text(cells[3])
    expect(at.row(DATAVERSE, "bob")).to_contain_text(cells[1])
    page.set_viewport_size({"width": 400, "height": 800})
    expect(rows[DATAVERSE].first).to_be_hidden()
    assert at.overflow() <= 0


STRANGE = {
    "cdm_workernumber": "000126",
    "cdm_firstname": "<img src=x onerror=\"document.title='owned'\">",
    "cdm_lastname": "\u202eabc\u200f</td><script>document.title='owned'</script>",
    "cdm_description": "Long words " * 90,
}


def test_strange_values_are_text(browser, world):
    both = {name: value for name, value in STRANGE.items() if name != "cdm_description"}
    records = {"ada": worker(ADA), "mallory": worker(both)}
    with visit(browser, world({"integration": "on", "records": records})) as at:
        at.arrive()
        at.edit(DATAVERSE, "mallory", cdm_description=STRANGE["cdm_description"])
        for side in (HR, DATAVERSE):
            expect(at.row(side, "mallory")).to_contain_text(both["cdm_firstname"])
        at.edit(HR, "mallory", cdm_firstname="<b>bold</b>")
        expect(at.log).to_contain_text("<b>bold</b>")
        at.row(HR, "mallory").get_by_role("button", name="Why").click()
        expect(at.page.get_by_role("dialog")).to_contain_text("<b>bold</b>")
        assert at.page.locator("main img, main b, main script, dialog b, dialog img").count() == 0
        assert "owned" not in at.page.title()
        assert at.overflow() <= 0


# with others


def test_what_others_do_shows_within_a_second_and_once(browser, world):
    server = world()
    with visit(browser, server) as one, visit(browser, server) as other:
        one.arrive()
        other.arrive()
        before = len(sequence(other))
        one.edit(HR, "ada", cdm_lastname="King")
        expect(other.row(DATAVERSE, "ada")).to_contain_text("King", timeout=SOON)
        expect(entries(other)).to_have_count(len(sequence(one)), timeout=SOON)
        assert len(sequence(other)) > before
        assert len(set(sequence(other))) == len(sequence(other))
        one.server.do("turn_off")
        for each in (one, other):
            expect(each.switch).not_to_be_checked(timeout=SOON)
        one.button("Step back").click()
        one.button("Step back").click()
        expect(other.region("History")).to_contain_text("Step 2 of 2")
        one.button("Go on from here").click()
        one.dialog("Go on from here").get_by_role("button", name="Yes").click()
        expect(other.region("History")).to_contain_text("Step 0 of 0", timeout=SOON)
        expect(other.row(DATAVERSE, "ada")).to_contain_text("Lovelace", timeout=SOON)
        expect(entries(other)).to_have_count(before, timeout=SOON)
        told = "Steps 1 to 2 were taken back by somebody else."
        expect(other.page.get_by_text(told)).to_be_visible()
        expect(one.page.get_by_text(told)).to_have_count(0)


def test_a_step_that_one_looks_at_may_be_taken_back_by_others(at):
    for name in ("King", "Byron", "Noel"):
        at.server.do(edited("ada", cdm_lastname=name))
    expect(at.region("History")).to_contain_text("Step 3 of 3")
    at.button("Step back").click()
    expect(at.region("History")).to_contain_text("Step 2 of 3")
    expect(at.row(HR, "ada")).to_contain_text("Byron")
    at.server.ask("POST", "/rewind", {"to": 1})
    expect(at.region("History")).to_contain_text("Step 1 of 1")
    expect(at.row(HR, "ada")).to_contain_text("King")
    expect(at.button("Run batch job")).to_be_enabled()
    expect(at.alert).to_have_count(0)


def test_the_page_comes_back_with_the_server(browser):
    with harness.serve() as server:
        port = int(server.page.rstrip("/").rsplit(":", 1)[1])
        with visit(browser, server) as at:
            at.arrive()
            server.do("turn_on")
            expect(at.switch).to_be_checked(timeout=SOON)
            server.close()
            expect(at.alert).to_contain_text("The server does not answer")
            at.button("Run batch job").click()
            expect(at.alert).to_contain_text("The server does not answer")
            with harness.serve(port=port) as other:
                expect(at.switch).not_to_be_checked()
                expect(at.alert).to_have_count(0)
                expect(at.page.get_by_text("this is a new world")).to_be_visible()
                other.do("turn_on")
                expect(at.switch).to_be_checked(timeout=SOON)


def test_the_focus_stays_while_others_work(at):
    edit = at.row(HR, "bob").get_by_role("button", name="Edit")
    edit.focus()
    at.server.do(edited("bob", cdm_lastname="X"))
    expect(at.row(DATAVERSE, "bob")).to_contain_text("X")
    expect(edit).to_be_focused()
    at.page.get_by_label("Advance by").fill("3h")
    at.server.do(edited("bob", cdm_lastname="Y"))
    expect(at.row(DATAVERSE, "bob")).to_contain_text("Y")
    expect(at.page.get_by_label("Advance by")).to_be_focused()
    expect(at.page.get_by_label("Advance by")).to_have_value("3h")
    at.row(HR, "ada").get_by_role("button", name="Delete").focus()
    at.page.keyboard.press("Enter")
    at.page.keyboard.press("Enter")
    expect(at.row(HR, "ada")).to_have_count(0)
    expect(at.region(HR).get_by_role("heading", name=HR)).to_be_focused()
    at.page.keyboard.press("Enter")
    expect(at.region(HR)).to_contain_text("deleted in Human Resources")
    expect(at.row(HR, "bob")).to_be_visible()


# for everybody


def press_to(page, target, most=150):
    """Presses Tab until the target has the focus."""
    for _ in range(most):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {target}")


def test_with_the_keyboard_alone(browser, world):
    with visit(browser, world()) as at:
        page, keyboard = at.page, at.page.keyboard
        page.goto(at.url)
        press_to(page, page.get_by_role("tab", name="Links"))
        keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name="About this rehearsal")).to_be_focused()
        keyboard.press("ArrowLeft")
        press_to(page, page.get_by_role("link", name="Dataverse configuration"))
        keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Microsoft Dataverse integration")).to_be_focused()
        press_to(page, at.switch)
        keyboard.press("Space")
        expect(at.switch).not_to_be_checked()
        expect(at.switch).to_be_focused()
        edit = at.row(HR, "ada").get_by_role("button", name="Edit")
        press_to(page, edit)
        keyboard.press("Enter")
        dialog = at.dialog("Edit ada in Human Resources")
        expect(dialog.locator("[name=cdm_workernumber]")).to_be_focused()
        press_to(page, dialog.locator("[name=cdm_lastname]"))
        keyboard.type("King")
        keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        expect(edit).to_be_focused()
        expect(at.row(HR, "ada")).to_contain_text("King")
        keyboard.press("Enter")
        keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        page.get_by_role("link", name="System administration").focus()
        press_to(page, at.switch)
        keyboard.press("Enter")
        expect(at.switch).to_be_checked()
        press_to(page, at.button("Run batch job"))
        keyboard.press("Enter")
        expect(at.row(DATAVERSE, "ada")).to_contain_text("King")
        press_to(page, at.table)
        keyboard.type("Job")
        expect(page.get_by_role("heading", name=re.compile("^Records of Job"))).to_be_visible()
        expect(at.table).to_be_focused()
        press_to(page, at.button("Clear tracking information"))
        keyboard.press("Enter")
        yes = at.dialog("Clear tracking information").get_by_role("button", name="Yes")
        expect(yes).to_be_focused()
        keyboard.press("Escape")
        expect(at.button("Clear tracking information")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_axe_finds_nothing_serious_and_nothing_overflows(browser, world, width, scheme):
    steps = [
        "turn_off",
        edited("ada", cdm_lastname="King"),
        edited("ada", "dataverse", cdm_lastname="Byron"),
        "turn_on",
        "run_batch_job",
        {"fault": {"kind": "unavailable", "in": "dataverse"}},
        edited("bob", cdm_lastname="Noel"),
    ]
    size = {"width": width, "height": 800}
    with visit(browser, world(IN_SYNC, steps), viewport=size, color_scheme=scheme) as at:
        at.page.goto(at.url)
        assert at.axe() == {}
        assert at.overflow() <= 0
        at.arrive()
        at.advance("a while")
        expect(at.alert).to_be_visible()
        assert at.axe() == {}
        assert at.overflow() <= 0
        light = at.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", light)[:3])) < 200) == (scheme == "dark")
        at.row(HR, "bob").get_by_role("button", name="Edit").click()
        dialog = at.dialog("Edit bob in Human Resources")
        assert at.axe() == {}
        box = dialog.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        at.page.keyboard.press("Escape")
        for opener in (
            at.button("What would the next run do?"),
            at.region("Findings").get_by_role("button", name="Why", exact=True).first,
        ):
            opener.click()
            at.page.get_by_role("dialog").wait_for()
            assert at.axe() == {}
            at.page.keyboard.press("Escape")
        at.button("Step back").click()
        expect(at.button("Run batch job")).to_be_disabled()
        assert at.axe() == {}
        assert at.overflow() <= 0


def test_nothing_but_the_page_itself_may_run_in_it(at):
    answer = at.page.request.get(at.url)
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", answer.text())


def test_ten_thousand_workers_open_quickly_and_stay_light(browser, world):
    steps = [{"import": {"in": "hr", "table": "cdm_worker", "generate": "10000"}}]
    with visit(browser, world({}, steps)) as at:
        began = time.perf_counter()
        at.arrive()
        expect(at.region(HR).locator("tbody tr")).to_have_count(50)
        opened = time.perf_counter() - began
        assert at.page.evaluate("document.querySelectorAll('*').length") < 10_000
        began = time.perf_counter()
        at.button("Administration").click()
        expect(at.button("Administration")).to_have_attribute("aria-expanded", "false")
        answered = time.perf_counter() - began
        began = time.perf_counter()
        at.button("Next page of records").click()
        expect(at.page.locator("#records")).to_contain_text("51–100 of 10,000")
        turned = time.perf_counter() - began
        print(f"open {opened:.2f} s, click {answered * 1000:.0f} ms, page {turned * 1000:.0f} ms")
        assert opened < 8
        assert answered < 2
