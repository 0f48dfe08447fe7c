/** The run that a new session goes on from: resumed in its own folder, branched into a new one, or repeated. */
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/runs.ts';
import { join } from 'node:path';
import { NnError } from '../base/errors.ts';
import type { Text } from '../base/problems/text.ts';
import { headerOf } from '../base/seal.ts';
import { EPOCHS } from '../run/controls/control.ts';
import type { KnownData } from '../plan/dataFacts.ts';
import type { PlannedChange } from '../run/interventions.ts';
import type { RunParent } from '../run/run.ts';
import type { ResumeRequest } from '../protocol/worker.ts';
import { readCheckpointFile } from '../runs/folder/checkpointFiles.ts';
import { JOURNAL_FILE } from '../runs/journal/journal.ts';
import { readJournal } from '../runs/journal/journalReader.ts';
import { CHECKPOINTS, SPEC_FILE, readRunFile } from '../runs/folder/runFile.ts';
import { readPlainText } from '../runs/folder/safePaths.ts';
import { knownData } from './knownData.ts';
import type { SessionOptions } from './types.ts';

export interface Origin {
  readonly folder: string;
  /** `resume` goes on in the same folder. */
  readonly kind: 'resume' | RunParent['kind'];
  readonly resume: ResumeRequest | null;
  readonly changes: readonly PlannedChange[];
  readonly stopAfter: number | null;
  /** The spec of the original run counts, not the given one. */
  readonly options: Required<Pick<SessionOptions, 'specPath' | 'specText' | 'overrides'>>;
  readonly name: string;
  /** The run's knowledge of its data. */
  readonly known: KnownData;
}

/**
 * The origin of `options`; null: none.
 * @throws NnError NN-RUN-NOT-FOUND, NN-RUN-BROKEN, NN-RUN-VERSION, NN-RUN-NO-CHECKPOINT, NN-RUN-CHECKPOINT-BROKEN
 */
export async function readOrigin(options: SessionOptions): Promise<Origin | null> {
  const { resumeFrom, branchFrom, replayOf } = options;
  const folder = resumeFrom ?? branchFrom?.folder ?? replayOf;
  if (folder === undefined) return null;
  const run = await readRunFile(folder);
  const specText = await readPlainText(join(folder, SPEC_FILE));
  const { interventions, planned, epochs, end } = await readJournal(join(folder, JOURNAL_FILE));
  const common = {
    folder,
    known: await knownData(folder, run, options.acceptChangedData === true),
    options: { specPath: run.specPath, specText, overrides: run.overrides },
    name: run.name,
    changes: [],
    stopAfter: null,
  };
  if (replayOf !== undefined) {
    // Before training, not after it: the two last ones are compared.
    await readCheckpoint(folder, 'last', 'replay');
    return {
      ...common,
      kind: 'replay',
      resume: null,
      changes: [...interventions, ...planned],
      stopAfter: end?.reason === 'stopped' ? end.steps : null,
      name: `${run.name} · replay`,
    };
  }
  if (branchFrom) {
    const { checkpoint, kind } = branchFrom;
    const bytes =
      typeof checkpoint === 'string' ? await readCheckpoint(folder, checkpoint, kind) : checkpoint;
    return {
      ...common,
      kind,
      resume: { bytes, interventions, later: 'drop' },
      name: `${run.name} · ${kind === 'fork' ? 'twin' : 'branch'}`,
    };
  }
  const bytes = await readCheckpoint(folder, options.resumeCheckpoint ?? 'last', 'resume');
  const more: PlannedChange[] = [];
  if (options.moreEpochs !== undefined) {
    // The journal of a run that was killed may lack its last epochs, for want of room.
    const { epoch } = headerOf(new Uint8Array(bytes)) ?? {};
    const to = Math.max(epochs.at(-1)?.epoch ?? 0, Number(epoch ?? 0)) + options.moreEpochs;
    const { schedule } = options;
    more.push({ step: 0, epoch: 0, path: EPOCHS, to, ...(schedule && { schedule }) });
  }
  const resume = { bytes, interventions: [...interventions, ...planned], later: 'repeat' } as const;
  return { ...common, kind: 'resume', resume, changes: more };
}

/** The remedy: another checkpoint in place of a damaged one. */
const INSTEAD: Readonly<Record<Origin['kind'], (other: string) => Text>> = {
  branch: (other) => phrase('Branch from it instead: --branch {other}.', { other }),
  fork: (other) => phrase('Branch from it instead: --branch {other}.', { other }),
  replay: () =>
    phrase(
      'A replay is compared with the last one and has nothing to compare with; train the spec anew instead.',
    ),
  resume: (other) =>
    phrase(
      'Go on from it: nnspec train RUN --resume --from {other} (the steps after it are trained again, to the same bits); in the editor “Go on from a checkpoint…” makes a new run of it.',
      { other },
    ),
};

async function readCheckpoint(folder: string, name: string, use: Origin['kind']): Promise<ArrayBuffer> {
  const bytes = await readCheckpointFile(folder, name, INSTEAD[use]);
  if (bytes) return bytes;
  throw new NnError(
    name !== 'last'
      ? sentence('NN-RUN-NO-CHECKPOINT.named', { folder, name, list: CHECKPOINTS })
      : use === 'replay'
        ? sentence('NN-RUN-NO-CHECKPOINT.replay', { folder })
        : sentence('NN-RUN-NO-CHECKPOINT.resume', { folder }),
  );
}
