/** Every file that is generated, by its path from the root. */
import { activationFormulas, activationKernels } from './activations.ts';
import { kernelCalls } from './kernelCalls.ts';
import { lossFormulas, lossKernels } from './losses.ts';
import { manifest } from './manifest.ts';
import { metricFacts } from './metrics.ts';
import { optimizerFormulas, optimizerKernels, optimizerPlaces } from './optimizers.ts';

export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'src/kernels/generated/formulas/activations.ts': activationFormulas(),
    'src/kernels/generated/activations.ts': activationKernels(),
    'src/kernels/generated/formulas/losses.ts': lossFormulas(),
    'src/kernels/generated/losses.ts': lossKernels(),
    'src/kernels/generated/formulas/optimizers.ts': optimizerFormulas(),
    'src/kernels/generated/formulas/places.ts': optimizerPlaces(),
    'src/kernels/generated/optimizers.ts': optimizerKernels(),
    'src/engine/wasm/generated/kernels.ts': kernelCalls([
      activationKernels(),
      lossKernels(),
      optimizerKernels(),
    ]),
    'src/run/generated/metricFacts.ts': metricFacts(),
    'package.json': manifest(),
  };
}
