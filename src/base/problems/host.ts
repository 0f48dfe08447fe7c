import { wordingOf } from './wording.ts';

/** The problems that commands of the editor can report: each code with its sentences. */
export const HOST_PROBLEMS = {
  'NN-HOST-NO-RUN': {
    going: 'No run is going. Train a model first.',
    shown: 'No run is shown. Train a model or open a run first.',
  },
  'NN-HOST-NO-COMPARISON': 'No comparison with a result is shown. Compare optimizers first.',
  'NN-HOST-NO-EXAMPLE': 'There is no example named {name}.',
  'NN-HOST-SPEC-BROKEN': '{name} has errors. Mend them first, then apply the values again.',
  'NN-HOST-UNTRUSTED': {
    spec: '{name} is a link or outside of the workspace, which is not trusted. Trust it, or put the file itself into it.',
    delete: 'Nothing is deleted in a workspace that is not trusted. Trust it first.',
  },
} as const;

export const { sentence } = wordingOf(HOST_PROBLEMS);
