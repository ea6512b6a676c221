// Saves the return's draft while it is being written. The rules are the server's: this only sends the form,
// shows what comes back, and keeps a copy in this browser until the server has it.
import * as saving from "./saving.js";

const form = document.querySelector("[data-return]");
const PAUSE = 1500;
const LONGEST_WAIT = 60000;

const status = form.querySelector("[data-save-status]");
const version = form.querySelector('[name="version"]');
const key = `return:${form.dataset.key}`;
let saved = form.dataset.unsaved === undefined ? serialise() : null; // null: never, as after an error
let timer, inFlight, stopped, leaving;
let wait = 2000;

const { say, live } = saving.sayingIn(status);

function serialise() {
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrfmiddlewaretoken");
  fields.delete("version");
  return fields.toString();
}

const isDirty = () => serialise() !== saved;
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

// --- A copy in this browser, until the server has it ------------------------------------------------

const keepCopy = () => saving.keepCopy(key, saved ?? "", serialise());
const dropCopy = () => saving.dropCopy(key);

// The fields that were changed and never saved: [name, value].
function unsaved(copy) {
  const base = new URLSearchParams(copy.base);
  const now = new URLSearchParams(serialise());
  return [...new URLSearchParams(copy.fields)].filter(
    ([name, value]) => base.get(name) !== value && now.get(name) !== value,
  );
}

function fill(fields) {
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (!field) continue;
    if (field instanceof RadioNodeList || field.type === "radio") {
      const radios = field instanceof RadioNodeList ? [...field] : [field];
      radios.forEach((radio) => { radio.checked = radio.value === value; });
    } else if (field.type === "checkbox") {
      field.value = value || field.value;
      field.checked = Boolean(value);
    } else {
      field.value = value;
    }
  }
  form.dispatchEvent(new Event("return:filled"));
}

function offerToRestore() {
  const copy = saving.readCopy(key);
  if (!copy?.fields) return;
  const fields = unsaved(copy);
  if (!fields.length) return dropCopy();
  saving.offerToRestore(copy.at, () => { fill(fields); changed(); }, dropCopy);
}

// --- Saving -------------------------------------------------------------------------------------------

function changed() {
  if (leaving) return;
  if (!isDirty()) return;
  keepCopy();
  if (stopped) return;
  if (!status.classList.contains("app-actionbar__status--trouble")) say("Not saved yet");
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function save() {
  clearTimeout(timer);
  if (inFlight || stopped || leaving || !isDirty()) return inFlight;
  inFlight = send().finally(() => {
    inFlight = undefined;
  });
  return inFlight;
}

async function send() {
  const sent = serialise();
  const body = new URLSearchParams(sent);
  body.set("version", version.value);
  let response, reply;
  try {
    response = await fetch(form.dataset.autosave, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      redirect: "error",
    });
    reply = (response.headers.get("content-type") ?? "").includes("json") ? await response.json() : {};
  } catch {
    return again("Not saved: there is no connection. It is tried again.");
  }
  if (response.ok) return stored(reply, sent);
  refused(response.status, reply);
}

function stored(reply, sent) {
  wait = 2000;
  if (reply.merged && !takeIn(reply, sent)) return;
  version.value = reply.version;
  saved = reply.merged ? serialise() : sent;
  show(reply);
  if (isDirty()) {
    keepCopy();
    say("Not saved yet");
    timer = setTimeout(save, PAUSE);
    return;
  }
  dropCopy();
  if (reply.merged) {
    say(`All changes saved ${reply.saved_at}. ${reply.by} changed ${reply.changed}: it is on the page now.`, "saved");
    live.textContent = status.textContent;
  } else {
    say(`All changes saved ${reply.saved_at}`, "saved");
  }
}

// Another person's rows come onto the page, unless something was typed while they were on their way.
function takeIn(reply, sent) {
  if (serialise() === sent) {
    fill(Object.entries(reply.fields));
    return true;
  }
  stop(`${reply.by} changed ${reply.changed} meanwhile. Save the draft to bring the two together.`, saveButton());
  return false;
}

function refused(code, reply) {
  if (code === 401) {
    const link = document.createElement("a");
    Object.assign(link, { href: form.dataset.signIn, target: "_blank", rel: "noopener", className: "govuk-link" });
    link.textContent = "Sign in in a new tab";
    again("You have been signed out; what you typed is kept on this page.", link);
  } else if (code === 409) {
    stop(reply.message, saveButton());
  } else if (code === 422) {
    saved = null;
    say(`Not saved. ${reply.errors[0].text}`, "trouble");
  } else if (code === 403 && reply.reason === "token") {
    again("Not saved yet. It is tried again.");
  } else if (code >= 500 || code === 429) {
    again("Not saved: the portal did not answer. It is tried again.");
  } else {
    stop("Not saved: you can no longer change this return. What you typed is kept on this page.");
  }
}

