/** The body's class for a theme, as VS Code sets it. */
const THEMES: Readonly<Record<string, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  hc: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast vscode-high-contrast-light',
};

/** Puts a theme on the page by its name in the address; dark where there is none of that name. */
export function applyTheme(name: string | null): void {
  document.body.className = THEMES[name ?? 'dark'] ?? 'vscode-dark';
}
