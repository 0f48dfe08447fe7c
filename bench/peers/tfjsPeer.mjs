/** tfjs-wasm's side of the bench: a work per line of JSON on stdin, steps a second per line on stdout. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-core');
const layers = require('@tensorflow/tfjs-layers');
const wasm = require('@tensorflow/tfjs-backend-wasm');

wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
wasm.setThreadsCount(Number(process.argv[2] ?? 1));
await tf.setBackend('wasm');
await tf.ready();

function model(work) {
  const network = layers.sequential();
  let inputShape = [work.features];
  for (const units of work.hidden) {
    network.add(layers.layers.dense({ units, activation: 'relu', ...(inputShape ? { inputShape } : {}) }));
    inputShape = null;
    if (work.dropout > 0) network.add(layers.layers.dropout({ rate: work.dropout }));
  }
  const binary = work.outputs === 1;
  network.add(layers.layers.dense({ units: work.outputs, activation: binary ? 'sigmoid' : 'softmax' }));
  const optimizer = work.optimizer === 'adam' ? tf.train.adam(0.001) : tf.train.sgd(0.001);
  network.compile({ optimizer, loss: binary ? 'binaryCrossentropy' : 'categoricalCrossentropy' });
  return network;
}

function floats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function load(work) {
  const { samples, features, outputs, text } = work;
  const classes = new Uint32Array(floats(work.classesFile).buffer);
  let x = floats(work.inputsFile);
  if (text) {
    const columns = new Uint32Array(x.buffer);
    const pointers = new Uint32Array(floats(work.pointersFile).buffer);
    x = new Float32Array(samples * features);
    for (let row = 0; row < samples; row++) {
      for (let entry = pointers[row]; entry < pointers[row + 1]; entry++)
        x[row * features + columns[entry]] = 1;
    }
  }
  const y = new Float32Array(samples * outputs);
  classes.forEach((label, row) => (outputs === 1 ? (y[row] = label) : (y[row * outputs + label] = 1)));
  const batches = [];
  for (let start = 0; start < samples; start += work.batchSize) {
    const rows = Math.min(work.batchSize, samples - start);
    batches.push([
      tf.tensor2d(x.subarray(start * features, (start + rows) * features), [rows, features]),
      tf.tensor2d(y.subarray(start * outputs, (start + rows) * outputs), [rows, outputs]),
    ]);
  }
  return batches;
}

async function stepsIn(network, batches, milliseconds) {
  const start = performance.now();
  for (let steps = 0; ; steps++) {
    const passed = performance.now() - start;
    if (steps > 0 && passed >= milliseconds) return (steps * 1000) / passed;
    const [x, y] = batches[steps % batches.length];
    await network.trainOnBatch(x, y);
  }
}

// The rounds of a work follow each other.
let loaded = '';
let batches = [];
for await (const line of createInterface({ input: process.stdin })) {
  const work = JSON.parse(line);
  const network = model(work);
  if (line !== loaded) {
    tf.dispose(batches);
    batches = load(work);
    loaded = line;
  }
  await stepsIn(network, batches, work.seconds * 100);
  const stepsPerSecond = await stepsIn(network, batches, work.seconds * 1000);
  network.dispose();
  process.stdout.write(`${JSON.stringify({ stepsPerSecond, threads: wasm.getThreadsCount() })}\n`);
}
process.exit(0);
