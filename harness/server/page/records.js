// The records of the table picked, in both environments side by side; what differs is marked.

import { $, $$, SIDES, el, keyed, later, number, say } from "./dom.js";
import { pager } from "./pager.js";
import { editRecord, headOf, newRecord } from "./record_form.js";
import { act, onChange, picked, rows, state, turn } from "./state.js";
import { why } from "./why.js";

const REFERENCES = { hr: "RecId", dataverse: "Row" }; // as the linked rows have them

/** The value as people read it; a choice of Dataverse with its label. */
function readable(value, column, side) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  const choice = side === "dataverse" && column.choices.dataverse?.find((each) => each.number === value);
  return choice ? `${choice.label} (${value})` : String(value);
}

/** What is to be said of a record beside its values: whether it differs, and what has not travelled. */
function compared(row, side) {
  const other = side === "hr" ? "dataverse" : "hr";
  const names = row.differs.map((name) => picked().columns.find((column) => column.name === name)?.display_name ?? name);
  const words = [];
  if (row[other] === null) words.push(["only", `Only in ${SIDES[side]}`]);
  else words.push(names.length ? ["differs", `Differs: ${names.join(", ")}`] : ["same", "Same"]);
  for (const missed of row.missed) {
    const [where, ...change] = missed.split(" ");
    words.push(["missed", `Missed: ${change.join(" ")} ${where === side ? "here" : `in ${SIDES[where] ?? where}`}`]);
  }
  return words;
}

/** The columns to show, in their order: the natural key's, and those that differ or hold something here. */
function columnsOf(found, side) {
  const { columns } = picked();
  const there = columns.filter((column) => column.environments.includes(side));
  const filled = (column) => found.some((row) =>
    [row.hr, row.dataverse].some((values) => values && values[column.name] !== undefined && values[column.name] !== null));
  const differing = new Set(found.flatMap((row) => row.differs));
  const rank = (column) => (column.in_key ? 0 : differing.has(column.name) || filled(column) ? 1 : 2);
  return [0, 1].flatMap((wanted) => there.filter((column) => rank(column) === wanted));
}

function buttons(record, side, header) {
  const row = () => state.records.answer.rows.find((each) => each.record === record);
  const button = (does, click, acts = true) => el("button",
    { type: "button", class: "quiet", "data-does": does, "data-acts": acts, "aria-describedby": header, onclick: click }, does);
  return el("td", { class: "does" }, el("div", { class: "row-buttons" },
    button("Edit", () => editRecord(side, row())),
    button("Delete", ({ currentTarget }) => act({ delete: { in: side, record } }, currentTarget, { part: headOf(side) })),
    button("Why", () => why(record), false)), el("small", { class: "reference" }), el("div", { class: "compared" }));
}

function makeRow(side) {
  return (row) => {
    if (row[side] === null) { // its place, beside the record of the other environment
      return el("tr", { class: "missing" }, el("td", {}, el("bdi", {}, row.record)), el("td", {}, `not in ${SIDES[side]}`));
    }
    const id = `record-${side}-${row.record.replace(/\s/g, "_")}`;
    return el("tr", {}, el("th", { scope: "row", id }, el("bdi", {}, row.record)), buttons(row.record, side, id));
  };
}

function updateRow(side, columns) {
  return (tr, row) => {
    if (row[side] === null) {
      tr.lastElementChild.colSpan = columns.length + 1;
      return;
    }
    const reference = $(".reference", tr);
    say(reference, `${REFERENCES[side]} ${row[`${side}_reference`]}`);
    reference.title = reference.textContent;
    keyed($(".compared", tr), compared(row, side), ([, words]) => words, ([kind, words]) => el("span", { class: kind }, words));
    const cells = new Map($$("[data-column]", tr).map((cell) => [cell.dataset.column, cell]));
    for (const column of columns) {
      const cell = cells.get(column.name) ?? el("td", { "data-column": column.name, "data-label": column.display_name }, el("bdi"));
      cells.delete(column.name);
      tr.append(cell);
      const differs = row.differs.includes(column.name);
      say(cell.firstChild, readable(row[side][column.name], column, side) || (differs ? "empty" : ""));
      cell.classList.toggle("differs", differs);
    }
    for (const cell of cells.values()) cell.remove();
  };
}

const heading = (column) => (column.name
  ? el("th", { scope: "col", title: column.name }, column.display_name)
  : el("th", { scope: "col", class: column === "Compared" ? "does" : null }, column));

function render({ records }) {
  const { answer } = records;
  for (const section of $$("#records [data-side]")) {
    const { side } = section.dataset;
    const there = answer.rows.filter((row) => row[side] !== null);
    const columns = columnsOf(answer.rows, side);
    keyed($("thead tr", section), ["Record", "Compared", ...columns], (column) => column.name ?? column, heading);
    keyed($("tbody", section), answer.rows, (row) => `${row[side] === null ? "no " : ""}${row.record}`, makeRow(side), updateRow(side, columns));
    const empty = $(".empty", section);
    empty.hidden = there.length > 0;
    $(".scroll", section).hidden = there.length === 0;
    say(empty, answer.rows.length ? "None of these records is here." : nothing(answer));
  }
  align();
  say($("#records-title"), `Records of ${picked().display_name}`);
}

/** Makes the rows of a record as high as each other where the environments are side by side. */
function align() {
  const bodies = $$("#records tbody");
  const every = bodies.flatMap((body) => [...body.rows]);
  for (const row of every) row.style.height = "";
  const [one, other] = bodies.map((body) => [...body.rows]);
  if (bodies.some((body) => !body.offsetParent) || bodies[0].getBoundingClientRect().top !== bodies[1].getBoundingClientRect().top) return;
  const heights = one.map((row, place) => Math.max(row.offsetHeight, other[place].offsetHeight));
  every.forEach((row, place) => {
    row.style.height = `${heights[place % heights.length]}px`;
  });
}

/** Has both environments show the same rows of what is higher than its place. */
function together() {
  const scrolled = $$("#records .scroll");
  scrolled.forEach((each, place) => each.addEventListener("scroll", () => {
    scrolled[1 - place].scrollTop = each.scrollTop;
  }));
}

function nothing(answer) {
  if (answer.total === 0) return `There is no ${picked().display_name} yet.`;
  return state.records.differing ? "No record differs." : "No record is found.";
}

export function records() {
  const { records: asked } = state;
  const showPage = pager($("#records-pager"), "records", rows, (offset) => turn("records", { offset }));
  const ask = () => turn("records", { offset: 0, search: $("#search").value, differing: $("#differing").checked });
  $("#search").addEventListener("input", later(ask, 200));
  $("#differing").addEventListener("change", ask);
  for (const button of $$("[data-new]")) {
    button.addEventListener("click", () => newRecord(button.closest("[data-side]").dataset.side));
  }
  together();
  window.addEventListener("resize", later(align, 100));
  window.addEventListener("hashchange", () => align()); // hidden, it could not be measured
  onChange((world) => {
    if (!asked.search && document.activeElement !== $("#search")) $("#search").value = "";
    $("#differing").checked = asked.differing;
    render(world);
    const { matching, differing } = asked.answer;
    showPage(asked.offset, matching, differing ? ` · ${number(differing)} differ` : "");
  });
}
