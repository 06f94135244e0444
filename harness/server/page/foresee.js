// What the next run of the batch job, or sync now, would do to each record; nothing is done.

import { get } from "./api.js";
import { show } from "./dialogs.js";
import { $, SIDES, capital, el, number } from "./dom.js";
import { rule } from "./rules.js";
import { attempt, state } from "./state.js";
import { explanation } from "./why.js";

const PAGE = 50;
const words = (kind) => kind.replaceAll("_", " ");

/** Why a record would be as it were after the run; read when it is asked for. */
function reason(record, table) {
  const details = el("details", {}, el("summary", {}, "Why"));
  details.addEventListener("toggle", () => {
    if (details.children.length > 1) return;
    const place = el("div", {}, "…");
    details.append(place);
    attempt(async () => place.replaceChildren(explanation(await get("foresee", { table, record, step: state.looking }))), false);
  });
  return details;
}

const item = (table) => (found) => el("li", { class: found.kind === "lost" ? "alarm" : null },
  el("p", {}, el("strong", { class: "kind" }, capital(words(found.kind))), " ", el("bdi", {}, [found.table_name, found.record].filter(Boolean).join(" ")),
    found.in ? ` in ${SIDES[found.in]}` : ""),
  el("p", {}, el("bdi", {}, found.text)),
  el("div", { class: "meta" }, rule(found), found.record ? reason(found.record, table) : null));

function list(found, table) {
  const items = el("ol", { class: "findings" });
  const more = el("button", { type: "button", onclick: add }, "Show more");
  function add() {
    const from = items.children.length;
    items.append(...found.slice(from, from + PAGE).map(item(table)));
    more.hidden = items.children.length >= found.length;
  }
  add();
  return [items, more];
}

function open(title, table) {
  return attempt(async () => {
    const now = await get("foresee", { table, step: state.looking });
    const ran = now.if_turned_on ?? now;
    const counted = Object.entries(ran.counts ?? {}).filter(([, count]) => count > 0);
    const heads = [now.refused && `It would be refused: ${now.refused}; missed requests that wait: ${number(now.missed_requests)}.`,
      now.if_turned_on && ran.refused && `If integration were turned on now, it would be refused: ${ran.refused}.`]
      .filter(Boolean).map((text) => el("p", { class: "alert" }, text));
    if (!ran.refused) heads.push(el("p", {},
      now.if_turned_on ? `If integration were turned on now, and ${now.what} ran: ` : `If ${now.what} ran now, with nothing done before it: `,
      counted.length ? counted.map(([kind, count]) => `${number(count)} ${words(kind)}`).join(", ") + "." : "nothing would change."));
    show(title, ...heads, ...(ran.refused ? [] : list(ran.found, table)));
  }, false);
}

export function foresee() {
  $("#foresee-job").addEventListener("click", (event) => open(event.target.textContent, ""));
  $("#foresee-sync").addEventListener("click", (event) => open(event.target.textContent, state.table));
}
