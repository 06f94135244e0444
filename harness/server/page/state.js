// What the page knows of the world: read from the server, whole, whenever the world has changed.
//
// The page decides nothing. `act` sends a step as scenario files have it; `show` functions, one a
// part of the page, put what was read where it belongs.

import { Refused, Silent, get, listen, post, put, text } from "./api.js";
import { capital } from "./dom.js";
import { alarm, calm, status } from "./messages.js";
import { ours, tellWhy } from "./others.js";
import { forget, inWords, tell } from "./outcome.js";

export const ENTRIES = 300; // of the timeline that are read at once
const MOST = 1500; // that are kept
const SOON = 150; // milliseconds within which several changes are read at once

export const state = {
  tables: [], // the catalog
  faults: [], // their kinds
  table: sessionStorage.getItem("table") ?? "", // the one picked, also after a reload
  looking: null, // the number of the step looked at, null for now
  overview: null,
  records: { offset: 0, search: "", differing: false, answer: null },
  grid: { offset: 0, answer: null },
  findings: { offset: 0, answer: null },
  timeline: { entries: [], first: 0, last: 0, worlds: 0 }, // those from `first` to `last`
  past: null, // the entries up to the step looked at
};

const shows = [];
/** Has `show` called with the state after each reading. */
export const onChange = (show) => shows.push(show);

export const rows = 50; // of a page of rows
export const picked = () => state.tables.find((table) => table.name === state.table);

let reading = null;
let again = false;

/** Reads the world anew and shows it. While one reading is under way, one more is enough. */
export function refresh() {
  if (reading) {
    again = true;
    return reading;
  }
  reading = readOnce().finally(() => {
    reading = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return reading;
}

let silent = false; // the last reading was not answered

async function readOnce() {
  try {
    await read();
    if (!connected) connect();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Silent)) throw error;
    if (error instanceof Refused && state.looking !== null) { // somebody took that step back
      state.looking = null;
      again = true;
      return;
    }
    alarm(error.message);
    silent = error instanceof Silent;
    if (!connected) setTimeout(refresh, 2000);
  }
}

/** What is asked for each part that has pages of rows. */
const questions = {
  records: ({ offset, search, differing }) =>
    get("records", { table: state.table, step: state.looking, offset, limit: rows, search, differing: differing ? "yes" : "" }),
  grid: ({ offset }) => get("grid", { table: state.table, step: state.looking, offset, limit: rows }),
  findings: ({ offset }) => get("findings", { step: state.looking, offset, limit: rows }),
};
const ask = async (part) => {
  state[part].answer = await questions[part](state[part]);
};
let wish = 0; // counts what people wished to see: an answer to an earlier one is not shown

let wasNow = null; // the overview of now that was read last

async function read() {
  const [mine, step] = [wish, state.looking];
  const { records, grid, findings, timeline } = state;
  const overview = await get("overview", { step });
  if (silent) calm(); // it answers again
  silent = false;
  if (overview.worlds !== timeline.worlds) {
    let made;
    [{ tables: state.tables }, { kinds: state.faults }, made] = await Promise.all([get("tables"), get("fault-kinds"), text("ca.pem")]);
    tellWhy(wasNow, overview, made);
    for (const column of state.tables.flatMap((table) => table.columns)) column.display_name = capital(column.display_name);
    Object.assign(timeline, { entries: [], first: 0, last: 0, worlds: overview.worlds });
    if (!picked()?.in_grid) state.table = firstTable();
  }
  wasNow = overview;
  const from = timeline.last || Math.max(0, overview.last - ENTRIES);
  const [now, past] = await Promise.all([
    entriesAfter(from),
    step === null ? null : entriesAfter(Math.max(0, overview.last - ENTRIES), { step }),
    ...["records", "grid", "findings"].map(ask),
  ]);
  add(now, from);
  Object.assign(state, { overview, past });
  if (mine !== wish) again = true;
  else if ([[records, records.answer.matching], [grid, grid.answer.total], [findings, findings.answer.total]].every(within)) {
    shows.forEach((show) => show(state));
  }
}

/** Reads one part anew, for another page of its rows: `wanted` is what is asked of it. */
export function turn(part, wanted) {
  Object.assign(state[part], wanted);
  const mine = ++wish;
  return attempt(async () => {
    await ask(part);
    if (mine === wish) shows.forEach((show) => show(state));
  }, false);
}

