// What came of a command, in the words of the entries that it made: said beside its control, and as a status.

import { $, capital, el, number } from "./dom.js";
import { status } from "./messages.js";

const WRITTEN = ["written", "written"];
const COUNTED = {
  copied: WRITTEN, updated: WRITTEN, restored: WRITTEN, removed: WRITTEN,
  lost: ["change lost", "changes lost"],
  delete_undone: ["delete undone", "deletes undone"],
  failed: ["failed", "failed"],
  unanswered: ["not answered", "not answered"],
  held_back: ["held back", "held back"],
};
const SAID = new Set(["batch_ended", "sync_now_ended", "batch_skipped", "batch_stuck", "batch_stopped", "plugin_failed"]);

/** The entries of one command in a sentence: what it was, what was written and lost, how it ended. */
export function inWords(entries) {
  if (!entries.length) return { text: "Done: nothing had to change.", lost: false };
  const [first, ...others] = entries;
  const counts = new Map();
  const names = new Map();
  const ends = new Map();
  for (const { event, detail } of others) {
    if (SAID.has(event)) ends.set(detail, (ends.get(detail) ?? 0) + 1);
    const forms = COUNTED[event];
    if (!forms) continue;
    names.set(forms[0], forms);
    counts.set(forms[0], (counts.get(forms[0]) ?? 0) + 1);
  }
  const counted = [...counts].map(([name, count]) => `${number(count)} ${names.get(name)[count === 1 ? 0 : 1]}`).join(", ");
  const ended = [...ends].slice(-3).map(([detail, count]) => (count > 1 ? `${detail} (${number(count)} times)` : detail));
  const text = [[first.record, first.detail].filter(Boolean).join(" "), counted, ...ended].filter(Boolean);
  return {
    text: text.map((words) => `${capital(words)}.`).join(" "),
    lost: entries.some(({ event }) => event === "lost" || event === "delete_undone"),
  };
}

function toFindings() {
  const title = $("#findings-title");
  title.scrollIntoView({ block: "center" });
  title.focus({ preventScroll: true });
}

const beside = el("p", { class: "outcome" });

/** Forgets what came of an earlier command. */
export const forget = () => beside.remove();

/** Says what came of a command, in the part of the page that its control is in. */
export function tell({ text, lost }, part) {
  status(lost ? `${text} See findings.` : text);
  beside.replaceChildren(text);
  if (lost) beside.append(" ", el("button", { type: "button", class: "quiet", onclick: toFindings }, "See findings"));
  part?.append(beside);
}
