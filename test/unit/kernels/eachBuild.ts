/** Tests of the kernels that every build must pass. */
import { compiledKernels } from './compiled.ts';
import { createTwins, type Twins } from './twins.ts';

/** Describes `title` once for each build; `create` makes a backend of that build and the reference, for `elements` numbers. */
export function eachBuild(title: string, tests: (create: (elements?: number) => Twins) => void): void {
  for (const build of ['plain', 'relaxed', 'wide'] as const) {
    describe(`${title}, ${build} build`, () => {
      let modules: Awaited<ReturnType<typeof compiledKernels>>;
      before(async function () {
        this.timeout(60_000);
        modules = await compiledKernels();
      });
      tests((elements) => createTwins(modules[build], build, elements));
    });
  }
}
