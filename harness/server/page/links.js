// The way to the page, as in the product: System administration, tab Links, Dataverse configuration.

import { $, $$ } from "./dom.js";

const VIEWS = { "/": "#system-administration", "/integration": "#integration" };

function route(event) {
  const path = location.hash.replace(/^#/, "").split("?")[0] || "/";
  const shown = VIEWS[path] ?? VIEWS["/"];
  for (const view of Object.values(VIEWS)) $(view).hidden = view !== shown;
  const heading = $("h1", $(shown));
  document.title = `${heading.textContent} – Human Resources rehearsal`;
  if (event) {
    window.scrollTo(0, 0);
    heading.focus();
  }
}

function choose(tab) {
  for (const each of $$("[role=tab]")) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    $(`#${each.getAttribute("aria-controls")}`).hidden = !chosen;
  }
}

export function links() {
  const tabs = $$("[role=tab]");
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs.at(to % tabs.length);
      choose(next);
      next.focus();
    });
  });
  $(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("#main").focus();
  });
  window.addEventListener("hashchange", route);
  route();
}
