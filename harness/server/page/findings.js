// What users lost: changes that were overwritten, deletes that were undone.

import { $, SIDES, capital, el, keyed, moment, number } from "./dom.js";
import { pager } from "./pager.js";
import { rule } from "./rules.js";
import { onChange, rows, turn } from "./state.js";
import { jump } from "./timeline.js";
import { why } from "./why.js";

function finding(found) {
  return el("li", { class: "alarm" },
    el("p", {}, el("strong", { class: "kind" }, capital(found.kind)), " ",
      el("bdi", {}, [found.table_name, found.record].filter(Boolean).join(" ")), found.in ? ` in ${SIDES[found.in]}` : ""),
    el("p", {}, el("bdi", {}, found.text)),
    el("div", { class: "meta" }, el("span", { class: "when" }, moment(found.at)), rule(found),
      el("button", { type: "button", class: "quiet", onclick: () => jump(found.seq) }, `Entry ${number(found.seq)}`),
      el("button", { type: "button", class: "quiet", onclick: () => why(found.record) }, "Why")));
}

export function findings() {
  const showPage = pager($("#findings-pager"), "findings", rows, (offset) => turn("findings", { offset }));
  onChange(({ findings: { offset, answer } }) => {
    keyed($("#findings"), answer.findings, (found) => found.seq, finding);
    $("#no-findings").hidden = answer.total > 0;
    showPage(offset, answer.total);
  });
}
