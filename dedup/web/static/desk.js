// The desk: which question is open, decisions, and what follows from them in the list, the article and the meter.
import { $, all, call, data, follow, onKeys, overlaid, part, remember, say, showHelp, toast } from "./common.js";
import { showTab, markOpen, showGone, loadTrail, onArticle } from "./article.js";

const base = `/check/${data.id}`;
const api = `/api/desk/${data.id}`;
const items = all(".item");
const byKey = new Map(items.map((item) => [item.dataset.key, item]));
let state = data.state;
let open = null; // the item whose question is shown

// One thing after the other: a key that is pressed while an answer is awaited counts for what is shown then.
let turn = Promise.resolve();
const inTurn = (action) => (...values) => (turn = turn.then(() => action(...values)).catch((error) => toast(error.message, true)));

const titleOf = (item) => $(".row-title", item).textContent;
const rowOf = (item) => $(".row", item);

// -- which question is open --------------------------------------------------------------------------------------

async function show(item, { focus = true } = {}) {
  if (!item) return;
  const detail = $(".detail", item);
  try {
    const nodes = await part(`${base}/question/${item.dataset.key}`); // before anything moves
    close();
    detail.replaceChildren(...nodes);
  } catch (error) {
    toast(error.message, true);
    return;
  }
  detail.hidden = false;
  item.classList.add("open");
  rowOf(item).setAttribute("aria-expanded", "true");
  open = item;
  sessionStorage.setItem(`dedup-${data.id}`, item.dataset.key);
  if (focus) rowOf(item).focus({ preventScroll: true });
  rowOf(item).scrollIntoView({ block: item.offsetHeight > item.closest(".ask").clientHeight ? "start" : "nearest" });
  item.scrollIntoView({ block: "nearest" });
  markOpen(detail);
}

function close() {
  if (!open) return;
  const detail = $(".detail", open);
  detail.hidden = true;
  detail.replaceChildren();
  open.classList.remove("open");
  rowOf(open).setAttribute("aria-expanded", "false");
  open = null;
  markOpen(null);
}

function step(by) {
  const from = open ? items.indexOf(open) : by > 0 ? -1 : items.length;
  const to = items[Math.max(0, Math.min(items.length - 1, from + by))];
  if (to !== open) return show(to);
}

/** Open the next question that is not decided yet, from the open one on and then from the top. */
function goOn() {
  const from = open ? items.indexOf(open) : -1;
  const next = [...items.slice(from + 1), ...items.slice(0, from + 1)].find((item) => !(item.dataset.key in state.made));
  return show(next || open);
}

// -- decisions ---------------------------------------------------------------------------------------------------

async function act(action, values = {}, told = action) {
  const before = state.after;
  try {
    state = await call("POST", `${api}/act`, { action, ...values });
  } catch (error) {
    toast(error.message, true);
    return false;
  }
  update();
  const title = values.key ? titleOf(byKey.get(values.key)) : "";
  toast(say(`done_${told}`, { title, n: (before - state.after).toLocaleString() }));
  return true;
}

async function decide(choice) {
  if (!open) return goOn();
  const key = open.dataset.key;
  const button = $(`[data-choice="${choice}"]`, open);
  if (!button || button.disabled) return toast(say("lost_impossible"), true);
  const note = $("input[name=note]", open);
  if (await act("decide", { key, choice, note: note ? note.value.trim() : "" }, choice)) await goOn();
}

async function takeBack() {
  if (await act("take_back", { key: open.dataset.key })) await show(open);
}

async function move(action) {
  if (!state[action]) return;
  const before = JSON.stringify(state.left_out);
  await act(action);
  if (JSON.stringify(state.left_out) !== before) location.reload(); // another set of questions
  else if (open) await show(open, { focus: false });
}

async function leaveOut(values) {
  try {
    await call("POST", `${api}/act`, values);
    location.reload();
  } catch (error) {
    toast(error.message, true);
  }
}

const allSafe = async () => {
  if (state.safe && (await act("all_safe")) && open) await show(open, { focus: false });
};

// -- what follows ------------------------------------------------------------------------------------------------

const SAID = { cut: "said_cut", keep_both: "said_keep_both", keep_other: "said_keep_other" };

