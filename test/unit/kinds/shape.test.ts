import assert from 'node:assert/strict';
import fc from 'fast-check';

import { asVector, numbers, sameShape, shapeText, sizeOf } from '../../../src/kinds/shape.ts';

const axes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 });

describe('shapes', () => {
  it('are as large as their axes multiplied, however they are laid out', () => {
    fc.assert(
      fc.property(axes, (lengths) => {
        let expected = 1;
        for (const length of lengths) expected *= length;
        assert.equal(sizeOf(numbers(...lengths)), expected);
        assert.deepEqual(asVector(numbers(...lengths)).axes, [expected]);
      }),
    );
  });

  it('are the same if nothing tells them apart', () => {
    fc.assert(
      fc.property(axes, axes, (a, b) => {
        assert.equal(sameShape(numbers(...a), numbers(...b)), a.join() === b.join());
      }),
    );
    const shape = numbers(3);
    assert.ok(!sameShape(shape, { ...shape, type: 'uint32' }));
    assert.ok(!sameShape(shape, { ...shape, layout: 'sparse' }));
  });

  it('are told in short', () => {
    assert.equal(shapeText(numbers(28, 28)), '[28, 28]');
    assert.equal(shapeText({ axes: [9], type: 'uint32', layout: 'sparse' }), '[9] sparse uint32');
  });
});
