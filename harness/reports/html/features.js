
// Living documentation: search, and filters by rule, tag and status. The address keeps them.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const cases = [...document.querySelectorAll("details.case")];
  const count = form.querySelector("output");
  form.hidden = false;

  const apply = () => {
    const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = ["rule", "tag"].map((name) => form[name]?.value).filter(Boolean);
    const statuses = new Set([...form.querySelectorAll("[name=status]:checked")].map((b) => b.value));
    let shown = 0;
    for (const one of cases) {
      const tags = one.dataset.tags.split(" ");
      const fits = statuses.has(one.dataset.status)
        && wanted.every((tag) => tags.includes(tag))
        && words.every((word) => one.dataset.words.includes(word));
      one.hidden = !fits;
      shown += fits;
    }
    for (const feature of document.querySelectorAll(".feature")) {
      feature.hidden = !feature.querySelector("details.case:not([hidden])");
      for (const heading of feature.querySelectorAll(":scope > h3")) {
        let next = heading.nextElementSibling;
        let any = false;
        for (; next && next.tagName !== "H3"; next = next.nextElementSibling) {
          any ||= next.matches("details.case:not([hidden])");
        }
        heading.hidden = !any;
      }
    }
    count.textContent = shown === cases.length ? "" : `${shown} of ${cases.length} scenarios shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      form.words.focus();
    }
    if (event.key === "Escape" && event.target === form.words) {
      form.words.value = "";
      apply();
    }
  });
  // a link into a scenario that a filter hides shows it
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1))?.closest("details.case");
    if (target?.hidden) { form.reset(); apply(); target.scrollIntoView(); }
  });
  apply();
})();
