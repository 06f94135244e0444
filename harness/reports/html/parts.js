"use strict";
// A long timeline is in parts. Where scripts run, the rows of a folded part are text until it is
// opened: by its fold, by a link to one of its steps, or by what is looked for in all parts.
(() => {
  const parts = [...document.querySelectorAll("details.part")];
  const kept = (part) => part.querySelector(":scope > noscript");

  const fill = (part) => {
    const text = kept(part);
    if (!text) return;
    const made = document.createElement("template");
    made.innerHTML = text.textContent;
    text.replaceWith(made.content);
    const select = part.closest(".happened").parentElement.querySelector(".of-record select");
    if (select?.value) select.dispatchEvent(new Event("change"));
  };
  const open = (part) => {
    fill(part);
    for (let one = part; one; one = one.parentElement.closest("details")) one.open = true;
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches("details.part")) fill(event.target);
  }, true);

  // a link leads to a step in a part
  const reveal = () => {
    const id = location.hash.slice(1);
    if (!/^[\w-]+$/.test(id)) return;
    const of = (part) => kept(part)?.textContent.includes(` id="${id}"`);
    const part = document.getElementById(id)?.closest("details.part") ?? parts.find(of);
    if (!part) return;
    open(part);
    document.getElementById(id).scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  const plain = (text) => {
    const made = document.createElement("textarea");
    made.innerHTML = text;
    return made.value;
  };
  for (const scenario of new Set(parts.map((part) => part.closest(".happened").parentElement))) {
    const its = parts.filter((part) => scenario.contains(part));

    // the filter of one record knows those of all parts, and hides the parts without it
    const names = new Map(its.map((part) => {
      const text = kept(part)?.textContent ?? part.innerHTML;
      const found = new Set();
      for (const [, names] of text.matchAll(/ data-records?="([^"]*)"/g)) found.add(names);
      return [part, new Set([...found].flatMap((it) => plain(it).split("\n")))];
    }));
    const all = document.createElement("i");
    all.dataset.records = [...new Set(its.flatMap((part) => [...names.get(part)]))].join("\n");
    scenario.append(all);
    const select = scenario.querySelector(".of-record select");
    select.addEventListener("change", () => {
      for (const part of its) part.hidden = select.value !== "" && !names.get(part).has(select.value);
    });

    // what the browser looks for it finds in open parts alone: this looks in all, one after the other
    const label = document.createElement("label");
    label.className = "find";
    label.append("Find ", Object.assign(document.createElement("input"), { type: "search" }));
    scenario.querySelector(".jump").append(label);
    let after = null;
    const rows = (part) => [...part.querySelectorAll(".timeline li")];
    label.querySelector("input").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const words = event.target.value.trim().toLowerCase();
      document.querySelector("li.found")?.classList.remove("found");
      if (!words) return;
      const has = (row) => row.textContent.toLowerCase().includes(words);
      const from = after?.isConnected ? its.indexOf(after.closest("details.part")) : 0;
      for (const part of [...its.slice(from), ...its.slice(0, from + 1)]) {
        const text = kept(part)?.textContent;
        if (text && !plain(text.replace(/<[^>]*>/g, "")).toLowerCase().includes(words)) continue;
        fill(part);
        const those = rows(part);
        const row = those.slice(those.indexOf(after) + 1).find(has);
        if (!row) continue;
        after = row;
        open(part);
        row.classList.add("found");
        row.scrollIntoView({ block: "center" });
        return;
      }
      after = null;
    });
  }
  reveal();
})();
