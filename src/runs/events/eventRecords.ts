/** The records that a run writes into its TensorBoard event file, besides its steps (see stepLayout.ts). */
import type { Histogram } from '../../run/tensorSnapshots.ts';
import { DT_FLOAT, DT_STRING, EVENT, HISTOGRAM, SESSION_START, VALUE } from './eventFields.ts';
import { ProtoWriter, readFields } from './protobuf.ts';
import { frameRecord } from './stepLayout.ts';

/** Field numbers of the hparams plugin's messages (tensorboard/plugins/hparams/plugin_data.proto). */
const HPARAMS = { start: 3, end: 4 } as const;
const HPARAMS_STATUS = { success: 1, failure: 2 } as const;

/** A value of the spec, as a hyper-parameter. */
export type HyperParameter = string | number | boolean;

/** First record of every event file. */
export function versionRecord(wallTime: number): Uint8Array {
  return frameRecord(
    new ProtoWriter().double(EVENT.wallTime, wallTime).bytes(EVENT.fileVersion, 'brain.Event:2').finish(),
  );
}

/** Says that the run goes on at `step`: readers (TensorBoard too) drop earlier events from `step` on. */
export function restartRecord(wallTime: number, step: number): Uint8Array {
  const log = new ProtoWriter().varint(1, SESSION_START);
  return frameRecord(
    new ProtoWriter()
      .double(EVENT.wallTime, wallTime)
      .varint(EVENT.step, step)
      .bytes(EVENT.sessionLog, log)
      .finish(),
  );
}

/** Scalars at one step, such as an epoch's results. */
export function scalarsRecord(
  wallTime: number,
  step: number,
  scalars: readonly (readonly [tag: string, value: number])[],
): Uint8Array {
  const values = scalars.map(([tag, value]) =>
    new ProtoWriter().bytes(VALUE.tag, tag).float(VALUE.simpleValue, value),
  );
  return summaryRecord(wallTime, step, values);
}

/** A text shown in TensorBoard's Text tab. */
export function textRecord(wallTime: number, tag: string, text: string): Uint8Array {
  const tensor = new ProtoWriter().varint(1, DT_STRING).bytes(2, new ProtoWriter()).bytes(8, text);
  const value = new ProtoWriter()
    .bytes(VALUE.tag, tag)
    .bytes(VALUE.tensor, tensor)
    .bytes(VALUE.metadata, pluginMetadata('text'));
  return summaryRecord(wallTime, 0, [value]);
}

/** Histograms at one step, for TensorBoard's Histograms and Distributions tabs. */
export function histogramsRecord(
  wallTime: number,
  step: number,
  histograms: readonly Histogram[],
): Uint8Array {
  const values = histograms.map(({ tag, edges, counts, sum, sumSquares }) => {
    const histogram = new ProtoWriter()
      .double(HISTOGRAM.min, edges[0] ?? 0)
      .double(HISTOGRAM.max, edges.at(-1) ?? 0)
      .double(
        HISTOGRAM.num,
        counts.reduce((total, count) => total + count, 0),
      )
      .double(HISTOGRAM.sum, sum)
      .double(HISTOGRAM.sumSquares, sumSquares)
      .doubles(HISTOGRAM.limits, edges.slice(1))
      .doubles(HISTOGRAM.counts, counts);
    return new ProtoWriter().bytes(VALUE.tag, tag).bytes(VALUE.histogram, histogram);
  });
  return summaryRecord(wallTime, step, values);
}

/** The histograms among the values of a summary's bytes. */
export function histogramsOf(summary: Uint8Array): Histogram[] {
  return (readFields(summary) ?? []).flatMap(({ value }) => {
    const fields = value instanceof Uint8Array ? readFields(value) : null;
    const tag = fields?.find(({ field }) => field === VALUE.tag)?.value;
    const data = fields?.find(({ field }) => field === VALUE.histogram)?.value;
    if (!(tag instanceof Uint8Array) || !(data instanceof Uint8Array)) return [];
    const found = new Map((readFields(data) ?? []).map(({ field, value: content }) => [field, content]));
    const number = (field: number): number => {
      const content = found.get(field);
      return typeof content === 'number' ? content : 0;
    };
    const edges = [number(HISTOGRAM.min), ...doublesOf(found.get(HISTOGRAM.limits))];
    const counts = doublesOf(found.get(HISTOGRAM.counts));
    if (counts.length !== edges.length - 1) return [];
    return [
      {
        tag: new TextDecoder().decode(tag),
        edges,
        counts,
        sum: number(HISTOGRAM.sum),
        sumSquares: number(HISTOGRAM.sumSquares),
      },
    ];
  });
}

/** Begins the run in TensorBoard's HParams tab: its row, with the values of the spec by path. */
export function sessionStartRecord(
  wallTime: number,
  parameters: ReadonlyMap<string, HyperParameter>,
): Uint8Array {
  const info = new ProtoWriter();
  for (const [name, value] of parameters) {
    info.bytes(1, new ProtoWriter().bytes(1, name).bytes(2, protoValue(value)));
  }
  info.double(5, wallTime);
  return hparamsRecord(wallTime, '_hparams_/session_start_info', HPARAMS.start, info);
}

/** Ends the run in the HParams tab. */
export function sessionEndRecord(wallTime: number, success: boolean): Uint8Array {
  const info = new ProtoWriter()
    .varint(1, success ? HPARAMS_STATUS.success : HPARAMS_STATUS.failure)
    .double(2, wallTime);
  return hparamsRecord(wallTime, '_hparams_/session_end_info', HPARAMS.end, info);
}

/** The plugin reads its message from the metadata; the tensor is there because a value must have one. */
function hparamsRecord(wallTime: number, tag: string, field: number, message: ProtoWriter): Uint8Array {
  const noNumbers = new ProtoWriter()
    .varint(1, DT_FLOAT)
    .bytes(2, new ProtoWriter().bytes(2, new ProtoWriter()));
  const value = new ProtoWriter()
    .bytes(VALUE.tag, tag)
    .bytes(VALUE.tensor, noNumbers)
    .bytes(VALUE.metadata, pluginMetadata('hparams', new ProtoWriter().bytes(field, message)));
  return summaryRecord(wallTime, 0, [value]);
}

/** google.protobuf.Value. */
function protoValue(value: HyperParameter): ProtoWriter {
  if (typeof value === 'number') return new ProtoWriter().double(2, value);
  if (typeof value === 'string') return new ProtoWriter().bytes(3, value);
  return new ProtoWriter().varint(4, value ? 1 : 0);
}

/** SummaryMetadata: which of TensorBoard's plugins a value belongs to. */
function pluginMetadata(plugin: string, content?: ProtoWriter): ProtoWriter {
  const data = new ProtoWriter().bytes(1, plugin);
  if (content) data.bytes(2, content);
  return new ProtoWriter().bytes(1, data);
}

function summaryRecord(wallTime: number, step: number, values: readonly ProtoWriter[]): Uint8Array {
  const summary = new ProtoWriter();
  for (const value of values) summary.bytes(1, value);
  return frameRecord(
    new ProtoWriter()
      .double(EVENT.wallTime, wallTime)
      .varint(EVENT.step, step)
      .bytes(EVENT.summary, summary)
      .finish(),
  );
}

/** A packed field of doubles. */
function doublesOf(bytes: number | Uint8Array | undefined): number[] {
  if (!(bytes instanceof Uint8Array)) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 3 }, (_, index) => view.getFloat64(index * 8, true));
}

/** Tensorboard's text is Markdown: indent the spec as code. */
export function markdownCode(text: string): string {
  return text.replace(/^/gm, '    ');
}
