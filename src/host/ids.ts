/** Every name that package.json and the code must agree on; test/unit/host/manifest.test.ts compares them. */

export const VIEW_CONTAINER = 'nnspec';
export const VIEW_TRAINING = 'nnspec.training';
export const VIEW_RUNS = 'nnspec.runs';
/** Type of the panel when it is opened as an editor tab. */
export const PANEL_TYPE = 'nnspec.trainingEditor';
/** Type of the editor tab with the table of runs. */
export const RUNS_TABLE_TYPE = 'nnspec.runsTable';
/** Type of the editor tab that shows a step as a network. */
export const MICROSCOPE_TYPE = 'nnspec.microscope';
export const WALKTHROUGH = 'nnspec.firstSteps';

/** Context key of the shown run: `none`, `queued`, `preparing`, `running`, `paused` or `ended`. */
export const CONTEXT_RUN_STATE = 'nnspec.runState';

/** Context key: the Runs view shows only some of the runs. */
export const CONTEXT_RUN_FILTER = 'nnspec.runFilter';

/** Context key: the example that was opened last; the walkthrough ticks its steps by it. */
export const CONTEXT_EXAMPLE = 'nnspec.example';

/** Scheme of the specs of kept runs, as they were. */
export const RUN_SPEC_SCHEME = 'nnspec-run';

/** Scheme of the documents that explain a step. */
export const STEP_SCHEME = 'nnspec-step';

export const SETTINGS_SECTION = 'nnspec';
export const SETTING_KEYS = [
  'runsFolder',
  'threads',
  'maxMemory',
  'maxRunSize',
  'runsAtOnce',
  'check.data',
  'panel.openOnTrain',
  'panel.notifyAtEnd',
  'editor.layerValues',
] as const;
export type SettingKey = (typeof SETTING_KEYS)[number];

export const SPEC_GLOB = '**/*.nnspec.json';
/** Folders left out of the search for specs, which must not be slow or surprising. */
export const SPEC_EXCLUDE = '**/{node_modules,.nnspec,.git}/**';
export const SPEC_SELECTOR = { pattern: SPEC_GLOB } as const;
