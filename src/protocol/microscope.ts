/** Requests of the microscope's page to its host. Plain data, like those of the panel. */
import type { Asked } from '../run/microscope/asked.ts';
import type { LensView } from '../run/microscope/view.ts';
import type { PanelResults } from './panel.ts';

/** Microscope -> host. */
export type MicroscopeRequest =
  /** The step: one sample alone, or with null the batch as training takes it; and the units that `find` names. */
  | { readonly type: 'look'; readonly sample: number | null; readonly find: string }
  | { readonly type: 'ask'; readonly question: string };

export type MicroscopeResults = Pick<PanelResults, 'ready'> & {
  readonly look: LensView;
  readonly ask: Asked;
};

/** The host tells the page nothing at once. */
export type MicroscopeMessage = never;
