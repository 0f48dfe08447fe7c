/** A helper thread of the trainer: joins the kernels' memory and takes part in operations until its thread is ended. */
import { workerData } from 'node:worker_threads';
import { serve } from '../../engine/wasm/team.ts';
import { connectKernels, type SharedKernels } from '../../engine/wasm/module.ts';

const { shared, helper } = workerData as { readonly shared: SharedKernels; readonly helper: number };
serve(connectKernels(shared, helper), helper);
