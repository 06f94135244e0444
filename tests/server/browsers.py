"""A real browser for the page: where it is, and what must hold of every visit."""

import shutil
from contextlib import contextmanager

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ADA = {"cdm_workernumber": "000123", "cdm_firstname": "Ada", "cdm_lastname": "Lovelace"}
BOB = {"cdm_workernumber": "000124", "cdm_firstname": "Bob", "cdm_lastname": "Frank"}
SERIOUS = ("serious", "critical")


def worker(values):
    return {"table": "cdm_worker", "values": values}


class Visit:
    """A page that somebody has open, and the names under which its parts are found."""

    def __init__(self, page, server):
        self.page, self.server, self.url = page, server, server.page
        self.wrong, self.elsewhere = [], []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._said)
        page.on("request", self._asked)

    def _said(self, message):
        refused = "Failed to load resource" in message.text  # 400: shown as an alert
        if message.type in ("error", "warning") and not refused:
            self.wrong.append(message.text)

    def _asked(self, request):
        if not request.url.startswith((self.url, "blob:" + self.url)):
            self.elsewhere.append(request.url)

    def arrive(self):
        """Opens the page of the integration at once."""
        self.page.goto(self.url + "#/integration")
        self.page.get_by_role("heading", name="Microsoft Dataverse integration").wait_for()
        self.page.locator("#step-of", has_text=" of ").wait_for()
        self.page.get_by_text("Missed requests: ").wait_for()
        return self

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def region(self, name):
        return self.page.get_by_role("region", name=name, exact=True)

    def dialog(self, name):
        return self.page.get_by_role("dialog", name=name, exact=True)

    @property
    def switch(self):
        return self.page.get_by_role("switch", name="Enable Dataverse integration", exact=True)

    @property
    def table(self):
        return self.page.get_by_role("combobox", name="Dataverse table", exact=True)

    @property
    def linked(self):
        return self.page.get_by_role("table", name="Linked rows", exact=True).locator("tbody tr")

    @property
    def log(self):
        return self.page.get_by_role("log", name="Timeline", exact=True)

    @property
    def alert(self):
        return self.page.get_by_role("alert")

    def row(self, side, record):
        """The row of a record in an environment."""
        named = self.page.get_by_role("rowheader", name=record, exact=True)
        return self.region(side).get_by_role("row").filter(has=named)

    def edit(self, side, record, **values):
        """Edits a record as people do: its row, the dialog, Save."""
        self.row(side, record).get_by_role("button", name="Edit", exact=True).click()
        self.fill(f"Edit {record} in {side}", values)

    def new(self, side, **values):
        self.region(side).get_by_role("button", name="New", exact=True).click()
        self.fill(f"New Worker in {side}", values)

    def fill(self, title, values):
        dialog = self.dialog(title)
        for column, value in values.items():
            field = dialog.locator(f"[name={column}]")
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        dialog.get_by_role("button", name="Save", exact=True).click()
        dialog.wait_for(state="detached")

    def advance(self, by):
        self.region("Simulated time").get_by_label("Advance by").fill(by)
        self.button("Advance").click()

    def axe(self):
        """What axe finds that is serious, as rule: elements."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return {
            each["id"]: [node["target"] for node in each["nodes"]]
            for each in found
            if each["impact"] in SERIOUS
        }

    def overflow(self):
        """How many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


@contextmanager
def visit(browser, server, **options):
    """Somebody has the page open. Afterwards: no script failed, nothing came from elsewhere."""
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    visitor = Visit(context.new_page(), server)
    try:
        yield visitor
    finally:
        context.close()
    assert visitor.wrong == []
    assert visitor.elsewhere == []
