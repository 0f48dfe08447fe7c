/**
 * The part of an exported script that reads raw rows and encodes them as the run did. It is the same text for every run: what
 * a run knows (columns, scaling, classes, vocabularies) comes from the metadata of the weights file as JSON, so nothing
 * of a run is ever part of the program.
 */
export const PYTHON_ROWS = String.raw`
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
FORMATS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".npy": "npy", ".npz": "npz",
           ".idx": "idx", ".parquet": "parquet"}


def fail(message):
    raise SystemExit(message)


def as_text(value):
    """A cell as NNSpec names it: numbers as JavaScript writes them, nothing for a missing value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    number = float(value)
    if math.isnan(number):
        return ""
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    text = repr(number)
    if "e" not in text:
        return text
    if 1e-6 <= abs(number) < 1:
        return np.format_float_positional(number, trim="-")
    digits, exponent = text.split("e")
    return f"{digits}e{int(exponent):+d}"


def as_number(value, column, row):
    """A finite number, from a number or from a text that writes one."""
    if isinstance(value, str):
        text = value.strip()
        number = float(text) if NUMBER.fullmatch(text) else math.nan
    else:
        number = math.nan if value is None or isinstance(value, (bool, list, dict)) else float(value)
    if not math.isfinite(number):
        fail(f"Row {row + 1}: the column {column!r} holds {value!r}, which is not a finite number.")
    return number


def name_at(value, column, row):
    text = as_text(value)
    if text.strip() == "":
        fail(f"Row {row + 1}: the value of the column {column!r} is missing.")
    return unicodedata.normalize("NFC", text)


def read_table(path, kind=None):
    """The columns of a file by name, each a list of cells or an array [rows, …]. The kind is told by the name of the file."""
    path = Path(path)
    packed = path.suffix == ".gz"
    suffix = Path(path.stem).suffix if packed else path.suffix
    idx = re.search(r"-idx[0-9]-ubyte|\.idx[0-9]?", path.name)
    kind = kind or ("idx" if idx else FORMATS.get(suffix.lower()))
    content = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    if kind in ("csv", "tsv"):
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter="\t" if kind == "tsv" else ","))
        lines = [line for line in lines if line]
        header = [unicodedata.normalize("NFC", name.strip()) for name in lines[0]]
        for row, line in enumerate(lines[1:]):
            if len(line) != len(header):
                fail(f"Row {row + 1} has {len(line)} cells, the header has {len(header)}.")
        return {name: [line[index] for line in lines[1:]] for index, name in enumerate(header)}
    if kind in ("json", "jsonl"):
        text = content.decode("utf-8-sig")
        rows = json.loads(text) if kind == "json" else [json.loads(line) for line in text.splitlines() if line.strip()]
        names = list(dict.fromkeys(name for row in rows for name in row))
        return {unicodedata.normalize("NFC", name): [row.get(name) for row in rows] for name in names}
    if kind == "npy":
        array = np.load(io.BytesIO(content), allow_pickle=False)
        array = array.reshape(len(array), -1)
        return {str(index): array[:, index] for index in range(array.shape[1])}
    if kind == "npz":
        return dict(np.load(io.BytesIO(content), allow_pickle=False))
    if kind == "idx":
        types = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
        axes = content[3]
        shape = [int.from_bytes(content[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(axes)]
        return {"pixels": np.frombuffer(content, types[content[2]], offset=4 + 4 * axes).reshape(shape)}
    if kind == "parquet":
        import pandas

        frame = pandas.read_parquet(io.BytesIO(content))
        return {str(name): [None if pandas.isna(cell) else cell for cell in frame[name]] for name in frame.columns}
    fail(f"The kind of {path.name} cannot be told from its name; it is one of {', '.join(sorted(set(FORMATS.values())))}.")


def column_of(table, name):
    if name not in table:
        fail(f"There is no column {name!r}, which the network was trained on.")
    return table[name]


WHITE = set("\t\n\x0b\x0c\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | {chr(code) for code in range(0x2000, 0x200B)}


def is_letter(character):
    return unicodedata.category(character)[0] in "LM"


def is_of_word(character):
    return unicodedata.category(character)[0] in "LMN" or character == "_"


def words_of(text):
    """Runs of letters, digits and underscores; an apostrophe between letters belongs to its word."""
    words, at = [], 0
    while at < len(text):
        start = at
        while at < len(text) and is_of_word(text[at]):
            at += 1
        while at > start and at + 1 < len(text) and text[at] in "'\u2019" and is_letter(text[at + 1]):
            at += 1
            while at < len(text) and is_letter(text[at]):
                at += 1
        if at > start:
            words.append(text[start:at])
        else:
            at += 1
    return words


def white_split(text):
    return "".join(" " if character in WHITE else character for character in text).split(" ")


def tokens_of(text, options):
    text = unicodedata.normalize("NFC", text)
    if options["lowercase"]:
        text = text.lower()
    low, high = options["ngrams"]
    if options["tokenizer"] == "charNgram":
        found = []
        for word in white_split(text):
            if not word:
                continue
            padded = f" {word} "
            for length in range(low, high + 1):
                pad = 1 if length == 1 else 0
                found += [padded[at : at + length] for at in range(pad, len(padded) - length + 1 - pad)]
        return found
    if options["tokenizer"] == "word":
        parts, joint = words_of(text), " "
    else:
        parts, joint = list(" ".join(word for word in white_split(text) if word)), ""
    return [joint.join(parts[at : at + length]) for length in range(low, high + 1) for at in range(len(parts) - length + 1)]


def encode_texts(column, cells, encoder):
    """multiHot: 1 for a token that is there; count: how often; tfidf: count · idf, each row of Euclidean length 1."""
    options = encoder["options"]
    place = {token: index for index, token in enumerate(encoder["tokens"])}
    values = np.zeros((len(cells), len(place)))
    for row, cell in enumerate(cells):
        for token in tokens_of(name_at(cell, column, row), options):
            if token in place:
                values[row, place[token]] += 1
    if options["mode"] == "multiHot":
        return np.minimum(values, 1)
    if options["mode"] == "tfidf":
        values *= np.array(encoder["idf"])
        length = np.sqrt(np.square(values).sum(axis=1, keepdims=True))
        values = np.divide(values, length, out=np.zeros_like(values), where=length > 0)
    return values


def numbers_of(column, cells, width, shape=None):
    if shape is not None and list(np.shape(cells)[1:]) != shape:
        fail(f"The column {column!r} holds rows of the shape {np.shape(cells)[1:]}; the network was trained on {shape}.")
    if isinstance(cells, np.ndarray):
        values = cells.reshape(len(cells), -1).astype(np.float64)
    else:
        values = np.array([[as_number(cell, column, row)] for row, cell in enumerate(cells)])
    if values.shape[1] != width:
        fail(f"The column {column!r} holds {values.shape[1]} numbers a row; the network was trained on {width}.")
    return values


def number_of_name(name):
    return float(name) if NUMBER.fullmatch(name.strip()) else None


def one_hot(column, cells, names, unknown="error"):
    """One column for each name, which are compared as texts, else as numbers; with "own" one more for all others."""
    place = {name: index for index, name in enumerate(names)}
    numbers = {number_of_name(name): index for index, name in enumerate(names)}
    values = np.zeros((len(cells), len(names) + (unknown == "own")))
    for row, cell in enumerate(cells):
        name = name_at(cell, column, row)
        number = number_of_name(name)
        index = place.get(name, None if number is None else numbers.get(number))
        if index is None and unknown == "error":
            fail(f"Row {row + 1}: the network was not trained on {name!r} in the column {column!r}.")
        if index is not None:
            values[row, index] = 1
        elif unknown == "own":
            values[row, -1] = 1
    return values


def encode(table):
    """The inputs of the network, [rows, features] in float32, from the columns of a table."""
    parts = []
    for encoder in encoding["features"]:
        column, cells = encoder["column"], column_of(table, encoder["column"])
        if encoder["kind"] == "number":
            values = numbers_of(column, cells, len(encoder["offset"]), encoder.get("shape"))
            parts.append((values - np.array(encoder["offset"])) / np.array(encoder["divisor"]))
        elif encoder["kind"] == "category":
            parts.append(one_hot(column, cells, encoder["values"], encoder.get("unknown")))
        else:
            parts.append(encode_texts(column, cells, encoder))
    return np.concatenate(parts, axis=1).astype(np.float32)


def encode_target(table):
    """The targets, [rows, outputs] in float32."""
    target = encoding["target"]
    if target["kind"] in ("category", "binary"):
        values = one_hot(target["column"], column_of(table, target["column"]), target["classes"])
        return (values[:, 1:] if target["kind"] == "binary" else values).astype(np.float32)
    cells = {column: column_of(table, column) for column in target["columns"]}
    values = [numbers_of(column, own, np.asarray(own[0]).size) for column, own in cells.items()]
    return np.concatenate(values, axis=1).astype(np.float32)


def described(outputs):
    """What the network says of each row, as "nnspec predict --json" tells it."""
    target, probable = encoding["target"], encoding["probabilities"]
    for row, own in enumerate(outputs.astype(np.float64).tolist()):
        record = {"row": row + 1}
        if target["kind"] == "number":
            yield {**record, "values": dict(zip(target["names"], own))}
            continue
        classes = target["classes"]
        if target["kind"] == "binary":
            record["class"] = classes[1 if own[0] > 0.5 else 0]
            names, values = (classes, [1 - own[0], own[0]]) if probable else (classes[1:], own)
        else:
            record["class"], names, values = classes[own.index(max(own))], classes, own
        yield {**record, "probabilities" if probable else "outputs": dict(zip(names, values))}
`;

/** The end of a script: predicts from, or trains on, the file that the command line names. */
export const PYTHON_MAIN = String.raw`
if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Predicts the rows of a file, or trains on them.")
    options.add_argument("file", help="rows with the columns that the network was trained on")
    options.add_argument("--format", choices=sorted(set(FORMATS.values())), help="by the file's name unless told")
    options.add_argument("--train", type=int, default=0, metavar="EPOCHS", help="train on the rows, which need the target")
    given = options.parse_args()
    table = read_table(given.file, given.format)
    if given.train:
        for loss in train(encode(table), encode_target(table), given.train):
            print(json.dumps({"loss": loss}))
    else:
        for record in described(predict(encode(table))):
            print(json.dumps(record, ensure_ascii=False))
`;
