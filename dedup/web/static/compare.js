// Two articles: walk through what was found by keyboard.
import { $, all, data, onKeys, remember, showHelp } from "./common.js";

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

onKeys({
  j: () => go(1),
  k: () => go(-1),
  o: () => cards[at] && $(".side a.badge", cards[at])?.click(),
  e: () => {
    $("#export").open = true;
    $("#export a").focus();
  },
  "?": showHelp,
});
remember(data.name);
