// Dialogs: modal, closed with Escape, and the focus goes back to where it came from.

import { $, el, newId } from "./dom.js";

/** Opens a dialog with this title; `fill` puts its content in, and gets the dialog. */
export function open(title, fill, attributes = {}) {
  const heading = el("h2", { id: newId(), tabindex: "-1" }, title);
  const body = el("div", { class: "dialog-body" });
  const dialog = el("dialog", { "aria-labelledby": heading.id, ...attributes }, heading, body);
  dialog.addEventListener("close", () => dialog.remove());
  fill(body, dialog);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A dialog that only shows something. */
export function show(title, ...content) {
  return open(title, (body, dialog) => {
    body.append(...content);
    dialog.append(el("div", { class: "buttons" },
      el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close")));
    dialog.classList.add("wide");
  });
}

/** Asks with a dialog of the page that has the buttons Yes and No; `yes` is tried before it closes. */
export function asks(dialog, yes) {
  $("[value=no]", dialog).addEventListener("click", () => dialog.close());
  $("[value=yes]", dialog).addEventListener("click", async ({ currentTarget }) => {
    currentTarget.setAttribute("aria-busy", "true");
    if (await yes()) dialog.close();
    currentTarget.removeAttribute("aria-busy");
  });
  dialog.addEventListener("close", () => $(".alerts", dialog).replaceChildren());
}
