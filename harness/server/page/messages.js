// What went wrong, as an alert; what is going on, as a status.

import { $, $$, el, later, say } from "./dom.js";

/** Where alerts go: in the dialog that is open, else on the page. */
const place = () => $("dialog[open] .alerts") ?? $("#alerts");

function dismiss(event) {
  event.target.parentElement.remove();
  ($("dialog[open] button") ?? $("#main")).focus({ preventScroll: true });
}

/** Says what went wrong, in the words given. The same words twice are an alert twice. */
export function alarm(words) {
  const close = el("button", { type: "button", class: "quiet", onclick: dismiss }, "Dismiss");
  const found = place();
  found.replaceChildren();
  found.append(el("div", { class: "alert" }, el("p", { role: "alert" }, words), close));
}

/** Says what others did that changes what is there; no mistake, so no alert. */
export function notice(words) {
  const close = el("button", { type: "button", class: "quiet", onclick: dismiss }, "Dismiss");
  place().replaceChildren(el("div", { class: "alert notice" }, el("p", { role: "status" }, words), close));
}

/** Takes back what was said of an earlier attempt. */
export const calm = () => $$("#alerts, dialog[open] .alerts").forEach((each) => each.replaceChildren());

const fade = later(() => say($("#status"), ""), 15_000); // it lies over the page

/** Says what is going on, politely, for a while. */
export function status(words) {
  say($("#status"), words);
  fade();
}
