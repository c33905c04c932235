// The line that another site embeds: <script src="https://…/widget.js" async></script>
// It puts the question box there, in a frame of its own, and keeps the frame as high as what it shows.
"use strict";

(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const frame = document.createElement("iframe");
  frame.src = `${home}/widget`;
  frame.title = script.dataset.title || "问报台：向报纸提问";
  frame.loading = "lazy";
  frame.setAttribute("allow", "clipboard-write");
  frame.style.cssText = "display:block;width:100%;height:22rem;border:0";
  script.after(frame);

  addEventListener("message", (event) => {
    if (event.origin !== home || event.source !== frame.contentWindow) return;
    const height = event.data?.bulletinHeight;
    if (Number.isFinite(height) && height > 0 && height < 20000) frame.style.height = `${Math.ceil(height)}px`;
  });
})();
