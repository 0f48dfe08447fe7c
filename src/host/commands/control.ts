/** The commands about the shown run: pause, resume, step, stop, restart, and setting a value. */
import { sentence } from '../../base/problems/host.ts';
import path from 'node:path';
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { isSpeed, SPEEDS } from '../../base/pace.ts';
import { l10n } from '../../app/l10n.ts';
import { pick } from '../show.ts';
import { askValue } from './askValue.ts';
import { resumeRun } from '../runs/runCommands.ts';
import type { Session } from '../../session/types.ts';
import type { Services } from '../services.ts';
import { train } from './training.ts';
import { alphaOf, withSchedule } from './withSchedule.ts';

/**
 * The run that a command is about, brought into view if another thing is shown, so that one sees what it did.
 * @throws NnError NN-HOST-NO-RUN if none is going
 */
export function activeSession({ manager }: Services): Session {
  const { target } = manager;
  if (target) {
    if (target !== manager.active) manager.show({ kind: 'live', session: target });
    return target;
  }
  throw new NnError(sentence('NN-HOST-NO-RUN.going'));
}

/** Resumes the shown run if it is paused; one that was interrupted or stopped goes on from its checkpoint. */
export async function resume(services: Services): Promise<void> {
  const { manager } = services;
  if (manager.active) return manager.active.resume();
  const { shown } = manager;
  if (shown.kind === 'record') return resumeRun(services, shown.folder);
  if (shown.kind === 'live' && shown.session.folder !== null)
    return resumeRun(services, shown.session.folder);
  activeSession(services);
}

/** Stops the shown run; one that waits or is being prepared never begins. */
export async function stop(services: Services): Promise<void> {
  if (!services.manager.cancelShown()) await activeSession(services).stop();
}

/** Sets the most steps a second of the shown run; without a valid value the user picks one. */
export async function setSpeed(services: Services, value: unknown): Promise<void> {
  const session = activeSession(services);
  const chosen = isSpeed(value) ? value : await askSpeed();
  if (chosen !== undefined) await session.setSpeed(chosen);
}

async function askSpeed(): Promise<number | null | undefined> {
  const items = SPEEDS.map((stepsPerSecond) => ({ label: l10n.speed(stepsPerSecond), stepsPerSecond }));
  return (await pick(items, { title: vscode.l10n.t('How fast?') }))?.stepsPerSecond;
}

/** Takes a run that waits out of the queue: an item of the Runs view, or its place in the queue from 0. */
export function cancelQueued({ manager }: Services, argument: unknown): void {
  const { queued } = manager;
  queued.find((run, place) => run === argument || place === argument)?.cancel();
}

/** Ends the shown run if it goes, and trains its spec from the beginning, as the file or its editor has it now. */
export async function restart(services: Services): Promise<void> {
  const { shown, active } = services.manager;
  const specPath =
    shown.kind === 'live'
      ? shown.session.run.specPath
      : shown.kind === 'record'
        ? shown.snapshot.run.specPath
        : shown.kind === 'preparing' || shown.kind === 'queued' || shown.kind === 'refused'
          ? shown.specPath
          : undefined;
  if (active) {
    await active.stop();
    await active.done;
  }
  await train(services, specPath);
}

/** Sets a value of the shown run from the next step on; without arguments the user is asked. */
export async function setValue(services: Services, at: unknown, value: unknown): Promise<void> {
  const session = activeSession(services);
  const change =
    typeof at === 'string' && value !== undefined ? { path: at, value } : await askValue(session.controls);
  if (!change) return;
  const made = await withSchedule(undefined, alphaOf(session), (schedule) =>
    session.set(change.path, change.value, schedule),
  );
  if (!made) return;
  const { step, from, to } = made;
  services.log.channel.info(
    `${path.basename(session.run.specPath)}: ${change.path} ${JSON.stringify(from)} -> ${JSON.stringify(to)} before step ${step}`,
  );
}
