// The batch job and the clock.

import { $, $$, moment, number, say } from "./dom.js";
import { act, onChange } from "./state.js";

const STATUS = { waiting: "Waiting", executing: "Executing", withhold: "Withhold", canceled: "Canceled" };
const OTHER = { waiting: "withhold", withhold: "waiting", canceled: "waiting" };

/** Why the job cannot be run, or cancelled: it could only be refused. */
function refusals({ exists, status }) {
  if (!exists) return { run: "There is no batch job; turning on creates it.", cancel: "There is no batch job." };
  const now = `it is ${STATUS[status] ?? status}`;
  return {
    run: status === "waiting" ? "" : `The batch job runs only while it is Waiting; ${now}.`,
    cancel: status === "executing" ? "" : `Only a batch job that is Executing can be cancelled; ${now}.`,
  };
}

/** Has a control do nothing, and say why; it is `permit` that takes it back. */
function refuse(control, why, words) {
  say(why, words);
  control.dataset.refused = words ? why.id : "";
  control.title = words;
}

export function job() {
  const other = $("#set-job");
  $("#run-job").addEventListener("click", ({ currentTarget }) => act("run_batch_job", currentTarget));
  $("#cancel-job").addEventListener("click", ({ currentTarget }) => act("cancel_batch_job", currentTarget));
  other.addEventListener("click", () => act({ set_batch_job: other.value }, other));
  const by = $("#advance-by");
  $("#advance").addEventListener("submit", (event) => {
    event.preventDefault();
    act({ advance: by.value }, $("button", event.target));
  });
  onChange(({ overview }) => {
    const { exists, status, next_run: next } = overview.batch_job;
    say($("#missed"), `Missed requests: ${number(overview.missed_requests)}`);
    say($("#job-status"), exists ? STATUS[status] ?? status : "There is no batch job; turning on creates it");
    say($("#next-run"), next ? moment(next) : "None");
    const { run, cancel } = refusals(overview.batch_job);
    refuse($("#run-job"), $("#run-why"), run);
    refuse($("#cancel-job"), $("#cancel-why"), cancel);
    const to = exists ? OTHER[status] : undefined;
    other.hidden = !to;
    other.value = to ?? "";
    say(other, `Set to ${STATUS[to] ?? ""}`);
    for (const time of $$("[data-now]")) {
      time.dateTime = overview.at;
      say(time, moment(overview.at));
    }
  });
}
