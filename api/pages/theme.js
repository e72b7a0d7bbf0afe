// Light, dark, or as the system says; remembered in this browser.

const THEMES = ["automatic", "light", "dark"];
const STORED = "tellonce.theme";

/** Make the button go round the themes. */
export function startTheme(button) {
  let at = Math.max(0, THEMES.indexOf(localStorage.getItem(STORED)));
  const apply = () => {
    if (at === 0) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = THEMES[at];
    button.setAttribute("aria-label", `Theme: ${THEMES[at]}`);
    button.title = `Theme: ${THEMES[at]}`;
  };
  button.addEventListener("click", () => {
    at = (at + 1) % THEMES.length;
    localStorage.setItem(STORED, THEMES[at]);
    apply();
  });
  apply();
}
