// The timeline, live: an element for each entry, the newest at the end.

import { $, el, keyed, moment, number, say } from "./dom.js";
import { rule } from "./rules.js";
import { ENTRIES, attempt, earlier, entriesAfter, onChange, state } from "./state.js";

const READ_OUT = 10; // entries at most that are read out when they come at once
const NEAR = 120; // pixels from the end within which it is followed
const ALARMS = new Set(["lost", "delete_undone", "failed", "refused", "batch_stuck", "batch_stopped", "plugin_failed"]);

let old = null; // entries around an old one that somebody went to; null: the newest
let worlds = 0;
let following = true; // the end is in view, or was until a rule of it was opened
let seen = 0; // the last entry that was there while it was
let hush;

function entry(found) {
  return el("li", { "data-seq": found.seq, tabindex: "-1", class: ALARMS.has(found.event) ? "alarm" : null },
    el("span", { class: "when" }, `${number(found.seq)} · ${moment(found.at)}`), " ",
    el("span", { class: "who" }, found.actor),
    found.record ? el("span", { class: "which" }, " · ", el("bdi", {}, [found.table_name, found.record].filter(Boolean).join(" "))) : null,
    el("p", {}, el("bdi", {}, found.detail)), rule(found));
}

/** Has nobody read out what comes now: it is much, or was there before. */
function quietly(log) {
  log.setAttribute("aria-live", "off");
  clearTimeout(hush);
  hush = setTimeout(() => log.removeAttribute("aria-live"), 1000);
}

/** Says how many entries came since the end was in view. */
function tellNewer() {
  const { last } = state.timeline;
  if ((following && !old) || seen > last) seen = last;
  const newer = last - seen;
  $("#newer").hidden = newer === 0 || Boolean(old ?? state.past);
  say($("#newer"), `${number(newer)} newer ${newer === 1 ? "entry" : "entries"}`);
}

function render() {
  const log = $("#timeline");
  const { timeline, past } = state;
  if (worlds !== timeline.worlds) {
    worlds = timeline.worlds;
    old = null;
    log.replaceChildren(); // other entries have those numbers now
  }
  const entries = old ?? past ?? timeline.entries;
  let list = log.firstElementChild;
  if (!list) {
    list = el("ol");
    log.append(list);
    quietly(log);
  }
  const before = Number(list.lastElementChild?.dataset.seq ?? 0);
  if (entries.filter(({ seq }) => seq > before).length > READ_OUT) quietly(log);
  keyed(list, entries, (found) => found.seq, entry);
  if (following && !old) log.scrollTop = log.scrollHeight;
  tellNewer();
  $("#no-entries").hidden = entries.length > 0;
  $("#earlier").hidden = Boolean(old ?? past) || timeline.first <= 1;
  $("#newest").hidden = !old;
}

/** Goes to an entry; one that is not there is read with those around it. */
export async function jump(seq) {
  const there = () => $(`[data-seq="${seq}"]`, $("#timeline"));
  await attempt(async () => {
    if (!there()) {
      old = await entriesAfter(Math.max(0, seq - 20), { limit: ENTRIES });
      render();
    }
  }, false);
  const found = there();
  found?.scrollIntoView({ block: "center" });
  found?.focus({ preventScroll: true });
}

export function timeline() {
  const log = $("#timeline");
  $("#earlier").addEventListener("click", () => attempt(async () => {
    const below = log.scrollHeight - log.scrollTop;
    await earlier();
    render();
    log.scrollTop = log.scrollHeight - below;
  }, false));
  log.addEventListener("scroll", () => {
    following = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    tellNewer();
  });
  $("#newer").addEventListener("click", () => {
    log.scrollTop = log.scrollHeight;
    log.focus({ preventScroll: true });
  });
  $("#newest").addEventListener("click", () => {
    old = null;
    render();
    log.scrollTop = log.scrollHeight;
    log.focus({ preventScroll: true });
  });
  window.addEventListener("hashchange", () => { // hidden, it could not be scrolled
    if (!old) log.scrollTop = log.scrollHeight;
  });
  onChange(render);
}
