/** The problems that runs, their folders and the disk can report: each code with its meaning and its sentences. */
export const FOLDER_PROBLEMS = {
  'NN-RUN-DATA-CHANGED': {
    means:
      'A run goes on or is repeated, and its data (or its initial weights) is not what it began with. The message says what differs. Train anew, bring the old file back, or [accept it](command-line.md#changed-data); where it is accepted, this is a warning.',
    says: {
      weights:
        'The initial weights in {initialWeights} are not those that the run began with. Bring the old file back, or say that other data is accepted (--accept-changed-data).',
      refused:
        '{file} has changed since this run began: {told}. Train anew, bring the old file back, or say that the run shall go on with the encoders that it began with (--accept-changed-data).',
      accepted:
        '{file} has changed since this run began: {told}. The run goes on with the encoders that it began with; each row keeps its split, rows at the end that are new are training rows.',
    },
  },
  'NN-RUN-DATA-UNKNOWN': {
    means:
      'A run of an earlier version goes on, which kept nothing of its data: whether it is still the same cannot be told (warning).',
    says: 'This run is of a version that kept nothing of its data: whether it is still the same cannot be told. It goes on with the encoders that it began with.',
  },
  'NN-RUN-SCHEDULE': {
    means:
      'More epochs of a cosine schedule that would be over: say [how it goes on](#more-epochs). Or a choice for a schedule that goes on by itself.',
    says: {
      none: 'The learning rate of this run follows the schedule "{schedule}", which goes on by itself: there is nothing to {choice}. Leave the choice out.',
      keep: 'The cosine schedule of the learning rate ends after step {end}, at {rate}: steps at that rate change nothing. Choose restart or stretch.',
      toZero:
        'The cosine schedule of the learning rate ends after step {end}, at {rate}, and the steps after it would change nothing. Say how it goes on: "restart" begins a new half cosine at the full rate over the added epochs; "stretch" lays the half cosine over the whole run and goes on where it is by now (--schedule {choices}).',
      choose:
        'The cosine schedule of the learning rate ends after step {end}, at {rate}. Say how it goes on: "restart" begins a new half cosine at the full rate over the added epochs; "stretch" lays the half cosine over the whole run and goes on where it is by now; "keep" stays at {rate} (--schedule {choices}).',
    },
  },
  'NN-RUN-CHECKPOINT-BROKEN': {
    means:
      "A checkpoint's bytes are not those that were written. The message names the intact ones; `--resume --from` goes on from one of them.",
    says: 'The checkpoint {name} of {folder} is damaged: its bytes are not those that were written. {mend}',
  },
  'NN-RUN-THREADS': {
    means: '`--threads` is more than the machine has processors, so fewer are used (warning).',
    says: '--threads {threads} is more than this machine has processors: {cores} used. More would only wait for each other; the result is the same.',
  },
  'NN-DISK-FULL': {
    means:
      'The disk is full, or your share of it. Free some space, or choose another place for the run; one that was cut off can be resumed.',
    says: '{where} cannot be written: the disk is full or your share of it is used up ({code}). Free some space, or choose another place (--run-dir, the setting nnspec.runsFolder); a run that was cut off can be resumed.',
  },
  'NN-DISK-DENIED': {
    means:
      'The system does not allow a file to be read or written. Change its permissions, or choose another place.',
    says: '{where} cannot be read or written: the system does not allow it ({code}). Change the permissions of the file and its folder, or choose another place (--run-dir, the setting nnspec.runsFolder).',
  },
  'NN-DISK-ERROR': {
    means: 'The disk refuses something else. The message says which file it is and what the system says.',
    says: '{where} cannot be read or written: {message}.',
  },
  'NN-RUN-NOT-FOUND': {
    means: 'The folder is no run folder: it has no `run.json`. Name a folder inside of `.nnspec/runs`.',
    says: {
      file: '{file} is not a run folder.',
      folder: '{folder} is not a run folder: it has no run.json. Name a folder inside .nnspec/runs.',
    },
  },
  'NN-RUN-BROKEN': {
    means:
      '`run.json`, or another file of the run, does not say what it must. The message names the place. Nothing is made of a run that was changed by hand.',
    says: {
      type: 'run.json does not describe a run: a setting is of another type than it was.',
      read: '{path} cannot be read ({code}).',
      shape:
        '{path} does not describe a run: {what}. It was changed by hand, cut or damaged; put back a copy of the file, or delete the run.',
      userData: "{folder}, the run's name and note, cannot be read ({code}). Make it readable, or delete it.",
      checkpoint: 'A checkpoint of the run is damaged: it has no readable head.',
      encoder: 'The run does not say how rows become inputs, so none can be encoded.',
    },
  },
  'NN-RUN-VERSION': {
    means: 'The run was written by a newer NNSpec. Update NNSpec to open it.',
    says: '{path} was written by a newer NNSpec (format {formatVersion}; this one reads up to 2). Update NNSpec to open it.',
  },
  'NN-RUN-EXISTS': {
    means:
      'A folder that a new run is to be written to, or a deleted one to be put back to, is there and not empty. Name another.',
    says: {
      folder: 'The run folder {folder} {what}. Name a new or an empty folder.',
      trash: '{folder} is there again; the deleted run is kept in {trashed}.',
    },
  },
  'NN-RUN-FOLDER': {
    means:
      'No folder can be made where the run is to be written. Choose another with `--run-dir` or the setting `nnspec.runsFolder`.',
    says: 'Cannot make the run folder in {folder} ({error}). Choose another with --run-dir or the setting nnspec.runsFolder.',
  },
  'NN-RUN-LINK': {
    means:
      'A file or folder of a run is a link, or no ordinary file, so it may lead elsewhere. Put a real one in its place.',
    says: '{path} {what}, so it may lead out of the folder that it is in: nothing is read or written there. Put a real file or folder in its place. Runs are kept elsewhere by --run-dir or the setting nnspec.runsFolder.',
  },
  'NN-RUN-NO-CHECKPOINT': {
    means:
      'The run has no checkpoint of that name: it was never written, or was deleted. The message says where those are that it has.',
    says: {
      last: '{folder} has no last checkpoint to compare.',
      none: '{folder} has {what}.',
      named: '{folder} has no checkpoint {name}; its folder {list} lists those that it has.',
      replay:
        '{folder} has no last checkpoint, so that a replay has nothing to compare with; train anew instead.',
      resume: '{folder} has no checkpoint to go on from; train anew instead.',
    },
  },
  'NN-RUN-BUSY': {
    means:
      'The run is being trained by another process, and has [one writer at a time](command-line.md#runs). Stop it there, or start a new run from its checkpoint.',
    says: 'The run in {folder} is being trained by {who}: two would write over each other. Stop it there{kill} and resume it then, or start a new run from its last checkpoint (nnspec train RUN --branch last; “Go on from a checkpoint…”).',
  },
  'NN-RUN-TAKEN': {
    means: 'This process stood still so long that another one took the run over. It goes on there.',
    says: 'The run in {folder} was taken over by {who}, because this process stood still. It goes on there; this one writes no more of it.',
  },
  'NN-RUN-INTERRUPTED': {
    means: 'A program was closed while it trained the run. Resume it.',
    says: 'The run was cut off; it can be resumed.',
  },
  'NN-RUN-WRITE': {
    means: 'The run folder cannot be written for another reason than the disk, which the message says.',
    says: 'The run folder cannot be written: {text}',
  },
  'NN-RUN-DAMAGED': {
    means:
      'Records of the event files are damaged and passed over: the message says how many places and steps are missing (warning).',
    says: '{folder}: {damage}',
  },
  'NN-RUN-THINNED': {
    means:
      'The run nears its limit on disk, so fewer of its steps are recorded (warning). A [higher limit](command-line.md#runs) records more.',
    says: {
      now: 'The record of the run has taken a fifth of its {limit}: from step {step} on only every {which} step and epoch is recorded, later fewer. Training itself is not changed. For more give NNSPEC_MAX_RUN_SIZE=MEGABYTES.',
      run: '{folder}: {thinned}',
    },
  },
  'NN-RUN-NOT-STARTED': {
    means: 'Something was asked of a run whose data is still being read. Try again when it trains.',
    says: {
      run: 'The run has not started yet.',
      data: 'The data is not loaded yet.',
      thread: 'Training runs in a worker thread only.',
    },
  },
  'NN-RUN-ENDED': {
    means: 'Something was asked of a run that has just ended.',
    says: 'The run has ended.',
  },
  'NN-RUN-NOT-KEPT': {
    means: 'A run that is not kept on disk cannot be forked.',
    says: 'This run is not kept on disk, so it cannot be forked.',
  },
  'NN-RUN-BROKEN-STATE': {
    means:
      'The weights are not finite, so nothing can be forked from them. Go on from an earlier checkpoint.',
    says: 'The weights are not finite: there is nothing to fork.',
  },
} as const;
