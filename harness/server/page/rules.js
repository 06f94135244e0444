// Rules, named wherever they decided something; where it was our decision, that too.

import { el } from "./dom.js";

/**
 * A sign that a rule, or a part of it, is our decision: its status is A, or has an (A); or that a
 * setting stands in its place.
 */
export function decision(status, setting) {
  if (setting) return el("span", { class: "ours" }, `set: ${setting}`);
  if (status === "D") return el("span", { class: "documented" }, "documented");
  if (!/A/.test(status ?? "")) return null;
  return el("span", { class: "ours" }, status.startsWith("A") ? "our decision" : "in part our decision");
}

/** What the documentation says of a rule, which part of it we decided, and where it is said. */
export const documentation = ({ meaning, decided, cited }) => el("div", { class: "said" },
  el("p", {}, `Documentation: ${meaning}.`),
  ...decided.map((part) => el("p", {}, `Our decision: ${part}.`)),
  cited ? el("p", {}, `Source: ${cited}.`) : null);

/** The rule behind something, which opens to its text. */
export function rule({ rule: name, rule_text: words, rule_status: status, rule_said: said, setting }) {
  if (!name) return null;
  const says = [name, " ", decision(status, setting)];
  if (!words) return el("span", { class: "rule" }, ...says);
  return el("details", { class: "rule" }, el("summary", {}, ...says), el("p", {}, words), said ? documentation(said) : null);
}
