/** The findings of training health in a report. */
import type { Finding } from '../../../run/events/findings.ts';
import { formatValue } from '../../../base/numbers.ts';
import { escapeHtml, tableHtml } from './text.ts';

/** Findings that the table lists: those that began first. */
const ROWS = 50;

function stepsText({ since, until }: Finding): string {
  if (until === null) return since === 0 ? 'from the start' : `from ${since} on`;
  return since === until ? String(since) : `${since} to ${until}`;
}

/** A table of what the rules have found, each with its steps and numbers; nothing if there is nothing. */
export function findingsHtml(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const rows = findings
    .slice(0, ROWS)
    .map((finding) => [
      stepsText(finding),
      finding.rule,
      finding.layer ?? '',
      finding.severity,
      formatValue(finding.value),
      formatValue(finding.threshold),
      finding.message,
    ]);
  const head = ['Steps', 'Rule', 'Layer', 'Severity', 'Value', 'Threshold', 'Finding'];
  const left = findings.length - rows.length;
  const more = left > 0 ? `<p class="sub">${escapeHtml(`${left} later ones are not listed.`)}</p>` : '';
  return `<h3>Training health</h3>${tableHtml(head, rows)}${more}`;
}
