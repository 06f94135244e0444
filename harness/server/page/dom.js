// Elements, made and changed in place. What people wrote goes in as text, never as markup.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/** A new element: `el("td", {class: "number", onclick: f}, "text", node)`. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Puts text in an element; one that has it already is left alone, so that nothing is read twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children of `parent` those of `items`, and keeps every element whose key is still there:
 * what has the focus stays where it is. Where the focused one goes, its neighbour has the focus.
 */
export function keyed(parent, items, keyOf, make, update = () => {}) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const keys = items.map((item) => String(keyOf(item)));
  const wanted = new Set(keys);
  for (const [key, child] of old) {
    if (wanted.has(key)) continue;
    if (child.contains(document.activeElement)) hand(child, document.activeElement);
    child.remove();
  }
  let place = parent.firstElementChild;
  items.forEach((item, index) => {
    let child = old.get(keys[index]);
    if (!child) {
      child = make(item);
      child.dataset.key = keys[index];
    }
    update(child, item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  });
}

/**
 * Gives the focus of an element that goes to the same control of the one beside it. A control that
 * deletes gives it to the heading: Enter, pressed again, must not delete another record.
 */
function hand(going, focused) {
  const beside = going.nextElementSibling ?? going.previousElementSibling;
  if (focused.dataset.does === "Delete") {
    $("h3", going.closest("[data-side]"))?.focus();
    return;
  }
  const twin = beside && focused.dataset.does && $(`[data-does="${focused.dataset.does}"]`, beside);
  (twin || going.closest("[tabindex]"))?.focus();
}

/** The options of a list, with the one picked kept. Each is `[value, text]`. */
export function options(select, found) {
  const picked = select.value;
  keyed(select, found, ([value]) => value,
    ([value]) => el("option", { value }), (option, [, text]) => say(option, text));
  if (found.some(([value]) => value === picked)) select.value = picked;
}

let made = 0;
/** A name for an element that another one refers to. */
export const newId = () => `it-${++made}`;

const NUMBER = new Intl.NumberFormat("en");
export const number = (value) => NUMBER.format(value);
export const plural = (value, word) => `${number(value)} ${word}${value === 1 ? "" : "s"}`;
export const SIDES = { hr: "Human Resources", dataverse: "Dataverse" };

export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** A moment as people read it: 2021-08-19 09:00:00. Times are UTC. */
export const moment = (at) => (at ? String(at).replace("T", " ").replace(/Z$/, "") : "");

/** Calls `does` when nothing has asked for it for a while. */
export function later(does, milliseconds) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => does(...given), milliseconds);
  };
}
