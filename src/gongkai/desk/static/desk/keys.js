/* Shortcuts for a list of rows: j and k go down and up, x ticks, ? tells them. Tab and Enter do
   everything without it. */
(() => {
  const rows = () => [...document.querySelectorAll("[data-key-row]")];
  const help = () => document.getElementById("keys");
  const first = (row) => row.querySelector("th a, h3 a, a");
  const move = (step) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    const link = next && first(next);
    if (link) {
      link.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };
  const tick = () => {
    const row = rows().find((one) => one.contains(document.activeElement));
    const box = row && row.querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: tick,
    "?": () => help() && !help().open && help().showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (help() && help().open) return;
    const run = keys[event.key];
    if (run) {
      event.preventDefault();
      run();
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    const hint = document.getElementById("keys-hint");
    if (hint) {
      hint.hidden = false;
      hint.querySelector("button").addEventListener("click", keys["?"]);
    }
  });
})();
