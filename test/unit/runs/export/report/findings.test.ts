import assert from 'node:assert/strict';
import { findingsHtml } from '../../../../../src/runs/export/report/findings.ts';
import type { Finding } from '../../../../../src/run/events/findings.ts';

const FINDING: Finding = {
  ...{ rule: 'deadUnits', layer: '<b>', severity: 'warning', since: 3, step: 9 },
  ...{ value: 0.6, threshold: 0.5, until: null, code: 'NN-HEALTH-DEAD-UNITS', message: '60 % are 0 & stay' },
};

describe('findings in a report', () => {
  it('are rows with steps, place, numbers and sentence, and never markup', () => {
    const html = findingsHtml([FINDING, { ...FINDING, since: 20, until: 40 }]);
    assert.match(html, /<h3>Training health<\/h3>/);
    assert.match(html, /<td>from 3 on<\/td><td>deadUnits<\/td><td>&lt;b&gt;<\/td><td>warning<\/td>/);
    assert.match(html, /<td>0\.6<\/td><td>0\.5<\/td><td>60 % are 0 &amp; stay<\/td>/);
    assert.match(html, /<td>20 to 40<\/td>/);
  });

  it('are left out where there are none, and counted where they are many', () => {
    assert.equal(findingsHtml([]), '');
    const many = Array.from({ length: 53 }, (_, since) => ({ ...FINDING, since }));
    assert.match(findingsHtml(many), /3 later ones are not listed/);
  });
});
