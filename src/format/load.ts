/** The way from a spec's text to a resolved spec, with every problem in between. */
import type { Problem } from '../base/errors.ts';
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/spec.ts';
import { checkSpec } from './checks.ts';
import { type Override, applyOverrides, explainOverride } from './overrides.ts';
import { type ParsedSpec, parseSpec } from './parse.ts';
import { isJsonObject } from '../base/schema/primitives.ts';
import { resolveSpec } from './resolve.ts';
import { root } from './keys/root.ts';
import type { Finding, ReadContext } from '../base/schema/schema.ts';
import type { ResolvedSpec } from './types.ts';

export interface LoadedSpec {
  readonly parsed: ParsedSpec;
  readonly problems: readonly Problem[];
  /** There exactly if no problem is an error. */
  readonly spec?: ResolvedSpec;
}

/** More problems than a person would read are noise. */
const MOST_PROBLEMS = 100;

/** `iris` from `/home/me/iris.nnspec.json`. */
function nameFrom(fileName: string): string {
  const base = fileName.split(/[/\\]/).at(-1) ?? fileName;
  return base.replace(/(\.nnspec)?\.jsonc?$/i, '') || 'spec';
}

function problemOf(finding: Finding): Problem {
  const { path, on, severity = 'error', ...told } = finding;
  return { ...told, severity, location: { kind: 'spec', path, on } };
}

/**
 * Reads a spec. Never throws for a bad text: what is wrong is in `problems`, with a code and a place that
 * `parsed.locate` turns into line and column. `overrides` are applied to the text's value before it is validated.
 */
export function loadSpec(text: string, fileName: string, overrides: readonly Override[] = []): LoadedSpec {
  const { parsed, problems: syntax } = parseSpec(text, fileName);
  if (syntax.some(({ code }) => code !== 'NN-SPEC-DUPLICATE-KEY')) return { parsed, problems: syntax };
  const findings: Finding[] = [];
  const report = (finding: Finding): void => {
    findings.push(finding);
  };
  const { value, paths } = applyOverrides(parsed.value, overrides, report);
  const semantics = isJsonObject(value) && value['semantics'] === 'pytorch' ? 'pytorch' : 'keras';
  const context: ReadContext = {
    semantics,
    report: (finding) => {
      report(explainOverride(finding, paths));
    },
  };
  let spec: ResolvedSpec | undefined;
  if (isJsonObject(value) && !Object.hasOwn(value, 'formatVersion')) {
    const title = phrase('Add {what}', { what: '"formatVersion": 1' });
    const fixes = [{ title, path: ['formatVersion'], value: 1 }];
    report({ ...sentence('NN-SPEC-VERSION.missing'), path: [], on: 'key', fixes });
    root.read(Object.assign(Object.create(null) as object, value, { formatVersion: 1 }), [], context);
  } else {
    const draft = root.read(value, [], context);
    spec = draft && resolveSpec(draft, nameFrom(fileName), context);
    if (spec) checkSpec(spec, context);
  }
  const problems = [...syntax, ...findings.map(problemOf)].slice(0, MOST_PROBLEMS);
  const failed = problems.some(({ severity }) => severity === 'error');
  return spec && !failed ? { parsed, problems, spec } : { parsed, problems };
}
