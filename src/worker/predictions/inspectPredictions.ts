/** Answers what the network says now: the engine judges, the samples that it got most wrong are made visible. */
import { NnError } from '../../base/errors.ts';
import { readTexts, textColumns, type TextOf } from '../../data/text/texts.ts';
import type { DataHost, Dataset } from '../../data/types.ts';
import { assessPredictions } from '../../engine/evaluation/assessPredictions.ts';
import type { Inspection } from '../../engine/types.ts';
import type { Predictions } from '../../run/predictions.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { sampleView } from './sampleView.ts';

export class PredictionInspector {
  readonly #spec: ResolvedSpec;
  readonly #dataset: Dataset;
  readonly #host: DataHost;
  #texts: { readonly split: Predictions['split']; readonly textOf: Promise<TextOf> } | null = null;

  constructor(spec: ResolvedSpec, dataset: Dataset, host: DataHost) {
    this.#spec = spec;
    this.#dataset = dataset;
    this.#host = host;
  }

  /** Looks at the network at once; only the texts of samples are read after that. */
  async answer(inside: Inspection, now: () => number): Promise<Predictions> {
    const started = now();
    const { step, epoch } = inside;
    const judged = assessPredictions(inside);
    const milliseconds = now() - started;
    const textOf = await this.#textsOf(judged.split);
    const split = this.#dataset[judged.split];
    const worst = judged.worst.map(({ index, ...sample }) => ({
      ...sample,
      view: sampleView(this.#dataset, split, index, textOf),
    }));
    return { ...judged, step, epoch, milliseconds, worst };
  }

  /** Read once; where that fails the reason stands in the place of each text. */
  #textsOf(split: Predictions['split']): Promise<TextOf> {
    if (textColumns(this.#dataset.encoder.features).length === 0) return Promise.resolve(() => '');
    if (this.#texts?.split !== split) {
      const textOf = readTexts(this.#spec, this.#dataset, split, this.#host).catch(
        (error: unknown): TextOf => {
          if (!NnError.is(error)) throw error;
          return () => error.message;
        },
      );
      this.#texts = { split, textOf };
    }
    return this.#texts.textOf;
  }
}