function update() {
  for (const item of items) {
    const choice = state.made[item.dataset.key] || "";
    item.classList.toggle("done", Boolean(choice));
    item.dataset.choice = choice;
    const tag = $(".done-tag", item);
    tag.hidden = !choice;
    tag.textContent = choice ? say(choice === "keep_both" && item.matches(".furniture, .elsewhere") ? "said_kept" : SAID[choice]) : "";
  }
  const saved = state.before - state.after;
  $("#after").textContent = state.after.toLocaleString();
  $("#saved").textContent = saved ? `· ${say("saved", { n: saved.toLocaleString() })}` : "";
  $("#bar").setAttribute("width", String((100 * state.after) / Math.max(1, state.before)));
  $("#open-left").textContent = items.length ? say("open_left", { n: state.open }) : "";
  $("#undo").disabled = !state.undo;
  $("#redo").disabled = !state.redo;
  $("#all-safe").disabled = !state.safe;
  $("#all-safe .count").textContent = state.safe || "";
  const done = $("#all-decided");
  if (done) done.hidden = state.open > 0;
  showGone(state.gone);
  loadTrail();
}

// -- mouse and keys ----------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (row) {
    const item = row.closest(".item");
    return inTurn(() => (item === open ? close() : show(item)))();
  }
  const button = event.target.closest("[data-choice], [data-act]");
  if (!button || !button.closest(".detail")) return;
  if (button.dataset.choice) inTurn(decide)(button.dataset.choice);
  else if (button.dataset.act === "take_back") inTurn(takeBack)();
  else if (button.dataset.act === "leave_source")
    inTurn(leaveOut)({ action: "leave_source", source: button.dataset.source, article: button.dataset.article });
  else inTurn(leaveOut)({ action: "reject", key: open.dataset.key, note: $("input[name=note]", open).value.trim() });
});
// What a verdict rests on is asked for when it is opened.
document.addEventListener(
  "toggle",
  async (event) => {
    const body = event.target.open && $(".why-body", event.target);
    if (!body || body.hasChildNodes()) return;
    try {
      body.replaceChildren(...(await part(`${base}/question/${open.dataset.key}/why`)));
    } catch (error) {
      toast(error.message, true);
    }
  },
  true,
);
$("#undo").addEventListener("click", () => inTurn(move)("undo"));
$("#redo").addEventListener("click", () => inTurn(move)("redo"));
$("#all-safe").addEventListener("click", inTurn(allSafe));
$("#leave-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  leaveOut({
    action: "leave_out",
    left_out: {
      ...state.left_out,
      quotes: form.quotes.checked,
      boilerplate: form.boilerplate.checked,
      shorter_than: Number(form.shorter_than.value) || 0,
      ...leftOutSources(form),
    },
  });
});
function leftOutSources(form) {
  const out = all("input[name=publisher]:checked", form).map((box) => box.dataset);
  return {
    sources: out.map((one) => one.source).filter(Boolean),
    articles: out.filter((one) => !one.source).map((one) => one.article),
  };
}

$("#leave-reset").addEventListener("click", () => leaveOut({ action: "leave_out", left_out: {} }));
for (const input of all(".ask input[name=mode]"))
  input.addEventListener("change", async () => {
    try {
      const url = await follow(await call("POST", `${api}/mode`, { mode: input.value }));
      if (url) return location.reload();
      toast(say("stopped"));
    } catch (error) {
      toast(error.message, true);
    }
    $(`.ask input[value=${data.mode}]`).checked = true;
  });

const byAnchor = new Map(items.map((item) => [item.dataset.anchor, item]));
onArticle({
  question: inTurn((anchor) => show(byAnchor.get(anchor))),
  asks: (anchor) => byAnchor.has(anchor),
  passage: inTurn((id) => show(items.find((item) => passagesOf(item.dataset.key).includes(id)))),
});

function passagesOf(key) {
  return key.replace(/^[pe]/, "").split("-");
}

const TABS = ["article", "shorter", "map", "trail"];
onKeys({
  j: inTurn(() => step(1)),
  k: inTurn(() => step(-1)),
  a: inTurn(() => decide("cut")),
  s: inTurn(() => decide("keep_other")),
  x: inTurn(() => decide("keep_both")),
  u: inTurn(() => move("undo")),
  r: inTurn(() => move("redo")),
  A: inTurn(allSafe),
  o: inTurn(() => (open ? close() : show(byKey.get(sessionStorage.getItem(`dedup-${data.id}`)) || items[0]))),
  e: () => {
    $("#export").open = true;
    $("#export a").focus();
  },
  "?": showHelp,
  ...Object.fromEntries(TABS.map((name, n) => [String(n + 1), () => showTab(name)])),
});

overlaid($("#export"));
remember(data.name);
update();
const last = byKey.get(sessionStorage.getItem(`dedup-${data.id}`)) || items.find((item) => !(item.dataset.key in state.made));
if (last && matchMedia("(min-width: 62rem)").matches) inTurn(show)(last);
else $("#questions").focus({ preventScroll: true });
