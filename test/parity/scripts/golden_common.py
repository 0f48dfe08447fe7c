"""What both golden scripts share: the case table, the data as the spec encodes them, weights, masks and the result files.

Nothing here is taken from NNSpec's own code: data, masks and weights are derived from docs/nnspec.md anew, so that a
golden run also checks the encoding of the data and the counter-based generator.
"""

import copy
import csv
import json
import pathlib
import struct
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent.parent


def merge(target, patch):
    """RFC 7396 merge patch."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def cases(semantics):
    """The (name, spec) pairs of one semantics, in the order of cases.json."""
    table = json.loads((HERE / "cases.json").read_text())
    for case in table["cases"]:
        if case.get("only", semantics) != semantics:
            continue
        spec = merge(copy.deepcopy(table["bases"][case["base"]]), case["patch"])
        if "hidden" in case:
            spec["model"]["layers"][0]["activation"] = case["hidden"]
        if "regularizer" in case:
            for layer in spec["model"]["layers"]:
                layer["regularizer"] = case["regularizer"]
        yield case["name"], name_layers(spec)


def name_layers(spec):
    prefixes = {"dense": "dense", "activation": "activation", "dropout": "dropout", "batchNormalization": "norm", "layerNormalization": "layernorm"}
    counts = {}
    for layer in spec["model"]["layers"]:
        prefix = prefixes[layer["type"]]
        counts[prefix] = counts.get(prefix, 0) + 1
        layer["id"] = f"{prefix}{counts[prefix]}"
    return spec


def activation_of(value):
    """(type, parameters) of an activation in either form."""
    if value is None:
        return "linear", {}
    if isinstance(value, str):
        return value, {}
    return value["type"], {key: entry for key, entry in value.items() if key != "type"}


def output_activation(spec):
    last = spec["model"]["layers"][-1]
    return activation_of(last.get("activation"))[0]


def loss_of(spec):
    """(type, parameters) of the loss in either form."""
    return activation_of(spec["loss"])


def fused(spec):
    """True if the last activation is folded into its cross-entropy and the model ends in logits."""
    return (loss_of(spec)[0], output_activation(spec)) in (
        ("categoricalCrossentropy", "softmax"),
        ("binaryCrossentropy", "sigmoid"),
    )


def load(spec, precision=np.float32):
    """x and y, in float32 unless told: statistics over all rows (there is no validation split), classes ascending."""
    data = spec["data"]
    with open(HERE / data["source"], newline="") as file:
        rows = list(csv.DictReader(file))
    target = data["target"]
    targets = target.get("columns") or [target["column"]]
    features = [name for name in rows[0] if name not in targets and name != data.get("sampleWeight")]
    x = np.array([[float(row[name]) for name in features] for row in rows], dtype=np.float64)
    normalize = data["features"][0]["normalize"]
    if normalize == "standard":
        x = (x - x.mean(axis=0)) / x.std(axis=0)
    elif normalize == "minMax":
        low, span = x.min(axis=0), np.ptp(x, axis=0)
        x = np.where(span > 0, (x - low) / np.where(span > 0, span, 1), 0)
    elif normalize != "none":
        raise ValueError(normalize)
    if target["as"] == "number":
        y = np.array([[float(row[name]) for name in targets] for row in rows], dtype=np.float64)
    else:
        values = [row[targets[0]] for row in rows]
        numeric = all(value.replace(".", "", 1).lstrip("-").isdigit() for value in values)
        classes = sorted(set(values), key=float if numeric else None)
        index = np.array([classes.index(value) for value in values])
        y = index[:, None].astype(np.float64) if target["as"] == "binary" else np.eye(len(classes))[index]
    return x.astype(precision), y.astype(precision)


def weights_of(spec, y):
    """(weight of each class, of each row by the column alone), None where the spec has none; classes ascending."""
    data = spec["data"]
    given = data["target"].get("classWeights")
    with open(HERE / data["source"], newline="") as file:
        rows = list(csv.DictReader(file))
    classes = sorted({row[data["target"]["column"]] for row in rows})
    by_class = by_row = None
    if given == "balanced":
        # scikit-learn's compute_class_weight("balanced").
        counts = [sum(row[data["target"]["column"]] == name for row in rows) for name in classes]
        by_class = np.array([len(rows) / (len(classes) * count) for count in counts], dtype=np.float32)
    elif given:
        by_class = np.array([given.get(name, 1) for name in classes], dtype=np.float32)
    if "sampleWeight" in data:
        by_row = np.array([float(row[data["sampleWeight"]]) for row in rows], dtype=np.float32)
    return by_class, by_row


def batches(spec, samples):
    """(epoch from 0, first row, end row) of every step, without shuffling."""
    training = spec["training"]
    size = samples if training["batchSize"] == "full" else training["batchSize"]
    for epoch in range(training["epochs"]):
        for first in range(0, samples, size):
            end = min(first + size, samples)
            if end - first < size and training.get("dropLastBatch"):
                continue
            yield epoch, first, end


def groups(spec, steps, spans_epochs):
    """For every step whether the weights are updated after it, of groups of `gradientAccumulation` batches."""
    size, open_batches = spec["training"].get("gradientAccumulation", 1), 0
    for index, (epoch, _, _) in enumerate(steps):
        open_batches += 1
        ends_epoch = index + 1 == len(steps) or steps[index + 1][0] != epoch
        whole = open_batches == size or (ends_epoch and not spans_epochs)
        open_batches = 0 if whole else open_batches
        yield whole


def initial_weights(name, spec, inputs):
    """Weights of a case by parameter name, drawn from numpy's PCG64 and written for the other side to read."""
    random = np.random.Generator(np.random.PCG64(20261124))
    weights = {}
    width = inputs
    for layer in spec["model"]["layers"]:
        identity = layer["id"]
        if layer["type"] == "dense":
            units = layer["units"]
            limit = np.sqrt(6 / (width + units))
            weights[f"{identity}.kernel"] = random.uniform(-limit, limit, (width, units)).astype(np.float32)
            if layer.get("useBias", True):
                weights[f"{identity}.bias"] = random.uniform(-0.1, 0.1, units).astype(np.float32)
            width = units
        elif layer["type"] == "layerNormalization":
            if layer.get("scale", True):
                weights[f"{identity}.gamma"] = random.uniform(0.5, 1.5, width).astype(np.float32)
            if layer.get("center", True):
                weights[f"{identity}.beta"] = random.uniform(-0.2, 0.2, width).astype(np.float32)
        elif layer["type"] == "batchNormalization":
            if layer.get("scale", True):
                weights[f"{identity}.gamma"] = random.uniform(0.5, 1.5, width).astype(np.float32)
            if layer.get("center", True):
                weights[f"{identity}.beta"] = random.uniform(-0.2, 0.2, width).astype(np.float32)
            weights[f"{identity}.movingMean"] = np.zeros(width, dtype=np.float32)
            weights[f"{identity}.movingVariance"] = np.ones(width, dtype=np.float32)
    return weights


