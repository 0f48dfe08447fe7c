/** Settings that are changed while a run trains, as a journal keeps them. */

/** A setting changed while training, before step `step`. */
export interface Intervention {
  readonly step: number;
  readonly epoch: number;
  /** Such as `optimizer.learningRate` or `model.layers.dropout1.rate`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
  /** First step it acts on, where that is later than `step`: a batch size waits for the next epoch. */
  readonly actsFrom?: number;
  /** Of more epochs: how a learning rate goes on whose half cosine would be over. */
  readonly schedule?: ScheduleChoice;
}

/**
 * The continuation of a cosine schedule when a run gets epochs beyond its end: with a new half cosine over the added
 * epochs, with its half cosine stretched to the new end, or at its last rate.
 */
export const SCHEDULE_CHOICES = ['restart', 'stretch', 'keep'] as const;
export type ScheduleChoice = (typeof SCHEDULE_CHOICES)[number];

/** An intervention to come: made before step `step` of epoch `epoch`, at once if that is past. */
export type PlannedChange = Pick<Intervention, 'step' | 'epoch' | 'path' | 'to' | 'schedule'>;

/** A setting to change; `schedule` only with more epochs of a cosine schedule. */
export interface SettingChange {
  readonly path: string;
  readonly value: unknown;
  readonly schedule?: ScheduleChoice | undefined;
}

/** The state right before a change. */
export interface Fork {
  readonly step: number;
  readonly epoch: number;
  /** A checkpoint file of the state without the change. */
  readonly bytes: ArrayBuffer;
  readonly intervention: Intervention;
}
