// What a script adds to a page that works without one: copying a quotation, and an answer on the way.
"use strict";

const COPIED_FOR_MS = 2500; // long enough to be read slowly

function copyButton(citation) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "复制引文";
  button.addEventListener("click", async () => {
    button.textContent = (await copied(citation)) ? "已复制" : "复制不了，请长按引文";
    setTimeout(() => { button.textContent = "复制引文"; }, COPIED_FOR_MS);
  });
  return button;
}

async function copied(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // refused permission: try the older way
    }
  }
  // without https there is no clipboard object; office machines are often served so
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

for (const acts of document.querySelectorAll(".acts")) {
  const citations = [];
  for (let above = acts.previousElementSibling; above?.matches(".source, .quote"); above = above.previousElementSibling) {
    const quote = above.querySelector("blockquote[data-citation]");
    if (quote) citations.unshift(quote.dataset.citation);
  }
  if (citations.length) acts.append(copyButton(citations.join("\n")));
}

const form = document.querySelector("form.ask");
form?.addEventListener("submit", () => { form.classList.add("asking"); });
addEventListener("pageshow", () => { form?.classList.remove("asking"); });
