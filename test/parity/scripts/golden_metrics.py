"""Golden metrics by Keras 3 and scikit-learn: `KERAS_BACKEND=jax python test/parity/scripts/golden_metrics.py` in the virtual
environment of golden_keras.py with scikit-learn 1.9.1 besides.

Writes golden/metrics.json: outputs, targets and what each metric is. Keras feeds them in ragged batches; where
scikit-learn has the metric, the script stops unless both agree. `--check` compares instead of writing.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
import sklearn.metrics as sk

PATH = pathlib.Path(__file__).resolve().parent.parent / "golden" / "metrics.json"
random = np.random.Generator(np.random.PCG64(20261124))


def by_keras(metric, targets, outputs):
    for first in range(0, len(outputs), 7):
        metric.update_state(targets[first : first + 7], outputs[first : first + 7])
    return float(np.mean(np.asarray(metric.result())))


def agreed(name, keras_value, sklearn_value=None):
    if sklearn_value is not None and abs(keras_value - sklearn_value) > 2e-6 * max(1, abs(sklearn_value)):
        sys.exit(f"{name}: Keras says {keras_value}, scikit-learn {sklearn_value}")
    # scikit-learn's is float64; Keras's is float32.
    return float(keras_value if sklearn_value is None else sklearn_value)


def category():
    logits = random.normal(0, 1.5, (60, 5))
    outputs = (np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)).astype(np.float32)
    labels = np.where(random.random(60) < 0.6, outputs.argmax(axis=1), random.integers(0, 5, 60))
    targets = np.eye(5, dtype=np.float32)[labels]
    said, above = outputs.argmax(axis=1), outputs > 0.5
    m = keras.metrics
    return outputs, targets, {
        "accuracy": agreed("accuracy", by_keras(m.CategoricalAccuracy(), targets, outputs), sk.accuracy_score(labels, said)),
        "topKAccuracy": agreed(
            "topKAccuracy", by_keras(m.TopKCategoricalAccuracy(k=2), targets, outputs),
            sk.top_k_accuracy_score(labels, outputs, k=2),
        ),
        "precision": agreed(
            "precision", by_keras(m.Precision(), targets, outputs), sk.precision_score(targets > 0.5, above, average="micro")
        ),
        "recall": agreed("recall", by_keras(m.Recall(), targets, outputs), sk.recall_score(targets > 0.5, above, average="micro")),
        "f1": agreed("f1", by_keras(m.F1Score(average="macro"), targets, outputs), sk.f1_score(labels, said, average="macro")),
        "categoricalCrossentropy": agreed(
            "categoricalCrossentropy", by_keras(m.CategoricalCrossentropy(), targets, outputs), sk.log_loss(labels, outputs)
        ),
    }


def binary():
    outputs = random.random((50, 1)).astype(np.float32)
    outputs[:3] = 0.5
    targets = (random.random((50, 1)) < 0.3 + 0.4 * outputs).astype(np.float32)
    above = outputs[:, 0] > 0.5
    labels = targets[:, 0] > 0.5
    m = keras.metrics
    return outputs, targets, {
        "accuracy": agreed("accuracy", by_keras(m.BinaryAccuracy(), targets, outputs), sk.accuracy_score(labels, above)),
        "precision": agreed("precision", by_keras(m.Precision(), targets, outputs), sk.precision_score(labels, above)),
        "recall": agreed("recall", by_keras(m.Recall(), targets, outputs), sk.recall_score(labels, above)),
        "f1": agreed("f1", by_keras(m.F1Score(threshold=0.5), targets, outputs), sk.f1_score(labels, above)),
        "binaryCrossentropy": agreed(
            "binaryCrossentropy", by_keras(m.BinaryCrossentropy(), targets, outputs), sk.log_loss(labels, outputs[:, 0])
        ),
        "hinge": agreed("hinge", by_keras(m.Hinge(), targets, outputs), sk.hinge_loss(labels, outputs[:, 0])),
    }


def number():
    targets = random.normal((3, -40), (1, 12), (45, 2)).astype(np.float32)
    outputs = (targets + random.normal(0, (0.5, 5), (45, 2))).astype(np.float32)
    m = keras.metrics
    return outputs, targets, {
        "rootMeanSquaredError": agreed(
            "rootMeanSquaredError", by_keras(m.RootMeanSquaredError(), targets, outputs),
            np.sqrt(sk.mean_squared_error(targets, outputs)),
        ),
        "r2": agreed("r2", by_keras(m.R2Score(), targets, outputs), sk.r2_score(targets, outputs)),
        "meanSquaredError": agreed(
            "meanSquaredError", by_keras(m.MeanSquaredError(), targets, outputs), sk.mean_squared_error(targets, outputs)
        ),
        "meanAbsoluteError": agreed(
            "meanAbsoluteError", by_keras(m.MeanAbsoluteError(), targets, outputs), sk.mean_absolute_error(targets, outputs)
        ),
        "huber": agreed("huber", by_keras(m.MeanMetricWrapper(keras.losses.huber, delta=2.0), targets, outputs)),
    }


def counted(kind, targets, outputs, average, decision):
    """Precision, recall and F1 by scikit-learn."""
    said = np.eye(outputs.shape[1])[outputs.argmax(axis=1)] > 0.5 if decision == "largest" else outputs > 0.5
    score = {"precision": sk.precision_score, "recall": sk.recall_score, "f1": sk.f1_score}[kind]
    return score(targets > 0.5, said, average=average, zero_division=0)


def keras_f1(targets, outputs, average, decision):
    threshold = None if decision == "largest" else 0.5
    return by_keras(keras.metrics.F1Score(average=average, threshold=threshold), targets, outputs)


def averages(targets, outputs, decisions):
    found = []
    for kind in ("precision", "recall", "f1"):
        for average in ("micro", "macro", "weighted"):
            for decision in decisions:
                value = counted(kind, targets, outputs, average, decision)
                if kind == "f1":
                    value = agreed("f1", keras_f1(targets, outputs, average, decision), value)
                found.append([{"type": kind, "average": average, "decision": decision}, float(value)])
    return found


def with_options(recorded):
    """Metrics with keys: of the classes above, of several labels, and of targets that are probabilities."""
    m = keras.metrics
    outputs, targets = (np.float32(recorded["category"][name]) for name in ("outputs", "targets"))
    classes = averages(targets, outputs, ("threshold", "largest"))
    outputs = random.random((48, 4)).astype(np.float32)
    labels = (random.random((48, 4)) < outputs * [1, 0.9, 0.5, 0.2]).astype(np.float32)
    several = averages(labels, outputs, ("threshold",)) + [
        [{"type": "accuracy", "labels": "each"}, by_keras(m.BinaryAccuracy(), labels, outputs)],
        [{"type": "accuracy", "labels": "subset"}, sk.accuracy_score(labels > 0.5, outputs > 0.5)],
    ]
    soft = np.where(random.random((48, 4)) < 0.5, labels, random.random((48, 4))).astype(np.float32)
    hard = (soft > 0.5).astype(np.float32)
    probable = [
        [{"type": "accuracy", "softTargets": how}, by_keras(m.BinaryAccuracy(), of, outputs)]
        for how, of in (("threshold", hard), ("keras", soft))
    ]
    for how, of in (("threshold", hard), ("keras", soft)):
        probable += [
            [{"type": "precision", "softTargets": how}, by_keras(m.Precision(), of, outputs)],
            [{"type": "recall", "softTargets": how}, by_keras(m.Recall(), of, outputs)],
        ]
        for average in ("micro", "macro", "weighted"):
            value = keras_f1(of, outputs, average, "threshold")
            probable.append([{"type": "f1", "average": average, "softTargets": how}, value])
    return {
        "classes": {"outputs": recorded["category"]["outputs"], "targets": recorded["category"]["targets"], "values": classes},
        "labels": {"outputs": as_list(outputs), "targets": as_list(labels), "values": several},
        "soft": {"outputs": as_list(outputs), "targets": as_list(soft), "values": probable},
    }


def as_list(array):
    return [[float(np.format_float_scientific(value, unique=True)) for value in row] for row in array]


if __name__ == "__main__":
    record = {"versions": {"keras": keras.__version__, "numpy": np.__version__}}
    for kind, make in (("category", category), ("binary", binary), ("number", number)):
        outputs, targets, values = make()
        record[kind] = {"outputs": as_list(outputs), "targets": as_list(targets), "values": values}
    record["options"] = with_options(record)
    if "--check" in sys.argv[1:]:
        committed = json.loads(PATH.read_text())
        for kind in ("category", "binary", "number"):
            np.testing.assert_allclose(record[kind]["outputs"], committed[kind]["outputs"], rtol=1e-6)
            for name, value in committed[kind]["values"].items():
                np.testing.assert_allclose(record[kind]["values"][name], value, rtol=2e-6, err_msg=f"{kind} {name}")
        for kind, committed_kind in committed["options"].items():
            for (metric, value), (_, known) in zip(record["options"][kind]["values"], committed_kind["values"], strict=True):
                np.testing.assert_allclose(value, known, rtol=2e-6, err_msg=f"{kind} {metric}")
        print("the same")
    else:
        PATH.write_text(json.dumps(record, separators=(",", ":")).replace(',"', ',\n"') + "\n")
