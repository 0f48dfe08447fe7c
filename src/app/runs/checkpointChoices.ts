/** The checkpoints of a run that another one may begin with. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { formatCount } from '../../base/numbers.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import { JOURNAL_FILE } from '../../runs/journal/journal.ts';
import { readJournal, type Journal } from '../../runs/journal/journalReader.ts';
import { CHECKPOINTS } from '../../runs/folder/runFile.ts';
import { l10n } from '../l10n.ts';
import { lossText } from './runText.ts';

const SUFFIX = '.safetensors';
const OF_EPOCH = 'epoch-';

interface CheckpointChoice {
  readonly label: string;
  /** Epoch and loss, as far as the journal tells. */
  readonly description: string;
  readonly name: string;
}

/** Names and what they are in words: the last and the best state first, then the later epochs first. */
export async function checkpointChoices(folder: string): Promise<CheckpointChoice[]> {
  const names = (await readdir(path.join(folder, CHECKPOINTS)))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => path.basename(name, SUFFIX));
  const journal = await readJournal(path.join(folder, JOURNAL_FILE));
  const epochOf = (name: string): number => Number(name.replace(OF_EPOCH, '')) || Infinity;
  names.sort((a, b) => epochOf(b) - epochOf(a) || 0);
  return names.map((name) => ({
    label: checkpointText(name),
    description: recordText(recordOf(name, journal)),
    name,
  }));
}

/** The record of the epoch after which it was made. */
function recordOf(name: string, { epochs, checkpoints }: Journal): EpochRecord | undefined {
  if (name === 'last') return epochs.at(-1);
  if (name === 'best') {
    const best = checkpoints.find(({ kind }) => kind === 'best');
    return epochs.find(({ step }) => step === best?.step);
  }
  return epochs.find(({ epoch }) => epoch === Number(name.replace(OF_EPOCH, '')));
}

function recordText(record: EpochRecord | undefined): string {
  if (record === undefined) return '';
  return [l10n.t('epoch {0}', formatCount(record.epoch)), lossText(record)].filter(Boolean).join(' · ');
}

function checkpointText(name: string): string {
  if (name === 'last') return l10n.t('The last state');
  if (name === 'best') return l10n.t('The best epoch');
  return l10n.t('After epoch {0}', name.replace(OF_EPOCH, ''));
}
