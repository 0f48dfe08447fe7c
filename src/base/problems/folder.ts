/** The problems that runs, their folders and the disk can report: each code with its sentences. */
export const FOLDER_PROBLEMS = {
  'NN-RUN-DATA-CHANGED': {
    weights:
      'The initial weights in {initialWeights} are not those that the run began with. Bring the old file back, or say that other data is accepted (--accept-changed-data).',
    refused:
      '{file} has changed since this run began: {told}. Train anew, bring the old file back, or say that the run shall go on with the encoders that it began with (--accept-changed-data).',
    accepted:
      '{file} has changed since this run began: {told}. The run goes on with the encoders that it began with; each row keeps its split, rows at the end that are new are training rows.',
  },
  'NN-RUN-DATA-UNKNOWN':
    'This run is of a version that kept nothing of its data: whether it is still the same cannot be told. It goes on with the encoders that it began with.',
  'NN-RUN-SCHEDULE': {
    none: 'The learning rate of this run follows the schedule "{schedule}", which goes on by itself: there is nothing to {choice}. Leave the choice out.',
    keep: 'The cosine schedule of the learning rate ends after step {end}, at {rate}: steps at that rate change nothing. Choose restart or stretch.',
    toZero:
      'The cosine schedule of the learning rate ends after step {end}, at {rate}, and the steps after it would change nothing. Say how it goes on: "restart" begins a new half cosine at the full rate over the added epochs; "stretch" lays the half cosine over the whole run and goes on where it is by now (--schedule {choices}).',
    choose:
      'The cosine schedule of the learning rate ends after step {end}, at {rate}. Say how it goes on: "restart" begins a new half cosine at the full rate over the added epochs; "stretch" lays the half cosine over the whole run and goes on where it is by now; "keep" stays at {rate} (--schedule {choices}).',
  },
  'NN-RUN-CHECKPOINT-BROKEN':
    'The checkpoint {name} of {folder} is damaged: its bytes are not those that were written. {mend}',
  'NN-RUN-THREADS':
    '--threads {threads} is more than this machine has processors: {cores} used. More would only wait for each other; the result is the same.',
  'NN-DISK-FULL':
    '{where} cannot be written: the disk is full or your share of it is used up ({code}). Free some space, or choose another place (--run-dir, the setting nnspec.runsFolder); a run that was cut off can be resumed.',
  'NN-DISK-DENIED':
    '{where} cannot be read or written: the system does not allow it ({code}). Change the permissions of the file and its folder, or choose another place (--run-dir, the setting nnspec.runsFolder).',
  'NN-DISK-ERROR': '{where} cannot be read or written: {message}.',
  'NN-RUN-NOT-FOUND': {
    file: '{file} is not a run folder.',
    folder: '{folder} is not a run folder: it has no run.json. Name a folder inside .nnspec/runs.',
  },
  'NN-RUN-BROKEN': {
    type: 'run.json does not describe a run: a setting is of another type than it was.',
    read: '{path} cannot be read ({code}).',
    shape:
      '{path} does not describe a run: {what}. It was changed by hand, cut or damaged; put back a copy of the file, or delete the run.',
    userData: "{folder}, the run's name and note, cannot be read ({code}). Make it readable, or delete it.",
    checkpoint: 'A checkpoint of the run is damaged: it has no readable head.',
    encoder: 'The run does not say how rows become inputs, so none can be encoded.',
  },
  'NN-RUN-VERSION':
    '{path} was written by a newer NNSpec (format {formatVersion}; this one reads up to 2). Update NNSpec to open it.',
  'NN-RUN-EXISTS': {
    folder: 'The run folder {folder} {what}. Name a new or an empty folder.',
    trash: '{folder} is there again; the deleted run is kept in {trashed}.',
  },
  'NN-RUN-FOLDER':
    'Cannot make the run folder in {folder} ({error}). Choose another with --run-dir or the setting nnspec.runsFolder.',
  'NN-RUN-LINK':
    '{path} {what}, so it may lead out of the folder that it is in: nothing is read or written there. Put a real file or folder in its place. Runs are kept elsewhere by --run-dir or the setting nnspec.runsFolder.',
  'NN-RUN-NO-CHECKPOINT': {
    last: '{folder} has no last checkpoint to compare.',
    none: '{folder} has {what}.',
    named: '{folder} has no checkpoint {name}; its folder {list} lists those that it has.',
    replay:
      '{folder} has no last checkpoint, so that a replay has nothing to compare with; train anew instead.',
    resume: '{folder} has no checkpoint to go on from; train anew instead.',
  },
  'NN-RUN-BUSY':
    'The run in {folder} is being trained by {who}: two would write over each other. Stop it there{kill} and resume it then, or start a new run from its last checkpoint (nnspec train RUN --branch last; “Go on from a checkpoint…”).',
  'NN-RUN-TAKEN':
    'The run in {folder} was taken over by {who}, because this process stood still. It goes on there; this one writes no more of it.',
  'NN-RUN-INTERRUPTED': 'The run was cut off; it can be resumed.',
  'NN-RUN-WRITE': 'The run folder cannot be written: {text}',
  'NN-RUN-DAMAGED': '{folder}: {damage}',
  'NN-RUN-THINNED': {
    now: 'The record of the run has taken a fifth of its {limit}: from step {step} on only every {which} step and epoch is recorded, later fewer. Training itself is not changed. For more give NNSPEC_MAX_RUN_SIZE=MEGABYTES.',
    run: '{folder}: {thinned}',
  },
  'NN-RUN-NOT-STARTED': {
    run: 'The run has not started yet.',
    data: 'The data is not loaded yet.',
    thread: 'Training runs in a worker thread only.',
  },
  'NN-RUN-ENDED': 'The run has ended.',
  'NN-RUN-NOT-KEPT': 'This run is not kept on disk, so it cannot be forked.',
  'NN-RUN-BROKEN-STATE': 'The weights are not finite: there is nothing to fork.',
} as const;
