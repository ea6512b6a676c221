// Saves a pack's texts, or one wording, while they are written. The rules are the server's: this only sends the form,
// shows what comes back, and keeps a copy in this browser until the server has it.
import * as saving from "./saving.js";

const form = document.querySelector("[data-pack]");
const PAUSE = 1500;
const LONGEST_WAIT = 60000;

const status = form.querySelector("[data-save-status]");
const key = form.dataset.key;
let saved = form.dataset.unsaved === undefined ? serialise() : null; // null: never, as after an error
let timer, inFlight, stopped, leaving;
let wait = 2000;

const { say, live } = saving.sayingIn(status);

// What was typed; not the token, nor what the form carries along of the version it was made from.
function serialise() {
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrfmiddlewaretoken");
  for (const field of form.querySelectorAll("[data-carried]")) fields.delete(field.name);
  return fields.toString();
}

const isDirty = () => serialise() !== saved;
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

// --- A copy in this browser, until the server has it ------------------------------------------------

const keepCopy = () => saving.keepCopy(key, saved ?? "", serialise());
const dropCopy = () => saving.dropCopy(key);

// The texts that were changed and never saved: [name, value]. Boxes and choices are quickly made again.
function unsaved(copy) {
  const base = new URLSearchParams(copy.base);
  return [...new URLSearchParams(copy.fields)].filter(([name, value]) => {
    const field = form.elements[name];
    return isText(field) && base.get(name) !== value && field.value !== value;
  });
}

const isText = (field) => field?.tagName === "TEXTAREA" || (field?.tagName === "INPUT" && field.type === "text");

function fill(fields) {
  for (const [name, value] of fields) {
    if (!isText(form.elements[name])) continue;
    form.elements[name].value = value;
    form.elements[name].dispatchEvent(new Event("keyup")); // the count of words
  }
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
  if (leaving || !isDirty()) return;
  keepCopy();
  if (stopped) return;
  if (!status.classList.contains("app-actionbar__status--trouble")) say("Not saved yet");
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function save() {
  clearTimeout(timer);
  if (inFlight || stopped || leaving || !isDirty()) return inFlight;
  inFlight = send().finally(() => { inFlight = undefined; });
  return inFlight;
}

async function send() {
  const sent = serialise();
  const body = new URLSearchParams(sent);
  for (const field of form.querySelectorAll("[data-carried]")) body.set(field.name, field.value);
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
  const came = Object.entries(reply.fields);
  if (came.some(([name]) => !isText(form.elements[name])) || (came.length && serialise() !== sent)) {
    return stop("Somebody else changed this pack meanwhile. Save to bring the two together.", saveButton());
  }
  fill(came);
  for (const [name, value] of Object.entries(reply.carried)) form.elements[name].value = value;
  saved = came.length ? serialise() : sent;
  show(reply);
  if (isDirty()) {
    keepCopy();
    say("Not saved yet");
    timer = setTimeout(save, PAUSE);
    return;
  }
  dropCopy();
  say(["All changes saved", reply.saved_at].join(" ") + (reply.came ? `. ${reply.came}` : ""), "saved");
  if (reply.came) live.textContent = status.textContent;
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
    say(`Not saved. ${reply.message}`, "trouble");
  } else if (code === 403 && reply.reason === "token") {
    again("Not saved yet. It is tried again.");
  } else if (code >= 500 || code === 429) {
    again("Not saved: the portal did not answer. It is tried again.");
  } else {
    stop("Not saved: you can no longer change this. What you typed is kept on this page.");
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

// --- What is still missing --------------------------------------------------------------------------

function show(reply) {
  form.querySelector("[data-missing]").textContent = reply.missing;
  for (const { url, mark, words } of reply.contents) {
    const item = form.querySelector(`[data-contents-item="${url}"]`);
    const sign = form.querySelector(`template[data-mark="${mark}"]`)?.content.firstElementChild;
    if (!item) continue;
    if (sign) item.querySelector("svg").replaceWith(sign.cloneNode(true));
    item.querySelector(".app-contents__state").textContent = words;
  }
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
