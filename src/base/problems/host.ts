import { wordingOf } from './wording.ts';

/** The problems that commands of the editor can report: each code with its meaning and its sentences. */
export const HOST_PROBLEMS = {
  'NN-HOST-NO-RUN': {
    means:
      'The command is about the run that the panel shows, and it shows none. Train a model, or open a run.',
    says: {
      going: 'No run is going. Train a model first.',
      shown: 'No run is shown. Train a model or open a run first.',
    },
  },
  'NN-HOST-NO-COMPARISON': {
    means: 'The command is about a comparison of optimizers with a result, and none is shown.',
    says: 'No comparison with a result is shown. Compare optimizers first.',
  },
  'NN-HOST-NO-EXAMPLE': {
    means: 'There is no example of that name.',
    says: 'There is no example named {name}.',
  },
  'NN-HOST-SPEC-BROKEN': {
    means: 'Values are to be written into a spec that has errors. Mend them first.',
    says: '{name} has errors. Mend them first, then apply the values again.',
  },
  'NN-HOST-UNTRUSTED': {
    means:
      'Runs of a workspace that is not trusted are not deleted, and specs that are links or lie outside of it are not trained. Trust it first. ',
    says: {
      spec: '{name} is a link or outside of the workspace, which is not trusted. Trust it, or put the file itself into it.',
      delete: 'Nothing is deleted in a workspace that is not trusted. Trust it first.',
    },
  },
} as const;

export const { sentence } = wordingOf(HOST_PROBLEMS);
