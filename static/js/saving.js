// What every form that saves itself shares: what it says of that, and the copy kept in this browser.

export const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

// `say(text, kind, ...links)` in the line `status`. What is said aloud: trouble and its end, not every save.
export function sayingIn(status) {
  status.removeAttribute("role");
  const live = document.createElement("p");
  live.className = "govuk-visually-hidden";
  live.setAttribute("role", "status");
  status.after(live);
  const say = (text, kind, ...links) => {
    const trouble = kind === "trouble";
    const was = status.classList.contains("app-actionbar__status--trouble");
    status.classList.toggle("app-actionbar__status--trouble", trouble);
    status.classList.toggle("app-actionbar__status--saved", kind === "saved");
    status.replaceChildren(text, ...links.flatMap((link) => [" ", link]));
    if (trouble || was) live.textContent = text;
  };
  return { say, live };
}

export function keepCopy(key, base, fields) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: clock(), base, fields }));
  } catch { /* full, or forbidden: the page itself still holds everything */ }
}

export function dropCopy(key) {
  try {
    localStorage.removeItem(key);
  } catch { /* as above */ }
}

export function readCopy(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Asks whether what was typed at `at` and never saved is wanted back.
export function offerToRestore(at, restore, drop) {
  const bar = document.querySelector("[data-restore]");
  const answer = (name, act) => bar.querySelector(name).addEventListener("click", () => { bar.hidden = true; act(); });
  bar.querySelector("[data-restore-text]").textContent = `What you typed at ${at} was not saved. You can restore it.`;
  bar.querySelector("[data-restore-yes]").textContent = `Restore what you typed at ${at}`;
  answer("[data-restore-yes]", restore);
  answer("[data-restore-no]", drop);
  bar.hidden = false;
}
