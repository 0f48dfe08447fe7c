/** A section of the view of a run. It is one file and one row of `table.ts`. */
import type { PanelContext } from '../../context.ts';
import type { RunState } from '../../runState.ts';
import { ChartSection, type ChartSectionOptions } from '../chart/chartSection.ts';
import type { Section } from '../section.ts';

/** A tab that shows a section. */
export interface SectionTab {
  /** Unique in the panel. */
  readonly key: string;
  readonly label: string;
}

export interface RunSection {
  readonly frame: Section;
  /** The tabs that show it; one with its title if left out. */
  readonly tabs?: (state: RunState) => readonly SectionTab[];
  /** One of several tabs is in front. */
  readonly choose?: (key: string) => void;
  /** Brings what is cheap up to date, such as lists to pick from, before each frame. */
  readonly sync?: (state: RunState) => void;
  /** Draws what is in view; takes turns with the other sections where that takes long. */
  readonly draw?: (state: RunState, now: number) => void;
}

/** Makes a section; `titleAt` says where an x of the run is. */
export type MakeSection = (
  context: PanelContext,
  titleAt: (x: number, state: RunState) => string,
) => RunSection;

interface ChartOptions extends Pick<
  ChartSectionOptions,
  'id' | 'title' | 'startsLog' | 'startsFolded' | 'picker' | 'switches'
> {
  /** Null hides the section: nothing of the kind is recorded. */
  readonly build: (state: RunState) => ReturnType<ChartSectionOptions['build']>;
  readonly table: (state: RunState) => ReturnType<ChartSectionOptions['table']>;
  /** Brings the picker and the title up to date. */
  readonly sync?: (state: RunState, frame: Section) => void;
  readonly tabs?: RunSection['tabs'];
  readonly choose?: RunSection['choose'];
  /** The name of the CSV, without its ending. */
  readonly fileName?: (state: RunState) => string;
}

/** A section that is a chart over time with its table. */
export function chartSection(
  context: PanelContext,
  titleAt: (x: number, state: RunState) => string,
  { build, table, sync, tabs, choose, fileName, ...options }: ChartOptions,
): RunSection {
  let shown: RunState | null = null;
  const chart = new ChartSection(context, {
    ...options,
    build: () => shown && build(shown),
    table: () => (shown === null ? { caption: '', columns: [], rows: [] } : table(shown)),
    ...(fileName && { fileName: () => (shown === null ? options.id : fileName(shown)) }),
    titleAt: (x) => (shown === null ? '' : titleAt(x, shown)),
  });
  const frame = chart.section;
  return {
    frame,
    ...(sync && {
      sync: (state: RunState) => {
        sync(state, frame);
      },
    }),
    ...(tabs && { tabs }),
    ...(choose && { choose }),
    draw: (state, now) => {
      shown = state;
      chart.draw(now);
    },
  };
}
