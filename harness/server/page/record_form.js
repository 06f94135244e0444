// The dialogs for a record: a field for each column that its environment has.

import { get } from "./api.js";
import { open } from "./dialogs.js";
import { $, $$, SIDES, capital, el, later, newId, options, say } from "./dom.js";
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
  return el("div", {}, el("label", { class: "field" },
    el("span", {}, column.display_name, note ? el("small", {}, ` ${note}`) : null), control, ...extra),
  el("p", { class: "wrong", id: newId(), hidden: true }));
}

/** A message with the columns and the table by the names that people read. */
function readable(message, table) {
  const words = new Map([...table.columns, table].map(({ name, display_name: shown }) => [name, shown]));
  return message.replace(/\w+/g, (word) => words.get(word) ?? word);
}

/** The columns that a line of a message speaks of: by name, by what is in the field, or as the key. */
function spokenOf(line, table, fields) {
  const said = new Set(line.match(/\w+/g));
  const named = table.columns.filter(({ name }) => said.has(name));
  if (named.length) return named;
  if (line.includes("natural key")) return table.columns.filter((column) => column.in_key);
  return table.columns.filter(({ name }) => {
    const value = $(`[name="${name}"]`, fields)?.value;
    return value && line.includes(`'${value}'`);
  });
}

/** Marks the fields that a message is about, and returns it as people read it. */
function mark(message, table, fields) {
  clean(fields);
  for (const line of message.split("\n")) {
    for (const { name } of spokenOf(line, table, fields)) {
      const control = $(`[name="${name}"]`, fields);
      const beside = control && $(".wrong", control.closest(".fields > div"));
      if (!control || !beside.hidden) continue;
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", beside.id);
      beside.hidden = false;
      say(beside, capital(readable(line, table)));
    }
  }
  $("[aria-invalid]", fields)?.focus();
  return readable(message, table);
}

function clean(fields) {
  for (const control of $$("[aria-invalid]", fields)) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
  for (const beside of $$(".wrong", fields)) beside.hidden = true;
}

/**
 * Opens a form of the columns; `save` gets those that were changed and what marks a
 * refusal in the form, and says whether it was done.
 */
function form(title, side, values, save) {
  const table = picked();
  const columns = table.columns.filter((column) => column.environments.includes(side));
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
      const button = $("button", fields);
      const changed = $$("[name]", fields).filter((control) => control.value !== control.dataset.before);
      clean(fields);
      const done = await save(Object.fromEntries(changed.map(({ name, value }) => [name, value === "" ? null : value])), button,
        { part: headOf(side), told: (message) => mark(message, table, fields) });
      if (done) dialog.close();
    });
    dialog.classList.add("form");
    $("[name]", fields).autofocus = true;
    body.append(fields);
  });
}

/** The head of an environment's records: what came of a change there is said in it. */
export const headOf = (side) => $(`[data-side="${side}"] .side-head`);

export function newRecord(side) {
  const table = picked();
  form(`New ${table.display_name} in ${SIDES[side]}`, side, {},
    (values, ...saying) => act({ create: { in: side, table: table.name, values } }, ...saying));
}

export function editRecord(side, row) {
  form(`Edit ${row.record} in ${SIDES[side]}`, side, row[side], async (values, ...saying) => {
    if (Object.keys(values).length) return act({ edit: { in: side, record: row.record, values } }, ...saying);
    calm();
    status("Nothing was changed.");
    return true;
  });
}
