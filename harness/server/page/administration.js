// The switch, and the FastTab Administration: how rows are linked, and what can be done about it.

import { asks } from "./dialogs.js";
import { $, el, keyed, options, say } from "./dom.js";
import { pager } from "./pager.js";
import { act, onChange, pick, picked, rows, state, turn } from "./state.js";

const COLUMNS = [
  "dataverse_table", "dataverse_reference", "human_resources_entity_name", "human_resources_reference",
  "deleted_from_dataverse",
];
const HINTS = {
  on: "Changes in Human Resources reach Dataverse, and changes in Dataverse reach Human Resources. What was " +
    "changed while it was off is synced the next time the batch job runs.",
  off: "Users can make changes in Human Resources or Dataverse, but those changes aren't synced. Don't edit the " +
    "same record in both: when you turn it on again, the last edit is synced and the other can be lost.",
};

function theSwitch() {
  const enable = $("#enable");
  const show = ({ overview }) => {
    enable.checked = overview.integration === "on";
    say($("#enable-value"), enable.checked ? "Yes" : "No");
    say($("#enable-hint"), HINTS[overview.integration]);
  };
  enable.addEventListener("change", async () => {
    await act(enable.checked ? "turn_on" : "turn_off", enable);
    show(state); // it is what the server says, also where it says nothing
  });
  enable.addEventListener("keydown", (event) => {
    if (event.key === "Enter") enable.click();
  });
  onChange(show);
}

function theTable() {
  const select = $("#table");
  select.addEventListener("change", () => pick(select.value));
  onChange(({ tables, table }) => {
    const found = tables.filter((each) => each.in_grid);
    found.sort((one, other) => one.display_name.localeCompare(other.display_name, "en"));
    options(select, found.map((each) => [each.name, each.display_name]));
    select.value = table;
  });
}

function linkedRows() {
  const body = $("#grid tbody");
  const showPage = pager($("#grid-pager"), "linked rows", rows, (offset) => turn("grid", { offset }));
  onChange(({ grid }) => {
    keyed(body, grid.answer.rows, (row) => `${row.dataverse_reference} ${row.human_resources_reference}`,
      () => el("tr", {}, ...COLUMNS.map(() => el("td", {}, el("bdi")))),
      (tr, row) => COLUMNS.forEach((column, place) => say(tr.children[place].firstChild, shown(row[column]))));
    showPage(grid.offset, grid.answer.total);
    const none = grid.answer.total === 0;
    $("#grid-empty").hidden = !none;
    say($("#grid-empty"), none ? `No row of ${picked().display_name} is linked.` : "");
  });
}

const shown = (value) => (typeof value === "boolean" ? (value ? "Yes" : "No") : String(value ?? ""));

export function administration() {
  theSwitch();
  theTable();
  linkedRows();
  const fold = $("#administration");
  const show = (open) => {
    fold.setAttribute("aria-expanded", String(open));
    $("#administration-body").hidden = !open;
  };
  show(sessionStorage.getItem("folded") !== "yes"); // as it was before a reload
  fold.addEventListener("click", () => {
    const open = fold.getAttribute("aria-expanded") !== "true";
    sessionStorage.setItem("folded", open ? "no" : "yes");
    show(open);
  });
  $("#sync-now").addEventListener("click", ({ currentTarget }) => act({ sync_now: state.table }, currentTarget));
  const dialog = $("#clear-dialog");
  let table = "";
  asks(dialog, () => act({ clear_tracking: table }, $("#clear")));
  $("#clear").addEventListener("click", () => {
    table = state.table;
    say($("#clear-text"), "This removes the association of every Human Resources record and Dataverse row of " +
      `${picked().display_name}. No record changes. Afterwards, what is changed or deleted in Dataverse isn't ` +
      "synced until you select Sync now, or change the record in Human Resources. Clear it?");
    dialog.showModal();
  });
}