function again(text, ...links) {
  keepCopy();
  say(text, "trouble", ...links);
  clearTimeout(timer);
  timer = setTimeout(save, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function stop(text, ...links) {
  stopped = true;
  keepCopy();
  say(text, "trouble", ...links);
}

function saveButton() {
  const button = document.createElement("button");
  Object.assign(button, { type: "submit", name: "do", value: "save", className: "app-button-link" });
  button.textContent = "Save now";
  return button;
}

// --- What the server said of each row -------------------------------------------------------------------

const STATES = { answered: "answered", missing: "missing", wanted: "needs a reason", reason: "needs a reason", note: "needs a note", figure: "is the figure right?" };

function show(reply) {
  for (const [row, said] of Object.entries(reply.rows)) {
    const card = form.querySelector(`[data-row="${row}"]`);
    if (!card) continue; // a KPI that came after the page was opened
    const line = card.querySelector("[data-reading]");
    if (line) {
      write(line, said.reading);
      line.hidden = !said.reading;
    }
    showVerdict(card.querySelector("[data-verdict]"), said.computed);
    ask(card, said);
    const period = card.querySelector('[data-needed="period"]');
    if (period) write(period, said.period);
    mark(`#kpi-${row}`, said.state);
  }
  showSuggested(reply.suggested);
  form.dispatchEvent(new Event("return:judged"));
  for (const [name, state] of Object.entries(reply.whole)) mark(`#${name}`, state);
  document.querySelector("[data-next]").textContent = reply.next;
  document.querySelector(".app-heading__state .govuk-tag")
    .replaceWith(form.querySelector("template[data-draft]").content.cloneNode(true));
  const count = form.querySelector("[data-contents-count]");
  if (count) count.textContent = reply.count;
}

// Text that stays as it is isn't written again, so that nothing is read out twice.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const rag = (status) => form.querySelector(`template[data-rag="${status}"]`).content.cloneNode(true);

function showVerdict(box, { status, sentence, asks_coverage }) {
  const words = box.querySelector(".app-figures-say__words");
  const before = document.createElement("span");
  before.textContent = status ? "The figures say" : "The figures can’t say.";
  const text = document.createElement("span");
  text.dataset.sentence = "";
  text.textContent = sentence;
  const link = words.querySelector("[data-to-coverage]");
  const shown = words.cloneNode();
  shown.append(before, " ", ...(status ? [rag(status), " "] : []), text, " ", link.cloneNode(true));
  if (squeezed(shown) !== squeezed(words)) words.replaceChildren(...shown.childNodes);
  words.querySelector("[data-to-coverage]").hidden = !asks_coverage;
  box.hidden = !sentence;
}

const squeezed = (element) => element.textContent.replace(/\s+/g, " ").trim();

// return.js shows and hides the parts.
function ask(card, { asks_reason, question, figure, printed, replaces }) {
  card.querySelector('[data-asked="lead_reason"]').dataset.wanted = asks_reason ? "yes" : "";
  const confirm = card.querySelector('[data-asked="confirm"]');
  if (!confirm) return;
  confirm.dataset.wanted = question ? "yes" : "";
  write(confirm.querySelector("[data-question]"), question);
  write(confirm.querySelector("[data-figure]"), printed);
  const tick = confirm.querySelector("input");
  if (tick.value !== figure) Object.assign(tick, { value: figure, checked: false });
  const correction = card.querySelector('[data-asked="correction"]');
  correction.dataset.wanted = replaces ? "yes" : "";
  write(correction.querySelector("[data-replaces]"), replaces);
}

function showSuggested({ status }) {
  const box = form.querySelector("[data-suggested]");
  box.hidden = !status;
  if (status && !box.querySelector(`.app-rag--${status}`)) box.querySelector(".app-rag").replaceWith(rag(status));
}

function mark(url, state) {
  const item = form.querySelector(`[data-contents-item="${url}"]`);
  const sign = form.querySelector(`template[data-mark="${state}"]`)?.content.firstElementChild;
  if (!item) return;
  if (sign) item.querySelector("svg").replaceWith(sign.cloneNode(true));
  const words = document.createElement("span");
  words.textContent = STATES[state];
  if (state === "answered") words.className = "govuk-visually-hidden";
  item.querySelector(".app-contents__state").replaceChildren(words);
}

// --- Leaving ---------------------------------------------------------------------------------------------

// A save that is on its way goes first, so that nobody meets a conflict with themselves.
form.addEventListener("submit", async (event) => {
  form.elements.csrfmiddlewaretoken.value = token(); // signing in again in another tab changed it
  if (inFlight) {
    event.preventDefault();
    await inFlight;
    leaving = true;
    form.requestSubmit(event.submitter ?? undefined);
    return;
  }
  clearTimeout(timer);
  leaving = true;
  if (isDirty()) keepCopy();
});

window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("focus", () => { if (isDirty()) save(); });
window.addEventListener("online", () => { if (isDirty()) save(); });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && isDirty()) event.preventDefault();
});
form.addEventListener("input", changed);
form.addEventListener("change", changed);
offerToRestore();
