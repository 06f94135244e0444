// The steps so far: look at the world as it was, go on from there, or save it all.

import { Refused, Silent, get, text } from "./api.js";
import { asks } from "./dialogs.js";
import { $, $$, later, number, options, plural, say } from "./dom.js";
import { attempt, look, onChange, replace, rewind, state } from "./state.js";

const QUIET = 300; // milliseconds without a change after which the list of steps is read
const SHORT = 80; // characters of a step in the list
let steps = { worlds: 0, count: -1, found: [] };

const cut = (words) => (words.length > SHORT ? `${words.slice(0, SHORT - 1)}…` : words);

/** What a step was, in words. */
async function wordsOf(step, overview) {
  if (step === 0) return "the beginning";
  await readSteps(overview);
  return cut(steps.found[step - 1]?.text ?? "…");
}

async function readSteps({ worlds, steps: count }) {
  if (steps.worlds === worlds && steps.count === count) return;
  try {
    steps = { worlds, count, found: (await get("steps")).steps };
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Silent)) throw error; // the next reading says what is wrong
  }
}

/** Every step to jump to, by its text. */
function list() {
  const select = $("#step");
  options(select, [["0", "0 The beginning"], ...steps.found.map(({ step, text: words }) => [String(step), cut(`${number(step)} ${words}`)])]);
  select.value = String(state.looking ?? state.overview.steps);
}

const listSoon = later(async () => {
  await readSteps(state.overview);
  list();
}, QUIET);

function jump(to) {
  look(to < state.overview.steps ? to : null);
}

/** What acts does nothing, and says why, while an earlier step is looked at or it could only be refused. */
function permit(looking) {
  for (const control of $$("[data-acts]")) {
    const why = looking ? "looking" : control.dataset.refused;
    if (why) control.setAttribute("aria-disabled", "true");
    else control.removeAttribute("aria-disabled");
    const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== "looking" && id !== control.dataset.why);
    if (why) described.push(why);
    control.dataset.why = why ?? "";
    if (described.length) control.setAttribute("aria-describedby", described.join(" "));
    else control.removeAttribute("aria-describedby");
  }
}

async function save(format, ending) {
  let name;
  const title = $("#title").value.trim() || "Rehearsal";
  const done = await attempt(async () => {
    const content = await text("scenario", { title, format });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "text/plain" }));
    name = (title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "rehearsal") + ending;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }, false);
  const all = state.looking === null ? "" : `, with all ${plural(state.overview.steps, "step")}, also those after the one you look at`;
  say($("#saved"), done ? `Saved as ${name}${all}.` : "");
}

/** Opens a saved rehearsal again; where there are steps to lose, it asks. */
function opening() {
  const [file, dialog] = [$("#open-scenario"), $("#open-dialog")];
  const put = async () => {
    const [chosen] = file.files;
    const done = await replace(await chosen.text());
    say($("#saved"), done ? `Opened ${chosen.name}.` : "");
    return done;
  };
  asks(dialog, put);
  dialog.addEventListener("close", () => {
    file.value = ""; // the same file can be chosen again
  });
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    if (state.overview.steps) {
      say($("#open-text"), `${file.files[0].name} takes the place of this rehearsal, and its ${plural(state.overview.steps, "step")} ` +
        "are gone where you have not saved them. Open it?");
      dialog.showModal();
    } else {
      await put();
      file.value = "";
    }
  });
}

let titled = null; // the world whose title is in the field, so that what is typed stays
function showTitle({ title, worlds }) {
  if (titled === worlds) return;
  titled = worlds;
  $("#title").value = title || "Rehearsal";
}

export function history() {
  const [back, forward, goOn] = [$("#step-back"), $("#step-forward"), $("#go-on")];
  const now = () => state.looking ?? state.overview.steps;
  back.addEventListener("click", () => look(now() - 1));
  forward.addEventListener("click", () => jump(now() + 1));
  $("#step").addEventListener("change", (event) => jump(Number(event.target.value)));
  const dialog = $("#rewind-dialog");
  let to = 0;
  asks(dialog, () => rewind(to));
  goOn.addEventListener("click", () => {
    to = now();
    say($("#rewind-text"), `This takes back ${plural(state.overview.steps - to, "step")} for good, for everybody who ` +
      `has this rehearsal open: all after step ${number(to)}. Go on from here?`);
    dialog.showModal();
  });
  $("#save-scenario").addEventListener("click", () => save("scenario", ".yaml"));
  $("#save-feature").addEventListener("click", () => save("feature", ".feature"));
  opening();
  document.addEventListener("click", (event) => { // before any other listener
    if (!event.target.closest("[aria-disabled=true], [aria-busy=true]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  onChange(async ({ overview, looking }) => {
    if (looking !== null && looking >= overview.steps) {
      look(null);
      return;
    }
    const step = looking ?? overview.steps;
    showTitle(overview);
    list();
    listSoon();
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
