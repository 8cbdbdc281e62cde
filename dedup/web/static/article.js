// The right half of the desk: the article, the shorter text, the map and the trail.
import { $, all, data, part } from "./common.js";

const panels = { article: "#panel-article", shorter: "#panel-article", map: "#panel-map", trail: "#panel-trail" };
const passage = (id) => document.getElementById(`r1-p${id}`);
let shown = "article";
let gone = [];

export function showTab(name, focus = false) {
  shown = name;
  for (const tab of all("[role=tab]")) {
    const on = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on && focus) tab.focus();
  }
  for (const panel of all(".panel")) panel.hidden = `#${panel.id}` !== panels[name];
  const panel = $("#panel-article");
  panel.classList.toggle("short", name === "shorter");
  panel.setAttribute("aria-labelledby", name === "shorter" ? "tab-shorter" : "tab-article");
  $("#shorter-same").hidden = name !== "shorter" || gone.length > 0;
  loadTrail();
}

/** Show which passages go. */
export function showGone(ids) {
  gone = ids;
  for (const element of all(".passage.gone")) element.classList.remove("gone");
  for (const id of ids) passage(id).classList.add("gone");
  $("#shorter-same").hidden = shown !== "shorter" || gone.length > 0;
}

/** Show where the passages of the open question stand: both if they fit, else the later one. */
export function markOpen(detail) {
  for (const element of all(".passage.now")) element.classList.remove("now");
  for (const dot of all(".plot a.now")) dot.classList.remove("now");
  if (!detail) return;
  const item = detail.closest(".item");
  const ids = item.dataset.key.replace(/^[pe]/, "").split("-");
  for (const id of ids) passage(id).classList.add("now");
  for (const dot of all(`.plot a[href="#${CSS.escape(item.dataset.anchor)}"]`)) dot.classList.add("now");
  const panel = $("#panel-article");
  if (panel.hidden || getComputedStyle(panel).overflowY !== "auto") return; // on a phone the article is below
  const [first, last] = [passage(ids[0]), passage(ids.at(-1))];
  const apart = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  const to = apart < panel.clientHeight ? first : passage(item.classList.contains("conflict") ? ids[0] : ids.at(-1));
  panel.scrollTop += to.getBoundingClientRect().top - panel.getBoundingClientRect().top - 60;
}

export async function loadTrail() {
  if (shown !== "trail") return;
  $("#panel-trail").replaceChildren(...(await part(`/check/${data.id}/trail`)));
}

/** Call `question` where a dot or the badge of a question is followed, `passage` where a passage is clicked. */
export function onArticle({ question, asks, passage: onPassage }) {
  $(".read").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const clicked = event.target.closest(".passage");
    if (link && (link.closest(".plot") || asks(link.getAttribute("href").slice(1)))) {
      event.preventDefault();
      question(link.getAttribute("href").slice(1));
    } else if (link) {
      event.preventDefault();
      follow(link.getAttribute("href").slice(1));
      onPassage(clicked.id.slice(4));
    } else if (clicked && !String(getSelection())) onPassage(clicked.id.slice(4));
  });
}

function follow(id) {
  const to = document.getElementById(id);
  if (to) to.scrollIntoView({ block: "center" });
}

for (const tab of all("[role=tab]")) tab.addEventListener("click", () => showTab(tab.id.slice(4)));
$("[role=tablist]").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const names = Object.keys(panels);
  showTab(names[(names.indexOf(shown) + by + names.length) % names.length], true);
});

// A badge beside a text leads to its passage in the article.
$(".ask").addEventListener("click", (event) => {
  const link = event.target.closest("a.badge[href^='#'], a.to-passage");
  if (!link) return;
  event.preventDefault();
  if ($("#panel-article").hidden) showTab("article");
  follow(link.getAttribute("href").slice(1));
});
