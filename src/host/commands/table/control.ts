/** The controls of the run that is shown. */
import { fix, none, pathAndValue, speed } from '../../../app/panel/commandArguments.ts';
import { NEVER, BEGUN, GOING, PAUSED, RUNNING, STOPPABLE, type CommandRows } from './row.ts';

export const CONTROL_COMMANDS = {
  'nnspec.pause': {
    icon: 'debug-pause',
    palette: RUNNING,
    fromPanel: none,
    run: async ({ services }) => (await import('../control.ts')).activeSession(services).pause(),
  },
  'nnspec.resume': {
    icon: 'debug-continue',
    palette: PAUSED,
    fromPanel: none,
    run: async ({ services }) => (await import('../control.ts')).resume(services),
  },
  'nnspec.step': {
    icon: 'debug-step-over',
    palette: GOING,
    fromPanel: none,
    run: async ({ services }) => (await import('../control.ts')).activeSession(services).stepOnce(),
  },
  'nnspec.stepEpoch': {
    icon: 'debug-step-into',
    palette: GOING,
    fromPanel: none,
    run: async ({ services }) => (await import('../control.ts')).activeSession(services).epochOnce(),
  },
  'nnspec.setSpeed': {
    icon: 'dashboard',
    palette: GOING,
    fromPanel: speed,
    run: async ({ services }, value) => (await import('../control.ts')).setSpeed(services, value),
  },
  'nnspec.stop': {
    icon: 'debug-stop',
    palette: STOPPABLE,
    fromPanel: none,
    run: async ({ services }) => (await import('../control.ts')).stop(services),
  },
  'nnspec.restart': {
    icon: 'debug-restart',
    palette: BEGUN,
    fromPanel: none,
    run: async ({ services }) => (await import('../control.ts')).restart(services),
  },
  'nnspec.fixAndRestart': {
    palette: NEVER,
    fromPanel: fix,
    run: async ({ services }, name) => (await import('../firstFixes.ts')).fixAndRestart(services, name),
  },
  'nnspec.fixAndGoOn': {
    palette: NEVER,
    fromPanel: fix,
    run: async ({ services }, name) => (await import('../firstFixes.ts')).fixAndGoOn(services, name),
  },
  'nnspec.setValue': {
    icon: 'settings',
    palette: GOING,
    fromPanel: pathAndValue,
    run: async ({ services }, path, value) => (await import('../control.ts')).setValue(services, path, value),
  },
  'nnspec.mendNow': {
    palette: NEVER,
    run: async ({ services }, run, changes) => (await import('../mend.ts')).mendNow(services, run, changes),
  },
  'nnspec.mendAndCompare': {
    palette: NEVER,
    run: async ({ services }, mending) => (await import('../mend.ts')).mendAndCompare(services, mending),
  },
  'nnspec.fork': {
    icon: 'repo-forked',
    palette: GOING,
    fromPanel: pathAndValue,
    run: async ({ services }, path, value) => (await import('../goOn.ts')).fork(services, path, value),
  },
  'nnspec.continueRun': {
    icon: 'debug-continue-small',
    palette: BEGUN,
    fromPanel: none,
    run: async ({ services }, count, schedule) =>
      (await import('../goOn.ts')).continueRun(services, count, schedule),
  },
  'nnspec.branchRun': {
    icon: 'git-branch',
    palette: BEGUN,
    fromPanel: none,
    run: async ({ services }, run, checkpoint) =>
      (await import('../goOn.ts')).branchRun(services, run, checkpoint),
  },
} satisfies CommandRows;
