/** The panel's page: everything it may load is named, nothing comes from another origin. */

interface PanelHtmlOptions {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Addresses of the bundle and its styles, made by `webview.asWebviewUri`. */
  readonly script: string;
  readonly style: string;
  readonly title: string;
  /** Such as `en` or `ko`. */
  readonly language: string;
  /** Translated strings by their English text; empty in English. */
  readonly strings: Readonly<Record<string, string>>;
  /** Fresh for each page, from a cryptographic source. */
  readonly nonce: string;
}

const STRINGS_ELEMENT_ID = 'nnspec-l10n';

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the script element it stands in. */
function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

/** The whole document as text. Inline styles, inline handlers and `eval` are refused by its policy. */
export function panelHtml(options: PanelHtmlOptions): string {
  const { cspSource, nonce } = options;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data: blob:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(options.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(options.style)}">
<title>${escapeAttribute(options.title)}</title>
</head>
<body>
<main id="root"></main>
<script type="application/json" id="${STRINGS_ELEMENT_ID}" nonce="${nonce}">${embeddedJson(options.strings)}</script>
<script nonce="${nonce}" src="${escapeAttribute(options.script)}"></script>
</body>
</html>`;
}
