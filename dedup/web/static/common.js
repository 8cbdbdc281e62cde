// What the scripts of all pages share: the words, requests with the token, work with its progress, the help.
const block = (id) => JSON.parse(document.getElementById(id).textContent);
export const data = block("data");
const words = block("words");

export const say = (key, values = {}) =>
  words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

export const $ = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Return the JSON of an answer; throw an Error whose message is the server's sentence. */
export async function call(method, address, body, type = "application/json") {
  let answer;
  try {
    answer = await fetch(address, {
      method,
      headers: { "X-Dedup-Token": data.token, "Content-Type": type, Accept: "application/json" },
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    });
  } catch {
    throw new Error(say("failed"));
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error || say("failed"));
  return told;
}

/** Return the part of a page that the server has rendered, as nodes: every word of it was escaped there. */
export async function part(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html, application/json" } }).catch(() => null);
  if (!answer) throw new Error(say("failed"));
  const text = await answer.text();
  if (!answer.ok) throw new Error(answer.headers.get("content-type").includes("json") ? JSON.parse(text).error : say("failed"));
  const parsed = new DOMParser().parseFromString(text, "text/html");
  return [...parsed.body.childNodes].map((node) => document.importNode(node, true));
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const step = (job) => say(`step_${job.step}`, { n: (job.step === "judge" ? job.judged : job.encoded).toLocaleString() });

/** Show how far a job is until it ends. Return its address, or null where the user has stopped it. */
export async function follow(job) {
  const dialog = $("#progress");
  let looks = 0;
  const stop = $("#progress-stop");
  stop.disabled = false;
  stop.onclick = () => {
    stop.disabled = true;
    $("#progress-told").textContent = say("stopping");
    call("DELETE", `/api/jobs/${job.id}`).catch(() => {});
  };
  dialog.oncancel = (event) => {
    event.preventDefault();
    stop.click();
  };
  const open = setTimeout(() => dialog.showModal(), 250); // quick work shows no dialog
  try {
    while (job.state === "waiting" || job.state === "running") {
      if (!stop.disabled) $("#progress-told").textContent = job.state === "waiting" ? say("waiting") : step(job);
      await pause(looks++ < 40 ? 60 : 400);
      job = await call("GET", `/api/jobs/${job.id}`);
    }
  } finally {
    clearTimeout(open);
    if (dialog.open) dialog.close();
  }
  if (job.state === "failed") throw new Error(job.error);
  return job.state === "done" ? job.url : null;
}

let hiding;
export function toast(text, bad = false) {
  const box = $("#toast");
  if (!box) return;
  box.textContent = text;
  box.className = `toast on${bad ? " bad" : ""}`;
  clearTimeout(hiding);
  hiding = setTimeout(() => box.classList.remove("on"), bad ? 8000 : 3500);
}

/** Remember what is open in this browser, so that the first page can list it. */
export function remember(name) {
  const known = recent().filter((one) => one.url !== location.pathname);
  localStorage.setItem("dedup-open", JSON.stringify([{ url: location.pathname, name, version: data.version }, ...known].slice(0, 8)));
}

export function recent() {
  try {
    const known = JSON.parse(localStorage.getItem("dedup-open") || "[]");
    return known.filter((one) => /^\/(check|compare)\/[\w-]+$/.test(one.url));
  } catch {
    return [];
  }
}

/** Call what a key stands for, unless the user is writing, or holds another key. */
export function onKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog[open]")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}

/** What lies under the open menu is out of reach, so nothing is met by half. */
export function overlaid(menu) {
  menu.addEventListener("toggle", () => {
    for (const part of $("#main").children) part.inert = menu.open;
  });
}

export function showHelp() {
  $("#help").showModal();
}

// A menu closes with Escape and with a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]"))
    if (!menu.contains(event.target) || event.target.closest(".popover a")) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("details.menu[open]")) {
    menu.open = false;
    $("summary", menu).focus();
  }
});
const keys = $("#keys");
if (keys) keys.addEventListener("click", showHelp);
