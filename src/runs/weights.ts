/** The checkpoint that holds the weights of a run: one rule for `predict`, `export` and the panel. */
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/runs.ts';
import { NnError } from '../base/errors.ts';
import type { RunWeights } from '../run/run.ts';
import { readCheckpointFile } from './folder/checkpointFiles.ts';
import type { RunFile } from './folder/runFile.ts';

export interface FoundWeights {
  /** The checkpoint file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly weights: RunWeights;
}

/**
 * The weights of a run: those that early stopping has put back at its end; else those of its best checkpoint; else the
 * last ones. `wanted` asks for the best or the last checkpoint instead.
 * @throws NnError NN-RUN-NO-CHECKPOINT, NN-RUN-BROKEN
 */
export async function findWeights(
  folder: string,
  { end, spec }: Pick<RunFile, 'end' | 'spec'>,
  wanted?: 'best' | 'last',
): Promise<FoundWeights> {
  const restored = end?.weights?.kind === 'restored' ? end.weights : null;
  const names = wanted ? [wanted] : restored ? ['last'] : ['best', 'last'];
  for (const name of names) {
    const found = await readCheckpointFile(folder, name, (other) =>
      other === 'best' || other === 'last'
        ? phrase('Use it: --{other}.', { other })
        : phrase('Use it by a new run: nnspec train RUN --branch {other}.', { other }),
    );
    if (!found) continue;
    const bytes = Buffer.from(found);
    const file = { bytes: new Uint8Array(found) };
    // The state that early stopping has put back is the last one.
    if (name === 'last' && restored) return { ...file, weights: restored };
    const { step, epoch } = placeIn(bytes);
    if (name === 'last') return { ...file, weights: { kind: 'last', epoch, step, monitor: null } };
    return { ...file, weights: { kind: 'best', epoch, step, monitor: spec.training.checkpoint.best } };
  }
  const what =
    wanted === undefined
      ? phrase('no checkpoint yet: it has no weights to use')
      : phrase('no {name} checkpoint', { name: wanted });
  throw new NnError(sentence('NN-RUN-NO-CHECKPOINT.none', { folder, what }));
}

/** Step and epoch of a checkpoint, from the head of its file. */
function placeIn(bytes: Buffer): { step: number; epoch: number } {
  try {
    const length = Number(bytes.readBigUInt64LE(0));
    const head = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as {
      __metadata__?: { step?: unknown; epoch?: unknown };
    };
    return { step: Number(head.__metadata__?.step), epoch: Number(head.__metadata__?.epoch) };
  } catch {
    throw new NnError(sentence('NN-RUN-BROKEN.checkpoint'));
  }
}

/** The weights in words, such as `epoch 12, the best by validation.loss`. */
export function weightsText({ kind, epoch, step, monitor }: RunWeights): string {
  switch (kind) {
    case 'best':
      return `epoch ${epoch}, the best by ${monitor ?? 'loss'}`;
    case 'restored':
      return `epoch ${epoch}, the best by ${monitor ?? 'loss'}, which early stopping has put back`;
    case 'last':
      return `after the last step (epoch ${epoch}, step ${step})`;
  }
}
