// Why a record is as it is: the events and the rules that led to it.

import { get } from "./api.js";
import { show } from "./dialogs.js";
import { el, moment } from "./dom.js";
import { decision, documentation } from "./rules.js";
import { attempt, state } from "./state.js";

const bracket = (rules) => (rules.length ? el("span", { class: "rules" }, ` [${rules.join(", ")}]`) : null);

const link = (found) => el("li", { class: found.alarm ? "alarm" : null },
  el("span", { class: "when" }, found.step === null ? "start" : `step ${found.step}`, " · ", moment(found.at)),
  " ", el("bdi", {}, found.text), bracket(found.rules));

const chain = (found) => el("div", { class: "chain" },
  ...found.lines.map((line, place) => el("p", {}, el("bdi", {}, line), place === found.lines.length - 1 ? bracket(found.rules) : null)),
  found.links.length ? el("ol", {}, ...found.links.map(link)) : null);

/** An explanation, as elements. */
export function explanation({ sections, rules }) {
  return el("div", { class: "explanation" },
    ...sections.map((section) => el("section", {}, el("h3", {}, section.title), ...section.chains.map(chain))),
    rules.length ? el("details", {}, el("summary", {}, "Rules"), el("dl", {}, ...rules.map((rule) => el("div", {},
      el("dt", {}, rule.rule, " ", decision(rule.status, rule.setting)),
      el("dd", {}, rule.text, documentation(rule.said)))))) : null);
}

/** Opens the explanation of a record. */
export function why(record) {
  return attempt(async () => {
    const found = await get("explain", { record, step: state.looking });
    show(`Why: ${found.title}`, explanation(found));
  }, false);
}
