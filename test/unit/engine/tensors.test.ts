import assert from 'node:assert/strict';
import fc from 'fast-check';

import { createReferenceBackend } from '../../../src/engine/reference/backend.ts';
import {
  mayRead,
  operation,
  prepare,
  prepareAny,
  reads,
  writes,
} from '../../../src/kinds/operations/operation.ts';
import { columnSums, dense } from '../../../src/kinds/operations/products.ts';
import { denseSparse, exampleRows } from '../../../src/kinds/operations/sparseProducts.ts';
import { part, reshaped, sparseTensor, type Tensor, tensorAt } from '../../../src/kinds/operations/tensor.ts';
import { numbers, sizeOf } from '../../../src/kinds/shape.ts';
import { testedBackends } from '../../support/backends.ts';

const BACKENDS = await testedBackends();
const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });

/** Offsets of all elements whose places along each axis lie in the ranges, in order. */
function places(axes: readonly number[], axis: number, from: number, to: number): number[] {
  const found: number[] = [];
  for (let flat = 0; flat < sizeOf({ axes }); flat++) {
    const inner = axes.slice(axis + 1).reduce((product, length) => product * length, 1);
    const along = Math.floor(flat / inner) % (axes[axis] ?? 1);
    if (along >= from && along < to) found.push(flat);
  }
  return found;
}

describe('views of tensors', () => {
  it('are the elements of the range, or are refused because those do not lie beside each other', () => {
    fc.assert(
      fc.property(lengths, fc.boolean(), fc.nat(3), fc.nat(5), fc.nat(5), (all, batch, axis, from, to) => {
        fc.pre(axis < all.length && from <= to && to <= (all[axis] ?? 0));
        const whole = batch
          ? tensorAt(64, numbers(...all.slice(1)), all[0] ?? 0)
          : tensorAt(64, numbers(...all));
        const wanted = places(all, axis, from, to);
        const beside = wanted.every((place, index) => place === (wanted[0] ?? 0) + index);
        let view: Tensor;
        try {
          view = part(whole, axis, from, to);
        } catch (error) {
          assert.ok(error instanceof RangeError);
          assert.match(error.message, /do not lie beside each other/u);
          assert.ok(all.slice(0, axis).some((outer) => outer > 1));
          return;
        }
        assert.ok(beside);
        assert.equal(view.length, wanted.length);
        if (wanted.length > 0) assert.equal(view.offset, 64 + (wanted[0] ?? 0));
        assert.equal(view.length, sizeOf(view) * (view.batch ?? 1));
        assert.equal(view.base, whole);
      }),
    );
  });

  it('are refused beyond the end of the tensor', () => {
    const whole = tensorAt(0, numbers(3), 4);
    for (const [axis, from, to] of [
      [0, 0, 5],
      [0, -1, 2],
      [0, 3, 2],
      [2, 0, 1],
      [0, 0.5, 2],
    ] as const) {
      assert.throws(() => part(whole, axis, from, to), /are not all in the tensor/u);
    }
  });

  it('may have other axes of the same elements', () => {
    const whole = tensorAt(16, numbers(4, 3), 5);
    const view = reshaped(whole, [2, 6]);
    assert.deepEqual([view.offset, view.length, view.batch, view.axes], [16, 60, 5, [2, 6]]);
    assert.equal(reshaped(whole, [4, 3]), whole);
    assert.equal(part(view, 0, 1, 2).base, whole);
    assert.throws(() => reshaped(whole, [5]), /\[rows, 4, 3\] do not fill \[5\]/u);
  });

  for (const { name, create } of BACKENDS) {
    it(`cost nothing and show the same numbers on ${name}`, () => {
      const backend = create(4096);
      const whole = backend.allocate(numbers(3), 4);
      backend.view(whole).set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      const rows = part(whole, 0, 1, 3);
      const out = backend.allocate(numbers(3));
      backend.run(prepare(columnSums, { x: rows, out, units: 3 }), 2);
      assert.deepEqual([...backend.view(out)], [11, 13, 15]);
      backend.view(rows)[0] = 40;
      assert.equal(backend.view(whole)[3], 40);
    });
  }
});

describe('the operands of a call', () => {
  const backend = createReferenceBackend(1 << 12);
  const sizes = { inputs: 3, units: 2 };
  const right = {
    x: backend.allocate(numbers(3), 4),
    w: backend.allocate(numbers(3, 2)),
    b: backend.allocate(numbers(2)),
    z: backend.allocate(numbers(2), 4),
  };

  it('have the axes that the operation declares', () => {
    prepare(dense, { ...right, ...sizes });
    prepare(dense, { ...right, ...sizes, b: null });
    const turned = backend.allocate(numbers(2, 3));
    assert.throws(
      () => prepare(dense, { ...right, ...sizes, w: turned }),
      /operation dense takes w as \[inputs 3, units 2\], not as \[2, 3\]/u,
    );
    assert.throws(
      () => prepare(dense, { ...right, ...sizes, x: right.w }),
      /takes x as \[rows, inputs 3\], not as \[3, 2\]/u,
    );
    assert.throws(
      () => prepare(dense, { ...right, ...sizes, b: backend.allocate(numbers(2), 4) }),
      /takes b as \[units 2\], not as \[rows, 2\]/u,
    );
  });

  it('have the layout and the element type', () => {
    const tokens = backend.allocate({ axes: [3], type: 'uint32' }, 4);
    assert.throws(() => prepare(dense, { ...right, ...sizes, x: tokens }), /not as \[rows, 3\] uint32/u);
    const { w, b, z } = right;
    const text = { w, b, z, ...sizes, trains: false };
    prepare(denseSparse, { ...text, x: sparseTensor(3) });
    assert.throws(
      () => prepare(denseSparse, { ...text, x: exampleRows() }),
      /operation denseSparse takes x as \[rows, inputs 3\] sparse, not as \[rows, 203\] sparse/u,
    );
  });

  it('fit exactly if their axes are those that are declared', () => {
    fc.assert(
      fc.property(lengths, lengths, fc.boolean(), (declared, found, batch) => {
        const axes = declared.map((_, index) => `axis${String(index)}`);
        const tried = operation({
          name: 'tried',
          operands: { x: reads('rows', ...axes), y: mayRead('rows'), z: writes('rows') },
          cut: 'whole',
          nanoseconds: 1,
          examples: [{}],
          reference: () => 0,
        });
        const given = Object.fromEntries(declared.map((length, index) => [`axis${String(index)}`, length]));
        const x = tensorAt(0, numbers(...found), batch ? 2 : null);
        const all = { ...given, x, y: null, z: tensorAt(0, numbers(), 2) };
        const fits = batch && declared.join() === found.join();
        if (fits) prepareAny(tried, all);
        else assert.throws(() => prepareAny(tried, all), RangeError);
      }),
    );
  });
});
