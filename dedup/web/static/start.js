// The first page: paste, drop or open one article or two, and begin.
import { $, all, call, data, follow, recent, say } from "./common.js";

const form = $("#open");
const sheets = all(".sheet");
const files = [null, null]; // what was opened or dropped, by side; it beats what is written

const areaOf = (side) => $("textarea", sheets[side]);
const tell = (text) => ($("#told").textContent = text);

function hold(side, file) {
  files[side] = file;
  const area = areaOf(side);
  sheets[side].classList.toggle("holds", Boolean(file));
  if (file) area.value = file.name;
  tell("");
}

function showTwo(two) {
  sheets[1].hidden = !two;
  form.classList.toggle("two", two);
  $(".sheet-label", sheets[0]).textContent = say(two ? "original_label" : "first_label");
  $("#go").textContent = say(two ? "compare" : "check");
  $("#two").checked = two;
  $("#two-hint").hidden = !two;
}

async function takeIn(side) {
  const file = files[side];
  const body = file || new Blob([areaOf(side).value], { type: "text/plain" });
  if (!file && !areaOf(side).value.trim()) throw new Error(say("no_text"));
  const name = file ? `?name=${encodeURIComponent(file.name)}` : "";
  const kept = await call("POST", `/api/articles${name}`, body, file ? "application/octet-stream" : "text/plain; charset=utf-8");
  return kept.article;
}

async function goTo(job) {
  const url = await follow(job);
  if (url) location.assign(url);
  else tell(say("stopped"));
}

async function begin() {
  tell("");
  $("#go").disabled = true;
  try {
    const articles = [await takeIn(0)];
    if ($("#two").checked) articles.push(await takeIn(1));
    const mode = $("input[name=mode]:checked", form).value;
    await goTo(await call("POST", "/api/jobs", { articles, mode }));
  } catch (error) {
    tell(error.message);
  } finally {
    $("#go").disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
$("#two").addEventListener("change", (event) => showTwo(event.target.checked));
$("#example").addEventListener("click", () => {
  hold(0, null);
  areaOf(0).value = JSON.parse($("#example-text").textContent);
  areaOf(0).focus();
});
for (const input of all("input[type=file]"))
  input.addEventListener("change", () => input.files[0] && hold(Number(input.dataset.side), input.files[0]));
sheets.forEach((sheet, side) => {
  areaOf(side).addEventListener("input", () => {
    files[side] = null;
    sheet.classList.remove("holds");
  });
  areaOf(side).addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) begin();
  });
});

// A file may be dropped anywhere; two of them are compared.
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  sheets[0].classList.add("over");
});
document.addEventListener("dragleave", () => sheets.forEach((sheet) => sheet.classList.remove("over")));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  sheets.forEach((sheet) => sheet.classList.remove("over"));
  const dropped = [...event.dataTransfer.files];
  const target = event.target.closest(".sheet");
  if (dropped.length > 1) {
    showTwo(true);
    dropped.slice(0, 2).forEach((file, side) => hold(side, file));
  } else if (dropped.length) hold(target ? Number(target.dataset.side) : 0, dropped[0]);
});

const before = recent();
if (before.length) {
  for (const one of before) {
    const link = document.createElement("a");
    link.href = one.url;
    link.textContent = one.name;
    const item = document.createElement("li");
    item.append(link);
    $("#recent ul").append(item);
  }
  $("#recent").hidden = false;
}
if (data.job) goTo(data.job).catch((error) => tell(error.message));
else areaOf(0).focus();
