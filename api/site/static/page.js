// What a script adds to any page that works without one: the look at once, copying, sharing.
"use strict";

(() => {
  const SAID_FOR_MS = 2500; // long enough to be read slowly
  const KEPT_S = 400 * 24 * 3600; // as long as the server has the cookie kept

  // one place for words to a screen reader; there from the start, or changes in it are not announced
  const spoken = document.createElement("p");
  spoken.className = "offscreen";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);
  window.speak = (words) => { spoken.textContent = words; };

  // the look, without the way to the server and back
  const look = document.querySelector("details.look");
  look?.addEventListener("submit", (event) => {
    const { name, value } = event.submitter ?? {};
    if (!name) return;
    event.preventDefault();
    const root = document.documentElement;
    root.dataset[name] = value;
    for (const button of look.querySelectorAll(`button[name="${name}"]`)) {
      button.setAttribute("aria-pressed", String(button.value === value));
    }
    document.cookie = `look=${root.dataset.size}.${root.dataset.colours}; path=/; max-age=${KEPT_S}; samesite=lax`;
  });
  document.addEventListener("click", (event) => {
    if (look?.open && !look.contains(event.target)) look.open = false;
  });
  look?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    look.open = false;
    look.querySelector("summary").focus();
  });

  // copying and sharing
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

  async function copyAndSay(button, text) {
    const usual = button.textContent;
    button.style.minWidth = `${button.offsetWidth}px`; // what stands beside it stays where it is
    button.textContent = (await copied(text)) ? "已复制" : "复制不了，请长按文字";
    window.speak(button.textContent);
    setTimeout(() => { button.textContent = usual; }, SAID_FOR_MS);
  }

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    const share = event.target.closest("[data-share]");
    if (copy) copyAndSay(copy, copy.dataset.copy);
    if (share && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      copyAndSay(share, share.href);
    }
  });

  // buttons that only a script can work are hidden until one runs
  window.wake = (part) => {
    for (const button of part.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
    for (const link of part.querySelectorAll("[data-share]")) link.textContent = "复制链接";
  };
  window.wake(document);
})();
