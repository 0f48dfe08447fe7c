import assert from 'node:assert/strict';
import { panelHtml } from '../../../src/host/panel/html.ts';

const options = {
  cspSource: 'https://webview.example',
  script: 'https://webview.example/dist/webview.js',
  style: 'https://webview.example/dist/webview.css',
  title: 'Training "<now>"',
  language: 'ko',
  strings: { Loss: '손실', trap: '</script><script>alert(1)</script>' },
  nonce: 'abc123',
};

describe('the panel’s page', () => {
  const html = panelHtml(options);

  it('allows its own bundle and styles only', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    const plain = policy.replaceAll('&#39;', "'");
    assert.match(plain, /default-src 'none'/);
    assert.match(plain, /script-src 'nonce-abc123'(;|$)/);
    assert.match(plain, /style-src https:\/\/webview\.example(;|$)/);
    assert.doesNotMatch(plain, /unsafe|\*/);
  });

  it('gives every script the nonce and has no inline code', () => {
    const scripts = html.match(/<script[^>]*>/g) ?? [];
    assert.equal(scripts.length, 2);
    for (const script of scripts) assert.match(script, /nonce="abc123"/);
    assert.doesNotMatch(html, /\son\w+=|style="/);
  });

  it('carries the translations as data that cannot end its element', () => {
    const json = /id="nnspec-l10n"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    assert.deepEqual(JSON.parse(json), options.strings);
  });

  it('escapes what it is given', () => {
    assert.match(html, /<title>Training &#34;&#60;now&#62;&#34;<\/title>/);
    assert.match(html, /<html lang="ko">/);
  });
});
