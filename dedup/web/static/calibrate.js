// Judging pairs: same or not, and what each threshold would find of them.
import { $, all, call, data, onKeys, say } from "./common.js";

const pairs = all(".pairs li");
const labels = Object.fromEntries(Object.entries(data.labels));
const slider = $("#at");
let at = 0;
let answer = null;

const share = (rate) => (rate === null ? "–" : `${Math.round(100 * rate)}%`);
const first = () => pairs.findIndex((_, n) => !(n in labels));

function show(n) {
  at = Math.max(0, Math.min(pairs.length - 1, n));
  pairs.forEach((pair, k) => (pair.hidden = k !== at));
  for (const button of all("[data-same]"))
    button.setAttribute("aria-pressed", String(String(labels[at]) === button.dataset.same));
}

async function count() {
  answer = await call("POST", `/api/desk/${data.id}/judged`, { labels });
  $("#judged").textContent = say("judged", { n: answer.judged, of: answer.of });
  for (const [mode, rate] of Object.entries(answer.modes)) {
    const cells = all(`tr[data-mode=${mode}] td`);
    cells[0].textContent = share(rate.precision);
    cells[1].textContent = share(rate.recall);
  }
  move();
}

function move() {
  const value = Number(slider.value);
  $("#at-shown").textContent = `${Math.round(100 * value)}%`;
  const rate = answer && answer.rates.find((one) => Math.abs(one.at - value) < 0.001);
  $("#precision").textContent = rate ? share(rate.precision) : "–";
  $("#recall").textContent = rate ? share(rate.recall) : "–";
}

async function judge(same) {
  labels[at] = same;
  await count();
  show(first() < 0 ? at + 1 : first());
}

if (pairs.length) {
  slider.value = String(data.at);
  slider.addEventListener("input", move);
  for (const button of all("[data-same]")) button.addEventListener("click", () => judge(button.dataset.same === "true"));
  for (const button of all("[data-step]")) button.addEventListener("click", () => show(at + Number(button.dataset.step)));
  $("#keep").addEventListener("click", async () => {
    try {
      $("#kept").textContent = say("kept_setting", await call("POST", "/api/keep", { at: Number(slider.value) }));
    } catch (error) {
      $("#kept").textContent = error.message;
    }
  });
  onKeys({ s: () => judge(true), d: () => judge(false), j: () => show(at + 1), k: () => show(at - 1) });
  show(Math.max(0, first()));
  count();
}
