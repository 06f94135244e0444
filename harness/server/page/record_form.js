// The dialogs for a record: a field for each column that its environment has.

import { get } from "./api.js";
import { open } from "./dialogs.js";
import { $, $$, SIDES, el, later, newId, options } from "./dom.js";
import { calm, status } from "./messages.js";
import { act, picked } from "./state.js";

const LONG = 200; // characters from which a field has several lines

/** The choices of a column in an environment, as values and words; null where any value may be. */
function choices(column, side) {
  if (column.type === "Yes/No") return [["yes", "Yes"], ["no", "No"]];
  const found = column.choices?.[side];
  if (!found?.length) return null;
  return side === "hr" ? found.map((name) => [name, name]) : found.map(({ number, label }) => [String(number), `${label} (${number})`]);
}

function lookup(control, target) {
  const found = el("datalist", { id: newId() });
  control.setAttribute("list", found.id);
  const ask = async () => {
    try {
      const { names } = await get("names", { table: target, search: control.value, limit: 50 });
      options(found, names.map((name) => [name, name]));
    } catch { /* without suggestions the name is typed */ }
  };
  control.addEventListener("focus", ask);
  control.addEventListener("input", later(ask, 150));
  return found;
}

const written = (value) => (typeof value === "boolean" ? (value ? "yes" : "no") : String(value ?? ""));

function field(column, side, value) {
  const now = written(value);
  const found = choices(column, side);
  const given = { name: column.name, autocomplete: "off" };
  const extra = [];
  let control;
  if (found) {
    control = el("select", given);
    const others = now && !found.some(([each]) => each === now) ? [[now, now]] : [];
    options(control, [["", ""], ...found, ...others]);
  } else if (column.type === "Date") {
    control = el("input", { ...given, type: "date" });
  } else if (now.length > LONG || /[\r\n]/.test(now)) {
    control = el("textarea", { ...given, rows: 4 });
  } else {
    const mode = { Integer: "numeric", Decimal: "decimal", Currency: "decimal" }[column.type];
    control = el("input", { ...given, inputmode: mode, placeholder: column.example && column.type !== "Text" ? `e.g. ${column.example}` : null });
    if (column.target) extra.push(lookup(control, column.target));
  }
  control.value = now;
  control.dataset.before = control.value;
  const note = column.in_key ? "key" : column.one_way ? "from Human Resources only" : "";
  return el("label", { class: "field" },
    el("span", {}, column.display_name, note ? el("small", {}, ` ${note}`) : null), control, ...extra);
}

/** Opens a form of the columns; `save` gets those that were changed, and says whether it was done. */
function form(title, side, values, save) {
  const columns = picked().columns.filter((column) => column.environments.includes(side));
  const first = (column) => (column.in_key ? 0 : values[column.name] !== undefined || column.required ? 1 : 2);
  const ordered = [0, 1, 2].flatMap((rank) => columns.filter((column) => first(column) === rank));
  open(title, (body, dialog) => {
    const fields = el("form", { method: "dialog" },
      el("div", { class: "alerts" }),
      el("div", { class: "fields" }, ...ordered.map((column) => field(column, side, values[column.name]))),
      el("div", { class: "buttons" }, el("button", { class: "primary" }, "Save"),
        el("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
    fields.addEventListener("submit", async (event) => {
      event.preventDefault();
      const changed = $$("[name]", fields).filter((control) => control.value !== control.dataset.before);
      const done = await save(Object.fromEntries(changed.map(({ name, value }) => [name, value === "" ? null : value])));
      if (done) dialog.close();
    });
    dialog.classList.add("form");
    $("[name]", fields).autofocus = true;
    body.append(fields);
  });
}

export function newRecord(side) {
  const table = picked();
  form(`New ${table.display_name} in ${SIDES[side]}`, side, {},
    (values) => act({ create: { in: side, table: table.name, values } }));
}

export function editRecord(side, row) {
  form(`Edit ${row.record} in ${SIDES[side]}`, side, row[side], async (values) => {
    if (Object.keys(values).length) return act({ edit: { in: side, record: row.record, values } });
    calm();
    status("Nothing was changed.");
    return true;
  });
}
