// The return's form shows only what an answer asks for. Without this script everything is on the page.
const form = document.querySelector("[data-return]");

const chosen = (row, name) => row.querySelector(`input[name$="-${name}"]:checked`)?.value ?? "";
const typed = (part) => [...part.querySelectorAll("input[type=text], textarea")].some((field) => field.value.trim());
const hasError = (part) => part.querySelector(".govuk-error-message") !== null;

// A part that holds words or an error stays in sight, whatever the answer.
function show(part, wanted) {
  if (part) part.hidden = !(wanted || typed(part) || hasError(part));
}

function update(row) {
  const answer = chosen(row, "answer");
  show(row.querySelector('[data-part="figure"]'), !["no_new_figure", "not_applicable"].includes(answer));
  show(row.querySelector('[data-part="period"]'), chosen(row, "coverage") === "other");
  show(row.querySelector('[data-part="reason"]'), chosen(row, "declared") === "not_rated");
  sayNoteNeeded(row);
  row.querySelectorAll("[data-asked]").forEach((part) => show(part, part.dataset.wanted));
}

// Only Red and Amber need a note to be submitted.
function sayNoteNeeded(row) {
  const words = { red: "Red", amber: "Amber" }[chosen(row, "declared")];
  const said = words ? `Needed, because the status is ${words}.` : "";
  const hint = row.querySelector('[data-needed="note"]');
  if (hint.textContent !== said) hint.textContent = said;
}

function updateAll() {
  form.querySelectorAll("[data-row]").forEach(update);
}

// Somebody who types a figure has one.
function answerFor(field) {
  if (!field.name?.endsWith("-figure") || !field.value.trim()) return;
  const row = field.closest("[data-row]");
  if (!chosen(row, "answer")) row.querySelector('input[value="new_figure"]').checked = true;
}

// What was said to be right is one figure, no other.
function doubtAnew(field) {
  if (!field.name?.endsWith("-figure")) return;
  const tick = field.closest("[data-row]").querySelector('input[name$="-confirmed"]');
  if (tick && tick.value !== field.value.trim()) tick.checked = false;
}

// Last quarter's reason comes into the box, to be read and changed, and goes again as it came.
function takeLastReason(tick) {
  const part = tick.closest("[data-asked]");
  const last = part.querySelector("[data-last-reason]").textContent;
  const box = part.querySelector("textarea");
  if (tick.checked && !box.value.trim()) box.value = last;
  else if (!tick.checked && box.value === last) box.value = "";
}

// A link from the check page or an error leads to its field, also where it was folded away.
function goTo(hash) {
  const field = hash.startsWith("#id_") && document.getElementById(hash.slice(1));
  if (!field) return;
  const folded = "[data-part], [data-asked]";
  for (let part = field.closest(folded); part; part = part.parentElement.closest(folded)) {
    part.hidden = false;
  }
  field.focus();
  field.closest(".govuk-form-group")?.scrollIntoView({ block: "center" });
}

if (form) {
  form.addEventListener("input", (event) => {
    answerFor(event.target);
    doubtAnew(event.target);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-still_applies")) takeLastReason(event.target);
    const row = event.target.closest("[data-row]");
    if (row) update(row);
  });
  form.addEventListener("return:filled", updateAll);
  form.addEventListener("return:judged", updateAll);
  window.addEventListener("hashchange", () => goTo(location.hash));
  updateAll();
  goTo(location.hash);
}

// Signing in anew in another tab changed the token that this page was given.
for (const waiting of document.querySelectorAll("[data-fresh-token]")) {
  waiting.addEventListener("submit", () => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) waiting.elements.csrfmiddlewaretoken.value = token;
  });
}