/** Whether the page of rows is there; where it is past the end, the last one is read instead. */
function within([pages, total]) {
  if (pages.offset === 0 || pages.offset < total) return true;
  pages.offset = Math.max(0, Math.floor((total - 1) / rows) * rows);
  again = true;
  return false;
}

function firstTable() {
  const found = state.tables.filter((table) => table.in_grid);
  const full = (table) => table.records.hr + table.records.dataverse;
  const usual = found.find((table) => table.name === "cdm_worker") ?? found[0];
  return found.reduce((most, table) => (full(table) > full(most) ? table : most), usual).name;
}

/** Entries of the timeline after one, in words that people read. */
export const entriesAfter = async (after, more = {}) =>
  (await get("timeline", { after, names: "display", ...more })).timeline;

function add(found, from) {
  const { timeline } = state;
  if (!timeline.entries.length) timeline.first = from + 1;
  timeline.entries.push(...found.filter((entry) => entry.seq > timeline.last));
  timeline.last = Math.max(timeline.last, from, ...found.slice(-1).map((entry) => entry.seq));
  if (timeline.entries.length > MOST) {
    timeline.entries.splice(0, timeline.entries.length - ENTRIES);
    timeline.first = timeline.entries[0].seq;
  }
}

/** Reads the entries before those that are there. */
export async function earlier() {
  const { timeline } = state;
  const after = Math.max(0, timeline.first - 1 - ENTRIES);
  const found = await entriesAfter(after, { limit: timeline.first - 1 - after });
  timeline.entries.unshift(...found.filter((entry) => entry.seq < timeline.first));
  timeline.first = after + 1;
}

let heard = null;

/** Reads the world anew soon after it has changed, if it is not what was read already. */
function hear(news) {
  if (heard === null) {
    setTimeout(() => {
      const { worlds, steps } = heard;
      heard = null;
      if (worlds !== state.timeline.worlds || steps !== state.overview.steps) refresh();
    }, SOON);
  }
  heard = news;
}

let connected = false;
let missing = false;

function connect() {
  connected = true;
  listen({
    changed: hear,
    opened: () => {
      if (!missing) return;
      missing = false;
      calm();
      state.timeline.worlds = 0; // it may be another server, with another world
      refresh();
    },
    lost: (forGood) => {
      if (!missing) alarm("The server does not answer. Trying again.");
      missing = true;
      if (forGood) setTimeout(connect, 2000);
    },
  });
}

/** Looks at the world as it was after a step; null: now. */
export function look(step) {
  state.looking = step;
  wish += 1;
  return refresh();
}

export function pick(table) {
  Object.assign(state.records, { offset: 0, search: "", differing: false });
  state.grid.offset = 0;
  state.table = table;
  sessionStorage.setItem("table", table);
  wish += 1;
  return refresh();
}

/**
 * Has the server do a step, as scenario files have it, and says in a part of the page what came of
 * it. True if it was done; `told` gets a refusal, and says what is to be said of it. The control that
 * was used takes no further click until then: a double click is one step.
 */
export async function act(step, control, { part = control?.closest("[data-outcome]"), told = (words) => words } = {}) {
  let outcome;
  control?.setAttribute("aria-busy", "true");
  const done = await attempt(async () => {
    let events;
    try {
      const [made] = (await post("commands", step)).results;
      if (made.refused) throw new Refused(made.refused);
      events = made.events;
    } catch (error) {
      throw error instanceof Refused ? new Refused(told(error.message)) : error;
    }
    outcome = inWords(events ? await entriesAfter(events[0] - 1, { limit: events[1] - events[0] + 1 }) : []);
  }, true, () => control?.removeAttribute("aria-busy"));
  if (done) tell(outcome, part);
  return done;
}

/** Makes the world what a scenario file leaves. True if it was done. */
export function replace(content) {
  return attempt(async () => {
    await ours(() => put("scenario", content));
    state.looking = null;
    wish += 1;
  });
}

/** Goes back to a step for good: later ones are gone. */
export function rewind(to) {
  return attempt(async () => {
    await ours(() => post("rewind", { to }));
    state.looking = null;
    wish += 1;
  });
}

/** Does what may be refused, and shows what came of it: then `shown` is called. True if it was done. */
export async function attempt(does, refreshing = true, shown = () => {}) {
  let done = true;
  calm();
  if (refreshing) forget();
  status("Working …");
  try {
    await does();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Silent)) throw error;
    done = false;
    alarm(error.message);
    shown();
  }
  if (refreshing) await refresh();
  status(done ? "" : "Not done.");
  if (done) shown();
  return done;
}
