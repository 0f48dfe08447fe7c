/**
 * The part of an exported script that encodes the columns of a table, and its end. It is the same text for every run: what
 * a run knows (columns, scaling, classes, vocabularies) comes from the metadata of the weights file as JSON, so nothing
 * of a run is ever part of the program.
 */
export const PYTHON_ROWS = String.raw`
EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
THOUSANDS = SEPARATORS.get(notation.get("thousands"), "")
DECIMAL = notation.get("decimal", ".")
GROUPS = rf"[0-9]{{1,3}}(?:[{THOUSANDS}][0-9]{{3}})+|" if THOUSANDS else ""
WRITTEN = re.compile(rf"[+-]?(?:(?:{GROUPS}[0-9]+)[{DECIMAL}]?[0-9]*|[{DECIMAL}][0-9]+)" + EXPONENT)
# What else stands for a missing number where the run names no marks.
USUAL_MARKS = {"na", "n/a", "nan", "null", "none", "?", "-"}


def number_of(text):
    """The number that a cell is in the notation of the run; NaN if it is none."""
    text = trimmed(text)
    if not WRITTEN.fullmatch(text):
        return math.nan
    joined = re.sub(rf"[{THOUSANDS}]", "", text) if THOUSANDS else text
    number = float(joined.replace(",", ".") if DECIMAL == "," else joined)
    return number if math.isfinite(number) else math.nan


MARKS = {trimmed(mark) for mark in notation.get("missingMarks", [])}
NUMBER_MARKS = {number for number in map(number_of, notation.get("missingMarks", [])) if not math.isnan(number)}


def is_empty(text):
    text = trimmed(text)
    return text == "" or text in MARKS or number_of(text) in NUMBER_MARKS


def is_missing_number(text):
    return is_empty(text) or ("missingMarks" not in notation and trimmed(text).lower() in USUAL_MARKS)


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
    number = as_float(value)
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


def as_float(value):
    try:
        return float(value)
    except TypeError:
        fail(f"A cell is of the kind {type(value).__name__}, which a script cannot read: {value!r}.")


def as_number(value, column, row):
    """A finite number, from a number or from a text that writes one; NaN for a missing value."""
    if value is None:
        return math.nan
    if isinstance(value, str):
        if is_missing_number(value):
            return math.nan
        number = number_of(value)
    else:
        number = math.inf if isinstance(value, (bool, list, dict)) else as_float(value)
        if math.isnan(number) or number in NUMBER_MARKS:
            return math.nan
    if not math.isfinite(number):
        fail(f"Row {row + 1}: the column {column!r} holds {value!r}, which is not a finite number.")
    return number


def with_booleans(cells):
    """1 and 0 for true and false, in a column that holds nothing else."""
    words = {"true": 1.0, "false": 0.0}
    read = [words.get(trimmed(as_text(cell)).lower(), cell) for cell in cells]
    texts = [as_text(cell) for cell in read]
    return read if all(number_of(text) in (0, 1) or is_missing_number(text) for text in texts) else cells


def missing(column, row, rule):
    left_out = " The run left such rows out: remove it." if (rule or {}).get("policy") == "dropRow" else ""
    fail(f"Row {row + 1}: the value of the column {column!r} is missing.{left_out}")


def name_at(value, column, row, rule=None):
    """The name that a cell holds, what stands for a missing one, or None where its indicator is all that says so."""
    text = as_text(value)
    if is_empty(text):
        if rule is None or rule["policy"] == "dropRow":
            missing(column, row, rule)
        return rule.get("name")
    return unicodedata.normalize("NFC", text)


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
        for token in tokens_of(name_at(cell, column, row, encoder.get("missing")) or "", options):
            if token in place:
                values[row, place[token]] += 1
    if options["mode"] == "multiHot":
        return np.minimum(values, 1)
    if options["mode"] == "tfidf":
        values *= np.array(encoder["idf"])
        length = np.sqrt(np.square(values).sum(axis=1, keepdims=True))
        values = np.divide(values, length, out=np.zeros_like(values), where=length > 0)
    return values


def numbers_of(column, cells, width, shape=None, rule=None):
    """The numbers of a column, [rows, width] in float64, what stands for missing ones in their place; and where they are missing."""
    if isinstance(cells, list) and cells and isinstance(cells[0], list):
        try:
            cells = np.array(cells, np.float64)
        except (TypeError, ValueError):
            fail(f"The column {column!r} does not hold lists of numbers that are of one length.")
    if shape is not None and [size for size in np.shape(cells)[1:] if size != 1] != [size for size in shape if size != 1]:
        fail(f"The column {column!r} holds rows of the shape {np.shape(cells)[1:]}; the network was trained on {shape}.")
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "biuf":
        values = cells.reshape(len(cells), -1).astype(np.float64)
    else:
        values = np.array([[as_number(cell, column, row)] for row, cell in enumerate(with_booleans(list(cells)))])
    if values.shape[1] != width:
        fail(f"The column {column!r} holds {values.shape[1]} numbers a row; the network was trained on {width}.")
    gaps, fill = np.isnan(values), (rule or {}).get("fill")
    if gaps.any() and fill is None:
        missing(column, int(np.argwhere(gaps)[0, 0]), rule)
    if np.isinf(values).any():
        fail(f"Row {int(np.argwhere(np.isinf(values))[0, 0]) + 1}: the column {column!r} holds an infinite number.")
    return (np.where(gaps, np.array(fill), values) if gaps.any() else values), gaps


def name_key(name):
    """The same text for all spellings of one name: 1 and 1.0, or names that differ only in blanks."""
    form = r"([+-]?)0*([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?"
    number = re.fullmatch(form, trimmed(name))
    if number is None or not re.match(r"[+-]?\.?[0-9]", trimmed(name)):
        return ":" + " ".join(word for word in white_split(name) if word)
    sign, whole, fraction, exponent = number.groups(default="0")
    digits = (whole + fraction).lstrip("0")
    kept = digits.rstrip("0")
    return f"{sign.strip('+')}{kept}e{int(exponent) - len(fraction) + len(digits) - len(kept)}" if kept else "0"


def one_hot(column, cells, names, unknown="error", rule=None):
    """One column for each name, in whatever spelling; with "own" one more for all others."""
    place = {name: index for index, name in enumerate(names)}
    spellings = {name_key(name): index for index, name in enumerate(names)}
    values = np.zeros((len(cells), len(names) + (unknown == "own")))
    for row, cell in enumerate(cells):
        name = name_at(cell, column, row, rule)
        if name is None:
            continue
        index = place[name] if name in place else spellings.get(name_key(name))
        if index is None and unknown == "error":
            fail(f"Row {row + 1}: the network was not trained on {name!r} in the column {column!r}.")
        if index is not None:
            values[row, index] = 1
        elif unknown == "own":
            values[row, -1] = 1
    return values


def indicators(column, cells, encoder):
    """What says which values of a column are missing: one column where the run learned from one, else none."""
    if not encoder.get("missing", {}).get("indicator"):
        return []
    return [np.array([[float(is_empty(as_text(cell)))] for cell in cells])]


def encode(table):
    """The inputs of the network, [rows, features] in float32, from the columns of a table."""
    parts = []
    for encoder in encoding["features"]:
        column, cells, rule = encoder["column"], column_of(table, encoder["column"]), encoder.get("missing")
        if encoder["kind"] == "number":
            values, gaps = numbers_of(column, cells, len(encoder["offset"]), encoder.get("shape"), rule)
            parts.append((values - np.array(encoder["offset"])) / np.array(encoder["divisor"]))
            parts += [gaps.astype(np.float64)] if rule and rule.get("indicator") else []
        elif encoder["kind"] == "category":
            parts.append(one_hot(column, cells, encoder["values"], encoder.get("unknown"), rule))
            parts += indicators(column, cells, encoder)
        else:
            parts.append(encode_texts(column, cells, encoder))
            parts += indicators(column, cells, encoder)
    inputs = np.concatenate(parts, axis=1)
    if np.abs(inputs).max(initial=0) > np.finfo(np.float32).max:
        fail("A number is beyond the largest of float32.")
    return inputs.astype(np.float32)


def encode_target(table):
    """The targets, [rows, outputs] in float32."""
    target = encoding["target"]
    if target["kind"] in ("category", "binary"):
        values = one_hot(target["column"], column_of(table, target["column"]), target["classes"])
        return (values[:, 1:] if target["kind"] == "binary" else values).astype(np.float32)
    cells = {column: column_of(table, column) for column in target["columns"]}
    values = [numbers_of(column, own, np.asarray(own[0]).size)[0] for column, own in cells.items()]
    values = np.concatenate(values, axis=1)
    labels = target["kind"] == "labels" or target.get("oneHot")
    if labels and not np.isin(values, (0, 1)).all():
        fail("Each target is 0 or 1.")
    if target.get("oneHot") and (values.sum(axis=1) != 1).any():
        fail("Exactly one target of each row is 1.")
    return values.astype(np.float32)


def described(outputs):
    """What the network says of each row, as "nnspec predict --json" tells it."""
    target, probable = encoding["target"], encoding["probabilities"]
    for row, own in enumerate(outputs.astype(np.float64).tolist()):
        record = {"row": row + 1}
        if target["kind"] in ("number", "labels"):
            yield {**record, "values": dict(zip(target["names"], own))}
            continue
        classes = target["classes"]
        if target["kind"] == "binary":
            record["class"] = classes[1 if own[0] > encoding["threshold"] else 0]
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
    options.add_argument("--labels", help="where the file is one of IDX images: their labels, to train on")
    options.add_argument("--train", type=int, default=0, metavar="EPOCHS", help="train on the rows, which need the target")
    given = options.parse_args()
    table = read_table(given.file, given.format)
    if given.labels:
        table |= read_table(given.labels, "idx")
    if given.train:
        for loss in train(encode(table), encode_target(table), given.train):
            print(json.dumps({"loss": loss}))
    else:
        for record in described(predict(encode(table))):
            print(json.dumps(record, ensure_ascii=False))
`;
