/** A section of the view of a run. It is one file and one row of `table.ts`. */
import type { PanelContext } from '../../context.ts';
import type { RunState } from '../../runState.ts';
import { ChartSection, type ChartSectionOptions } from '../chart/chartSection.ts';

export interface RunSection {
  readonly root: HTMLElement;
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

interface ChartOptions extends Pick<ChartSectionOptions, 'id' | 'title' | 'startsLog'> {
  /** Null hides the section: nothing of the kind is recorded. */
  readonly build: (state: RunState) => ReturnType<ChartSectionOptions['build']>;
  readonly table: (state: RunState) => ReturnType<ChartSectionOptions['table']>;
  /** The element before the tools of every chart. */
  readonly tool?: HTMLElement;
  readonly sync?: (state: RunState) => void;
}

/** A section that is a chart over time with its table. */
export function chartSection(
  context: PanelContext,
  titleAt: (x: number, state: RunState) => string,
  { build, table, tool, sync, ...options }: ChartOptions,
): RunSection {
  let shown: RunState | null = null;
  const chart = new ChartSection(context, {
    ...options,
    build: () => shown && build(shown),
    table: () => (shown === null ? { caption: '', columns: [], rows: [] } : table(shown)),
    titleAt: (x) => (shown === null ? '' : titleAt(x, shown)),
  });
  if (tool) chart.section.tools.prepend(tool);
  return {
    root: chart.section.root,
    ...(sync && { sync }),
    draw: (state, now) => {
      shown = state;
      chart.draw(now);
    },
  };
}
