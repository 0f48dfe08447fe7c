/** Field numbers of TensorFlow's messages (tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto, tensor.proto). */
export const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
export const VALUE = { tag: 1, simpleValue: 2, histogram: 5, tensor: 8, metadata: 9 } as const;
export const HISTOGRAM = { min: 1, max: 2, num: 3, sum: 4, sumSquares: 5, limits: 6, counts: 7 } as const;
export const DT_FLOAT = 1;
export const DT_STRING = 7;
export const SESSION_START = 1;
