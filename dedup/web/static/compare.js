// Two articles: walk through what was found by keyboard.
import { $, all, call, data, follow, onKeys, overlaid, remember, say, showHelp, toast } from "./common.js";

const cards = all(".card");
let at = -1;

function go(by) {
  if (!cards.length) return;
  cards[at]?.classList.remove("now");
  at = Math.max(0, Math.min(cards.length - 1, at + by));
  cards[at].classList.add("now");
  cards[at].tabIndex = -1;
  cards[at].focus({ preventScroll: true });
  cards[at].scrollIntoView({ block: "start" });
}

/** Go to the desk on which the repost is decided on; it is made the first time. */
async function decide() {
  $("#decide").disabled = true;
  try {
    const url = await follow(await call("POST", `/api/compare/${data.id}/desk`, {}));
    if (url) return location.assign(url);
    toast(say("stopped"));
  } catch (error) {
    toast(error.message, true);
  }
  $("#decide").disabled = false;
}
$("#decide").addEventListener("click", decide);

onKeys({
  d: decide,
  j: () => go(1),
  k: () => go(-1),
  o: () => cards[at] && $(".side a.badge", cards[at])?.click(),
  e: () => {
    $("#export").open = true;
    $("#export a").focus();
  },
  "?": showHelp,
});
overlaid($("#export"));
remember(data.name);
