// Rules, named wherever they decided something; where it was our decision, that too.

import { el } from "./dom.js";

/**
 * A sign that a rule, or a part of it, is our decision: its status is A, or has an (A); or that a
 * setting stands in its place.
 */
export function decision(status, setting) {
  if (setting) return el("span", { class: "ours" }, `set: ${setting}`);
  if (!/A/.test(status ?? "")) return null;
  return el("span", { class: "ours" }, status.startsWith("A") ? "our decision" : "in part our decision");
}

/** The rule behind something, which opens to its text. */
export function rule({ rule: name, rule_text: words, rule_status: status, setting }) {
  if (!name) return null;
  const says = [name, " ", decision(status, setting)];
  if (!words) return el("span", { class: "rule" }, ...says);
  return el("details", { class: "rule" }, el("summary", {}, ...says), el("p", {}, words));
}
