"use strict";
// The page reads without this. It adds: the statement of a rule under the pointer; one record alone;
// a folded scenario opens when a link leads into it; printing shows what is folded; two buttons to
// fold and unfold.
(() => {
  const scenarios = [...document.querySelectorAll("details.story")];

  // what a press on a rule shows, the pointer shows too
  document.addEventListener("mouseover", (event) => {
    const button = event.target.closest?.("button.rule");
    if (button && !button.title) {
      const says = document.getElementById(button.getAttribute("popovertarget"));
      button.title = [...says.querySelectorAll("p")].slice(0, 2).map((p) => p.textContent).join("\n");
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".says a")) event.target.closest(".says").hidePopover();
  });

  // one record alone: the cards and rows of the others are hidden, and steps with nothing left; a
  // folded one stays if the record is among those that it stands for, and a fold with it opens
  for (const label of document.querySelectorAll(".of-record")) {
    const scenario = label.closest(".jump").parentElement;
    const its = () => [...scenario.querySelectorAll("[data-record], [data-records]")];
    const of = (one) => one.dataset.records?.split("\n") ?? [one.dataset.record];
    const names = [...new Set(its().flatMap(of))];
    if (names.length < 2) continue;
    const select = label.querySelector("select");
    for (const name of names) select.add(new Option(name, name));
    label.hidden = false;
    select.addEventListener("change", () => {
      for (const one of its()) one.hidden = select.value !== "" && !of(one).includes(select.value);
      const folds = "details.given, [data-record] details.fold, [data-records] details.fold";
      for (const fold of scenario.querySelectorAll(folds)) {
        fold.dataset.open ??= fold.open ? "open" : "";
        fold.open = select.value !== "" || fold.dataset.open !== "";
      }
      for (const row of scenario.querySelectorAll(".timeline li")) {
        const cards = [...row.querySelectorAll("[data-record], [data-records]")];
        row.hidden = cards.length > 0 && cards.every((card) => card.hidden);
        for (const arrow of row.querySelectorAll(".flow")) {
          arrow.hidden = arrow.nextElementSibling.firstElementChild.hidden;
        }
      }
    });
  }

  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const scenario = target && target.closest("details.story");
    if (!scenario) return;
    scenario.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = scenarios.filter((scenario) => !scenario.open);
    for (const scenario of folded) scenario.open = true;
  });
  addEventListener("afterprint", () => { for (const scenario of folded) scenario.open = false; });

  if (!scenarios.length) return;
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  for (const [label, open] of [["Unfold all", true], ["Fold all", false]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { for (const scenario of scenarios) scenario.open = open; });
    buttons.append(button);
  }
  document.querySelector("nav").append(buttons);
})();
