// Faults: every kind with its keys, those in force, and their end.

import { $, $$, SIDES, capital, el, keyed, newId, options, say } from "./dom.js";
import { act, onChange, state } from "./state.js";

const KEYS = {
  in: "Environment", of: "Which are over", nth: "Which one (nth)", lasting: "Each from then on (lasting)",
  applied: "After it was applied (applied)",
};
let shown = ""; // the kinds that are, so that what is being filled in stays while they are the same

const words = (name) => capital(name.replaceAll("_", " "));

function choices(key) {
  const found = key.choices.map((choice) => [choice, SIDES[choice] ?? words(choice)]);
  return key.required ? found : [["", "–"], ...found];
}

function field(key) {
  const hint = key.help ? el("span", { class: "hint", id: newId() }, key.help) : null;
  const given = { name: key.key, "aria-describedby": hint?.id };
  const control = key.choices ? el("select", given) : el("input", { ...given, autocomplete: "off", placeholder: key.example || null });
  if (key.choices) options(control, choices(key));
  const label = (KEYS[key.key] ?? words(key.key)) + (key.required ? "" : " (optional)");
  return el("label", { class: "field" }, el("span", {}, label), control, hint);
}

function pickKind() {
  const kind = state.faults.find((each) => each.kind === $("#fault-kind").value);
  say($("#fault-text"), kind?.text ?? "");
  $("#fault-keys").replaceChildren(...(kind?.keys ?? []).map(field));
}

function offer(kinds) {
  options($("#fault-kind"), kinds.filter(({ kind }) => kind !== "over").map(({ kind }) => [kind, words(kind)]));
  const of = kinds.find(({ kind }) => kind === "over")?.keys.find(({ key }) => key === "of");
  options($("#over-of"), [["", "All"], ...(of?.choices ?? []).map((kind) => [kind, words(kind)])]);
  pickKind();
}

export function faults() {
  $("#fault-kind").addEventListener("change", pickKind);
  $("#fault").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = $$("[name]", event.target).map(({ name, value }) => [name, value]).filter(([, value]) => value);
    act({ fault: { kind: $("#fault-kind").value, ...Object.fromEntries(given) } }, $("button", event.target));
  });
  $("#over").addEventListener("submit", (event) => {
    event.preventDefault();
    const of = $("#over-of").value;
    act({ fault: { kind: "over", ...(of ? { of } : {}) } }, $("button", event.target));
  });
  onChange(({ overview, faults }) => {
    for (const place of $$("[data-outages]")) { // beside what they strike, too
      keyed(place, [...overview.outages.entries()], ([at]) => at, () => el("li", {}, el("bdi")),
        (item, [, outage]) => say(item.firstChild, outage));
      place.hidden = overview.outages.length === 0;
    }
    const kinds = JSON.stringify(faults);
    if (shown !== kinds) offer(faults);
    shown = kinds;
  });
}
