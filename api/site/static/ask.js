// Asking without loading the page anew, and suggestions while typing. Without it the same form does the asking.
"use strict";

(() => {
  const form = document.querySelector("form.ask");
  const box = form.querySelector("#q");
  const button = form.querySelector("button[type=submit]");

  // Asking: the server draws the same page; what has changed of it is put in place.

  let asking = null;

  function addressOf(data) {
    const url = new URL(form.action, location.href);
    url.search = new URLSearchParams(data);
    return url;
  }

  async function show(url, { keep }) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    button.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { signal, headers: { Accept: "text/html" } });
      // a question that is too long comes back as 422 with the page that says so
      if (!response.ok && response.status !== 422) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!page.querySelector("#talk")) throw new Error("no answer on the page");
      if (keep) history.pushState({}, "", url);
      place(page);
    } catch (error) {
      if (error.name === "AbortError") return;
      location.assign(url); // the browser shows what went wrong better than a script could
    } finally {
      if (!signal.aborted) button.removeAttribute("aria-busy");
    }
  }

  function place(page) {
    document.title = page.title;
    for (const part of ["#talk", "#carried", ".ask label", ".examples", ".front"]) {
      const old = document.querySelector(part);
      const fresh = page.querySelector(part);
      if (old && fresh) old.replaceWith(fresh);
      else if (old) old.remove();
      else if (fresh) document.querySelector("#main").append(fresh);
    }
    const typed = page.querySelector("#q");
    box.value = typed.value;
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (typed.hasAttribute(name)) box.setAttribute(name, typed.getAttribute(name));
      else box.removeAttribute(name);
    }
    window.wake(document);
    const reply = document.querySelector("#talk .reply");
    if (!reply) return;
    window.speak(reply.dataset.announce);
    // a phone's keyboard would hide the answer; at a desk the next question is typed where the last one was
    if (matchMedia("(pointer: coarse)").matches) box.blur();
    const top = reply.getBoundingClientRect().top;
    if (top > innerHeight / 2 || top < 0) reply.scrollIntoView({ block: "start" });
  }

  // A vote is sent without leaving the answer.
  document.querySelector("#main").addEventListener("submit", async (event) => {
    const vote = event.target.closest("form.voting");
    if (!vote) return;
    event.preventDefault();
    const said = new URLSearchParams(new FormData(vote, event.submitter));
    const response = await fetch(vote.action, { method: "POST", body: said, headers: { Accept: "text/html" } });
    const thanks = document.createElement("p");
    thanks.className = "thanks";
    thanks.textContent = response.ok ? vote.dataset.thanks : "没有记下，请稍后再试。";
    if (response.ok) vote.replaceWith(thanks);
    else vote.append(thanks);
    window.speak(thanks.textContent);
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    suggest([]);
    show(addressOf(new FormData(form)), { keep: true });
  });

  document.querySelector("#main").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-ask]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(new URL(link.href), { keep: true });
  });

  addEventListener("popstate", () => { show(new URL(location.href), { keep: false }); });

  // Suggestions: a combobox with a list box, as the ARIA Authoring Practices describe it.

  const PAUSE_MS = 120; // of a slow typist's 300 ms between two keys: one request a word, not one a key
  const list = document.createElement("ul");
  list.id = "suggested";
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "可以这样问");
  box.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) box.setAttribute(name, value);

  let pause = 0;
  let looking = null;
  let chosen = -1;

  function choose(index) {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = list.children[index];
    if (item) {
      box.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  const WORDS = { headline: "报道", name: "署名", measure: "指标" };

  function suggest(found) {
    list.replaceChildren(...found.map((suggestion, index) => {
      const item = document.createElement("li");
      item.id = `suggested-${index}`;
      item.setAttribute("role", "option");
      item.textContent = suggestion.text;
      item.dataset.kind = suggestion.kind;
      item.dataset.text = suggestion.text;
      if (suggestion.url) item.dataset.url = suggestion.url;
      if (WORDS[suggestion.kind]) {
        const kind = document.createElement("small");
        kind.textContent = WORDS[suggestion.kind];
        item.append(kind);
      }
      return item;
    }));
    choose(-1);
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
  }

  async function look() {
    looking?.abort();
    looking = new AbortController();
    const typed = box.value.trim();
    if (!typed) {
      suggest([]);
      return;
    }
    try {
      const response = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed)}`, { signal: looking.signal });
      if (!response.ok) return; // no suggestions is no failure: the question can still be asked
      const found = (await response.json()).suggestions;
      if (document.activeElement !== box || box.value.trim() !== typed) return;
      suggest(found);
      if (found.length) window.speak(`有${found.length}条提示，按上下键选`);
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error; // TypeError: the line is down
    }
  }

  function take(item) {
    const { kind, text, url } = item.dataset;
    suggest([]);
    if ((kind === "headline" || kind === "name") && url) {
      location.assign(url);
      return;
    }
    box.value = text;
    box.focus();
    if (kind === "question") form.requestSubmit();
    else look(); // a measure is half a question: those that ask for it
  }

  box.addEventListener("input", (event) => {
    if (event.isComposing) return; // half a syllable of pinyin is no word yet
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE_MS);
  });
  box.addEventListener("compositionend", look);
  box.addEventListener("blur", () => { setTimeout(() => { suggest([]); }, 0); });
  list.addEventListener("pointerdown", (event) => { event.preventDefault(); }); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) take(item);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const last = list.children.length - 1;
    const moves = {
      ArrowDown: chosen === last ? -1 : chosen + 1,
      ArrowUp: chosen === -1 ? last : chosen - 1,
    };
    if (event.key in moves) {
      event.preventDefault();
      choose(moves[event.key]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      suggest([]);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    }
  });
})();
