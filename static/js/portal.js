// Starts the GOV.UK Frontend components a page holds, and the phone's menu. Every page works without it.
import { Button, ErrorSummary, NotificationBanner, SkipLink, createAll } from "../govuk-frame.min.js";

const FIELDS = ["character-count", "checkboxes", "password-input", "radios"];

document.body.classList.add("js-enabled", "govuk-frontend-supported");

createAll(Button, { preventDoubleClick: true });
for (const component of [ErrorSummary, NotificationBanner, SkipLink]) {
  createAll(component);
}

for (const menu of document.querySelectorAll("[data-app-menu]")) {
  const toggle = menu.querySelector("button");
  toggle.hidden = false;
  menu.classList.add("app-nav--folding");
  toggle.addEventListener("click", () => {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(open));
    menu.classList.toggle("app-nav--open", open);
  });
}

for (const button of document.querySelectorAll("[data-app-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

if (document.querySelector(FIELDS.map((name) => `[data-module="govuk-${name}"]`).join())) {
  import("../govuk-fields.min.js").then(({ createAll: start, ...components }) => {
    Object.values(components).forEach((component) => start(component));
  });
}
