"use strict";
// The page reads without this. It adds: the statement of a rule beside a link; a folded scenario opens
// when a link leads into it; printing shows what is folded; two buttons to fold and unfold.
(() => {
  const scenarios = [...document.querySelectorAll("details.story")];

  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  const hide = () => { tip.hidden = true; };
  const show = (element) => {
    const link = element.closest?.("a.rule");
    if (!link) return hide();
    const cells = document.getElementById(link.hash.slice(1)).closest("tr").cells;
    tip.textContent = `${cells[0].textContent}: ${cells[2].textContent}. (${cells[1].textContent})`;
    tip.hidden = false;
    link.setAttribute("aria-describedby", "tip");
    const at = link.getBoundingClientRect();
    const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
    tip.style.top = `${below ? at.bottom + 6 : Math.max(0, at.top - tip.offsetHeight - 6)}px`;
    tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8))}px`;
  };
  for (const moment of ["mouseover", "focusin"]) {
    document.addEventListener(moment, (event) => show(event.target));
  }
  document.addEventListener("focusout", hide);
  // reaching a link by keyboard may scroll to it
  document.addEventListener("scroll", () => show(document.activeElement), { passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

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
