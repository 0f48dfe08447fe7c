/** The checkpoints of a run that another one may begin with. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { CHECKPOINTS } from '../../runs/folder/runFile.ts';
import { l10n } from '../l10n.ts';

const SUFFIX = '.safetensors';

/** Names and what they are in words: the last and the best state first, then the later epochs first. */
export async function checkpointChoices(folder: string): Promise<{ label: string; name: string }[]> {
  const names = (await readdir(path.join(folder, CHECKPOINTS)))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => path.basename(name, SUFFIX));
  const epochOf = (name: string): number => Number(name.replace('epoch-', '')) || Infinity;
  names.sort((a, b) => epochOf(b) - epochOf(a) || 0);
  return names.map((name) => ({ label: checkpointText(name), name }));
}

function checkpointText(name: string): string {
  if (name === 'last') return l10n.t('The last state');
  if (name === 'best') return l10n.t('The best epoch');
  return l10n.t('After epoch {0}', name.replace('epoch-', ''));
}
