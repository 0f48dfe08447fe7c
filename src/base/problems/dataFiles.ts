/** The problems for which data files are refused: each code with its sentences. */
export const FILE_PROBLEMS = {
  'NN-DATA-NOT-FOUND': 'There is no file {path} (looked in {baseDir}).{hint}',
  'NN-DATA-FILE': '{file} cannot be read: {what}. Paths are relative to the folder of the spec.',
  'NN-DATA-OUTSIDE':
    '{path} is outside the workspace, which is not trusted. Move the file into the workspace or trust it.',
  'NN-DATA-EMPTY': '{file} is empty. The first line must name the columns.',
  'NN-DATA-NO-ROWS': {
    rows: '{file} holds no rows of data.',
    dropped:
      'Each row of {file} lacks a value, so "dropRow" leaves none. Give the columns another policy, or leave some out.',
    header: '{file} has a header but no rows of data.',
    records: '{file} holds no records.',
  },
  'NN-DATA-NO-HEADER':
    'The first line of {file} looks like data; it must name the columns. Put a line of names above it, or add "header": false to `data` and name columns by number, from 0. If these are names, add "header": true.',
  'NN-DATA-UNNAMED-COLUMN':
    'A column of {file} has no name. Name it, or list the columns you want in data.features.',
  'NN-DATA-DUPLICATE-COLUMN': {
    unnamed: 'Two columns have no name. Name them, or remove delimiters that separate nothing.',
    named:
      'Two columns are named {name}. Give each column a name of its own; if the first line is data, add "header": false to `data`.',
  },
  'NN-DATA-COMMENT':
    'The first line of {file} looks like a comment. Add "comment": {prefix} to `data`, or remove such lines.',
  'NN-DATA-NOT-TEXT': {
    kind: '{file} is {what}, not {format}. {fix}',
    bytes: '{file} holds bytes that no text has: it is not {format}. Set "format" to what it is.',
    json: '{file} looks like JSON, not {format}. Add "format": "{json}".',
    lfs: '{file} is a pointer of Git LFS, not {format}. Fetch the file itself with `git lfs pull`.',
    web: '{file} is a web page or XML, not {format}. Download the data itself.',
  },
  'NN-DATA-DELIMITER': {
    cells:
      'The cells of {file} are separated by {found}, not by {used}. Add "delimiter": {written} to `data`.',
    decimal:
      'The cells of {file} are separated by {found}, not by {used}. Add "delimiter": {written} and "decimal": "," to `data`.',
  },
  'NN-DATA-QUOTE': {
    open: 'This quotation mark is never closed. Put quotation marks around the whole cell and double those inside it.',
    after:
      'There is text after the closing quotation mark of a cell. Put quotation marks around the whole cell and double those inside it.',
  },
  'NN-DATA-RAGGED-ROW': 'This row {has}; the header names {expected} columns. {cure}',
  'NN-DATA-ENCODING': {
    other: '{file} is not {encoding}: there is no such character here. Correct "encoding".{other}',
    iso2022: '{file} looks like ISO-2022, which is not read. Save it as UTF-8 (in Excel: “CSV UTF-8”).',
    text: '{what} {fix}',
    utf16:
      '{file} looks like UTF-16 without a mark: add "encoding": "{name}" to `data`, or save the file as UTF-8.',
  },
  'NN-DATA-UNREADABLE': {
    folder: '{path} is a folder; name a file in it.',
    special: '{path} is not an ordinary file.',
    read: '{path} cannot be read ({code}).',
  },
  'NN-DATA-CHANGING':
    '{path} has changed while it was read: {what}. Nothing of it is used. Wait until the program that writes it is done, or let it write another file and rename that, and try again.',
  'NN-DATA-JSON': {
    list: '{file} must be an array of objects, such as [{ "x": 1, "y": "a" }].',
    record: 'This record is not an object with named values.',
    syntax: '{file} is not valid JSON here. Correct it.',
    notFinite: 'NaN and Infinity are no JSON. Write null for a value that is missing, or correct it.',
    tooDeep:
      'Lists and objects lie in each other here more than {deepest} deep. Flatten them, or correct the file.',
  },
  'NN-DATA-GZIP': '{file} is damaged: it cannot be unpacked as gzip. Fetch it again.',
  'NN-DATA-IDX': '{file}: {what}.',
  'NN-DATA-NPY': '{file}: {what}.',
  'NN-DATA-NPZ': {
    other: '{file} is not an archive of NumPy arrays (.npz), or is damaged.',
    checksum:
      '{file} is damaged: the checksum of the array differs from that in the archive. Fetch or save the archive again.',
    unpack: '{file} is damaged: an array in it cannot be unpacked.',
  },
  'NN-DATA-PICTURES': {
    classes:
      'The folder {file} has {count} sub-folders, and pictures need at least two, one a class. Put the pictures of each class into a folder of its own there.',
    empty:
      'There is no PNG or JPEG in {file}. Put pictures there, or remove the folder: its name is a class.',
    kind: '{file} is a picture that is not read. Save it as PNG or JPEG, or move it out of the folder.',
    other: '{file} is neither PNG nor JPEG, or is cut off. Save it as one, or move it out of the folder.',
    color:
      '{file} is a JPEG in colours of print (CMYK) or has no pixels. Save it in RGB, or move it out of the folder.',
    broken: '{file} is damaged ({reason}). Save it again, or move it out of the folder.',
  },
  'NN-DATA-PARQUET': {
    other: '{file} cannot be read as Parquet ({reason}). Write it with flat columns and snappy compression.',
    nested:
      'Column “{first}” of {file} is nested: each of its values is a list or a record. Write its values as columns of their own, or leave it out of data.features.',
  },
  'NN-DATA-LENGTH': {
    labels:
      '{labelsFile} holds an array with {count} axes, but labels are one number per image. Are "images" and "labels" the wrong way round?',
    pairs:
      '{imagesFile} holds {rows} images and {labelsFile} holds {labels} labels. They must belong together.',
    arrays:
      'The arrays of {file} differ in length: “{name}” has {rows} rows, “{name2}” has {rows2}. Save arrays with one row per sample.',
  },
  'NN-DATA-SHAPE':
    'A row of {what} is {shape} in {file}, but {trainedShape} in {trainedFile}, which the network is trained on. Save both with rows of the same shape.',
  'NN-DATA-WIDE-COLUMN':
    'A row of column “{name}” is {count} numbers, which is no {as}. Read it as "number", or leave the column out.',
  'NN-DATA-TOO-WIDE':
    '{file} has {columns} columns or more, and no more than {most} can be read. Write one row for each sample, or fewer columns.',
  'NN-DATA-TIMEOUT':
    'Reading the data made no progress for {seconds} seconds, so it was ended. Most likely a file is damaged, or lies where it cannot be read at present. Write it again, or copy it to this computer.',
  'NN-DATA-CRASHED':
    'Reading the data has ended the process that read it ({how}). Most likely a file is damaged, or takes more memory than nnspec.maxMemory allows. Write it again, or raise the limit.',
  'NN-DATA-LONG-ROW':
    'A row of {file} that begins here has more than {most} MB. Look for a line end that is missing, or for a quotation mark that is not closed.',
} as const;
