/**
 * The part of an exported script that reads a file into columns. It is the same text for every run: how the run's files were
 * written comes from the metadata of the weights file as JSON, so nothing of a run is ever part of the program.
 */
import { THOUSANDS_MARKS } from '../../format/keys/notation.ts';
import { literal } from '../../base/python.ts';

/**
 * Encodings whose codec in Python reads each character as NNSpec does, or refuses it. Those of gb18030, big5 and euc-jp read
 * some characters as others.
 */
export const PYTHON_CODECS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  'utf-16': 'utf-16-le',
  'utf-16le': 'utf-16-le',
  'utf-16be': 'utf-16-be',
  'euc-kr': 'cp949',
  shift_jis: 'cp932',
  gbk: 'gbk',
  'windows-1252': 'cp1252',
  'iso-8859-15': 'iso8859-15',
  'windows-1250': 'cp1250',
  'iso-8859-2': 'iso8859-2',
  'windows-1251': 'cp1251',
  'koi8-r': 'koi8-r',
  'windows-1253': 'cp1253',
  'windows-1254': 'cp1254',
  'windows-1255': 'cp1255',
  'windows-1256': 'cp1256',
  'windows-1257': 'cp1257',
  'windows-1258': 'cp1258',
  'windows-874': 'cp874',
  macintosh: 'mac-roman',
};

/** A dictionary of texts as Python writes it. */
function dictionary(entries: Readonly<Record<string, string>>): string {
  return `{${Object.entries(entries)
    .map(([key, value]) => `${literal(key)}: ${literal(value)}`)
    .join(', ')}}`;
}

export const PYTHON_TABLE = String.raw`
CODECS = ${dictionary(PYTHON_CODECS)}
SEPARATORS = ${dictionary(THOUSANDS_MARKS)}
FORMATS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".npy": "npy", ".npz": "npz",
           ".idx": "idx", ".parquet": "parquet"}
WHITE = set("\t\n\x0b\x0c\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | {chr(code) for code in range(0x2000, 0x200B)}
notation = encoding.get("notation", {})


def fail(message):
    raise SystemExit(message)


def trimmed(text):
    return text.strip("".join(WHITE))


def decoded(content):
    """The text of a file; a byte order mark goes before what the run's files were written in."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(codec)
    codec = CODECS[notation.get("encoding", "utf-8")]
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        fail(f"Byte {error.start + 1} of the file is no {codec} text.")


def rows_of(text, delimiter, comment):
    """The cells of each row. Between tabs, quotation marks that do not enclose a cell are characters as others."""
    tabs, mark = delimiter == "\t", re.escape(delimiter)
    inside = r'[^"\r\n]*(?:""[^"\r\n]*)*' if tabs else r'[^"]*(?:""[^"]*)*'
    quoted = re.compile(rf'"({inside})"(?=[{mark}\r\n]|\Z)')
    plain, line_end = re.compile(rf"[^{mark}\r\n]*"), re.compile(r"\r\n|\r|\n|\Z")
    rows, at = [], 0
    while at < len(text):
        if comment and text.startswith(comment, at):
            at = line_end.search(text, at).end()
            continue
        row = []
        while True:
            found = quoted.match(text, at)
            if found is None and not tabs and text.startswith('"', at):
                fail(f"Line {len(line_end.findall(text, 0, at))}: a cell begins with a quotation mark that does not enclose it.")
            cell = plain.match(text, at) if found is None else found
            row.append(cell[0] if found is None else found[1].replace('""', '"'))
            at = cell.end()
            if not text.startswith(delimiter, at):
                break
            at += 1
        rows.append(row)
        at = line_end.match(text, at).end()
    while rows and rows[-1] == [""]:
        rows.pop()
    return rows


def read_cells(text, kind):
    text = text.lstrip("\r\n")
    said = re.match(r'"?sep=([\t -~])"?\r?\n', text, re.IGNORECASE)
    delimiter = "\t" if kind == "tsv" else notation.get("delimiter", said[1] if said else ",")
    rows = rows_of(text[said.end() :] if said else text, delimiter, notation.get("comment"))
    if not rows:
        fail("The file is empty.")
    if notation.get("header") is False:
        header = [str(index) for index in range(len(rows[0]))]
    else:
        header = [unicodedata.normalize("NFC", trimmed(name)) for name in rows.pop(0)]
    for row, cells in enumerate(rows):
        if len(cells) != len(header):
            fail(f"Row {row + 1} has {len(cells)} cells, the header has {len(header)}.")
    return {name: [cells[index] for cells in rows] for index, name in enumerate(header)}


def read_records(text, kind):
    def no_number(name):
        fail(f"The file holds {name}, which is not JSON.")

    lines = [text] if kind == "json" else [line for line in re.split(r"\r\n|\r|\n", text) if trimmed(line)]
    values = [json.loads(line, parse_constant=no_number) for line in lines]
    rows = values[0] if kind == "json" else values
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {unicodedata.normalize("NFC", name): [row.get(name) for row in rows] for name in names}


def read_idx(content):
    types = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    axes = content[3]
    shape = [int.from_bytes(content[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(axes)]
    array = np.frombuffer(content, types[content[2]], offset=4 + 4 * axes).reshape(shape)
    return {"pixels" if axes > 1 else "label": array}


def read_array(content):
    array = np.load(io.BytesIO(content), allow_pickle=False)
    shape = [size for size in array.shape[1:] if size != 1]
    target = encoding["target"]
    own = len(target.get("columns", [target.get("column")]))
    for trained in encoding.get("arrays", []):
        axes = [size for size in trained["shape"] if size != 1]
        without = [axes[0] - own] if len(axes) == 1 and axes[0] - own != 1 else []
        if shape not in (axes, without):
            fail(f"Rows have the shape {shape}; the network was trained on {axes}.")
    array = array.reshape(len(array), -1)
    return {str(index): array[:, index] for index in range(array.shape[1])}


def read_table(path, kind=None):
    """The columns of a file by name, each a list of cells or an array [rows, …]. The kind is told by the name of the file."""
    path = Path(path)
    packed = path.suffix.lower() == ".gz"
    suffix = Path(path.stem).suffix if packed else path.suffix
    idx = re.search(r"-idx[0-9]-ubyte|\.idx[0-9]?", path.name)
    kind = kind or ("idx" if idx else FORMATS.get(suffix.lower()))
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    if kind in ("csv", "tsv"):
        return read_cells(decoded(content), kind)
    if kind in ("json", "jsonl"):
        return read_records(decoded(content), kind)
    if kind == "npy":
        return read_array(content)
    if kind == "npz":
        return dict(np.load(io.BytesIO(content), allow_pickle=False))
    if kind == "idx":
        return read_idx(content)
    if kind == "parquet":
        import pyarrow.parquet

        return pyarrow.parquet.read_table(io.BytesIO(content)).to_pydict()
    fail(f"The kind of {path.name} cannot be told from its name; it is one of {', '.join(sorted(set(FORMATS.values())))}.")


def column_of(table, name):
    if name not in table:
        fail(f"There is no column {name!r}, which the network was trained on.")
    return table[name]
`;
