/* Keeps the selected item and the marked passage in sight. Everything works without it. */
(() => {
  const into = (box, target) => {
    if (!box || !target || box.scrollHeight <= box.clientHeight) return;
    const from = box.getBoundingClientRect();
    const at = target.getBoundingClientRect();
    if (at.top < from.top || at.bottom > from.bottom) {
      box.scrollTop += at.top - from.top - box.clientHeight / 4;
    }
  };
  const settle = () => {
    into(document.getElementById("items"), document.querySelector("#items [aria-current]"));
    into(document.getElementById("origin"), document.querySelector("#origin mark"));
    const work = document.getElementById("work");
    const top = work ? work.getBoundingClientRect().top : 0;
    if (work && (top < 0 || top > window.innerHeight / 2)) work.scrollIntoView();
  };
  document.addEventListener("DOMContentLoaded", settle);
  document.addEventListener("htmx:afterSettle", settle);
})();
