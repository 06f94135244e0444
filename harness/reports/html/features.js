
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
    for (const row of document.querySelectorAll("tr[data-case]")) {
      row.hidden = document.getElementById(row.dataset.case).hidden;
    }
    for (const group of document.querySelectorAll(".group, .feature")) {
      group.hidden = !group.querySelector("details.case:not([hidden])");
    }
    count.textContent = shown === cases.length ? "" : `${shown} of ${cases.length} scenarios shown`;
  };

  // the address names the filters, so that a link or a reload shows the same
  const boxes = [...form.querySelectorAll("[name=status]")];
  const names = ["words", "rule", "tag"].filter((name) => form[name]);
  const read = () => {
    const given = new URLSearchParams(location.search);
    for (const name of names) {
      const value = given.get(name) ?? "";
      const known = !form[name].options || [...form[name].options].some((it) => it.value === value);
      form[name].value = known ? value : "";
    }
    const statuses = given.get("status")?.split(",");
    for (const box of boxes) box.checked = !statuses || statuses.includes(box.value);
  };
  const keep = () => {
    const given = new URLSearchParams();
    for (const name of names) if (form[name].value) given.set(name, form[name].value);
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (chosen.length < boxes.length) given.set("status", chosen.join(","));
    const query = given.toString();
    try {
      history.replaceState(null, "", `${location.pathname}${query && "?"}${query}${location.hash}`);
    } catch { /* a page that was opened where addresses cannot change still filters */ }
  };
  form.addEventListener("input", () => { apply(); keep(); });
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
      keep();
    }
  });
  // a link into a scenario that a filter hides shows it
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1))?.closest("details.case");
    if (target?.hidden) { form.reset(); apply(); keep(); target.scrollIntoView(); }
  });
  read();
  apply();
})();
