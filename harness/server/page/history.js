// The steps so far: look at the world as it was, go on from there, or save it all.

import { Refused, Silent, get, text } from "./api.js";
import { $, $$, number, say } from "./dom.js";
import { attempt, look, onChange, rewind, state } from "./state.js";

let steps = { worlds: 0, count: 0, found: [] };

/** What a step was, in words. */
async function wordsOf(step, { worlds, steps: count }) {
  if (step === 0) return "the beginning";
  if (steps.worlds !== worlds || steps.count !== count) {
    try {
      steps = { worlds, count, found: (await get("steps")).steps };
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Silent)) throw error;
      return "…"; // the next reading says what is wrong
    }
  }
  return steps.found[step - 1]?.text ?? "…";
}

/** While an earlier step is looked at, what acts does nothing and says why. */
function permit(looking) {
  for (const control of $$("[data-acts]")) {
    if (looking) control.setAttribute("aria-disabled", "true");
    else control.removeAttribute("aria-disabled");
    const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== "looking");
    if (looking) described.push("looking");
    if (described.length) control.setAttribute("aria-describedby", described.join(" "));
    else control.removeAttribute("aria-describedby");
  }
}

async function save(format, ending) {
  const title = state.overview.title || "Rehearsal";
  await attempt(async () => {
    const content = await text("scenario", { title, format });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "text/plain" }));
    link.download = (title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "rehearsal") + ending;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }, false);
}

export function history() {
  const [back, forward, goOn] = [$("#step-back"), $("#step-forward"), $("#go-on")];
  const now = () => state.looking ?? state.overview.steps;
  back.addEventListener("click", () => look(now() - 1));
  forward.addEventListener("click", () => look(now() + 1 < state.overview.steps ? now() + 1 : null));
  goOn.addEventListener("click", () => rewind(now()));
  $("#save-scenario").addEventListener("click", () => save("scenario", ".yaml"));
  $("#save-feature").addEventListener("click", () => save("feature", ".feature"));
  document.addEventListener("click", (event) => { // before any other listener
    if (!event.target.closest("[aria-disabled=true]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  onChange(async ({ overview, looking }) => {
    if (looking !== null && looking >= overview.steps) {
      look(null);
      return;
    }
    const step = looking ?? overview.steps;
    say($("#step-of"), `Step ${number(step)} of ${number(overview.steps)}`);
    back.setAttribute("aria-disabled", String(step === 0));
    forward.setAttribute("aria-disabled", String(looking === null));
    goOn.setAttribute("aria-disabled", String(looking === null));
    document.body.classList.toggle("past", looking !== null);
    permit(looking !== null);
    $("#looking").hidden = looking === null;
    if (looking === null) return;
    const words = await wordsOf(step, overview);
    if (state.looking === step) {
      say($("#looking"), `You look at the world after step ${number(step)} of ${number(overview.steps)} (${words}), ` +
        "and nothing can be changed. To act, step forward to the end, or go on from here: later steps are then dropped.");
    }
  });
}
