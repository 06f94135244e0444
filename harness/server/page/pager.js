// Pages of rows: which are shown, and the buttons to the others.

import { el, number, say } from "./dom.js";

/** Puts a pager in `place`; `go` is called with the offset to go to. Returns what shows it. */
export function pager(place, what, size, go) {
  const text = el("span", { "aria-live": "polite" });
  let [now, all] = [0, 0];
  const turn = (by) => () => {
    if (now + by < 0 || now + by >= all) return;
    now += by; // at once: the next click may come before the rows
    go(now);
  };
  const before = el("button", { type: "button", "aria-label": `Previous page of ${what}`, onclick: turn(-size) }, "‹ Previous");
  const after = el("button", { type: "button", "aria-label": `Next page of ${what}`, onclick: turn(size) }, "Next ›");
  place.append(text, before, after);
  return (offset, total, note = "") => {
    [now, all] = [offset, total];
    place.hidden = total === 0;
    const last = Math.min(offset + size, total);
    say(text, total ? `${number(offset + 1)}–${number(last)} of ${number(total)}${note}` : "");
    before.hidden = after.hidden = total <= size;
    before.setAttribute("aria-disabled", String(offset === 0));
    after.setAttribute("aria-disabled", String(last >= total));
  };
}