def weights_file(weights):
    """One weights file, named by the shapes, serves every case with the same parameters."""
    layers = {}
    for name, value in weights.items():
        layer, role = name.split(".")
        layers.setdefault(layer, {})[role] = value
    parts = []
    for layer, roles in layers.items():
        kind = layer.rstrip("0123456789")
        learned = [role for role in ("gamma", "beta") if role in roles]
        if "kernel" in roles:
            parts.append("x".join(map(str, roles["kernel"].shape)) + ("b" if "bias" in roles else ""))
        elif learned:
            # One of the two alone is named, as the other weights are drawn after it.
            parts.append(f"{kind}{len(roles[learned[0]])}{learned[0] if len(learned) == 1 else ''}")
        else:
            parts.append(f"plainNorm{len(roles['movingMean'])}")
    return f"{'-'.join(parts)}.safetensors"


def safetensors_bytes(tensors):
    """The safetensors layout: header length (u64 little-endian), JSON header, raw little-endian tensors."""
    header, blobs, offset = {}, [], 0
    for name, value in tensors.items():
        blob = np.ascontiguousarray(value, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(blobs)


def philox(key, counter):
    """Philox 4x32-10 (Salmon et al. 2011) on arrays of counters; returns the four words."""
    mask = np.uint64(0xFFFFFFFF)
    x = [np.asarray(word, dtype=np.uint64) for word in counter]
    k0, k1 = np.uint64(key[0]), np.uint64(key[1])
    for _ in range(10):
        product0 = np.uint64(0xD2511F53) * x[0]
        product1 = np.uint64(0xCD9E8D57) * x[2]
        x = [
            (product1 >> np.uint64(32)) ^ x[1] ^ k0,
            product1 & mask,
            (product0 >> np.uint64(32)) ^ x[3] ^ k1,
            product0 & mask,
        ]
        k0 = (k0 + np.uint64(0x9E3779B9)) & mask
        k1 = (k1 + np.uint64(0xBB67AE85)) & mask
    return x


def hash32(text):
    """FNV-1a over UTF-16 code units."""
    value = 0x811C9DC5
    for unit in text:
        value = ((value ^ ord(unit)) * 0x01000193) & 0xFFFFFFFF
    return value


DROPOUT_STREAM = 4


def dropout_mask(spec, layer, step, rows, units):
    """0 or 1/(1 - rate) per element; the draw depends on seed, layer id, step (from 1) and element only."""
    length = rows * units
    blocks = np.arange((length + 3) // 4, dtype=np.uint64)
    constant = np.zeros_like(blocks)
    words = philox(
        (spec.get("seed", 0), DROPOUT_STREAM),
        (blocks, constant + np.uint64(hash32(layer["id"])), constant + np.uint64(step), constant),
    )
    flat = np.stack(words, axis=1).reshape(-1)[:length]
    kept = flat >= np.uint64(layer["rate"] * 2**32)
    return np.where(kept, np.float32(1 / (1 - layer["rate"])), np.float32(0)).reshape(rows, units)


def number(value):
    return float(np.format_float_scientific(np.float32(value), unique=True))


# How far a run made again may be from the committed one: another BLAS or CPU rounds float32 otherwise, by up to 7e-6
# with batch normalization.
REPEATED = 1e-5


def arguments():
    """(names of the wanted cases, True for --check): --check makes the runs again and compares, and writes nothing."""
    return [name for name in sys.argv[1:] if name != "--check"], "--check" in sys.argv[1:]


def check_case(path, record):
    """Exits with a message if the run is not the committed one."""
    committed = json.loads(path.read_text())

    def worst(ours, theirs, scale):
        ours, theirs = np.array(ours), np.array(theirs)
        return float(np.max(np.abs(ours - theirs) / scale(np.abs(theirs)))) if ours.shape == theirs.shape else np.inf

    by_value = lambda sizes: np.maximum(sizes, 1e-6)
    by_tensor = lambda sizes: np.maximum(np.max(sizes), 1)
    errors = [worst(record["loss"], committed["loss"], by_value)]
    for part, scale in (("gradientNorm", by_value), ("weights", by_tensor)):
        if record[part].keys() != committed[part].keys():
            sys.exit(f"{path}: {part} has other names")
        errors += [worst(values, committed[part][key], scale) for key, values in record[part].items()]
    error = float(np.max(errors))  # Unlike Python's max, it keeps a NaN.
    if not error <= REPEATED or record["initialWeights"] != committed["initialWeights"]:
        sys.exit(f"{path}: made again, it differs by {error:.2g}")
    print(f"{path.name}: the same, to {error:.1g}")


def write_case(framework, versions, name, initial, losses, norms, weights):
    folder = HERE / "golden" / framework
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "case": name,
        "versions": versions,
        "initialWeights": weights_file(initial),
        "loss": [float(f"{value:.9g}") for value in losses],
        "gradientNorm": {layer: [float(f"{value:.9g}") for value in series] for layer, series in norms.items()},
        "weights": {key: [number(entry) for entry in np.ravel(value)] for key, value in weights.items()},
    }
    if arguments()[1]:
        check_case(folder / f"{name}.json", record)
        return
    (folder / f"{name}.json").write_text(json.dumps(record, separators=(",", ":")).replace(',"', ',\n"') + "\n")


def prepare(name, spec):
    """(x, y, weights) of a case; the weights file is written beside the golden files."""
    x, y = load(spec)
    weights = initial_weights(name, spec, x.shape[1])
    folder = HERE / "golden" / "weights"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / weights_file(weights)
    content = safetensors_bytes(weights)
    if not arguments()[1]:
        path.write_bytes(content)
    elif path.read_bytes() != content:
        sys.exit(f"{path}: made again, it has other bytes")
    return x, y, weights
