"""Loads run folders with the real TensorBoard and their checkpoints with the real safetensors.

    python3 -m venv build/tensorboard
    build/tensorboard/bin/pip install tensorboard==2.21.0 safetensors==0.8.0 numpy==2.4.6
    build/tensorboard/bin/python test/runs/verify_tensorboard.py [--cli dist/cli.js]

Trains two small runs with the command line in a temporary folder (needs `npm run build`), then checks that TensorBoard
finds every scalar of every step, the histograms, the spec as text and the hyper-parameters, in both of its readers: the Python
one and the HParams plugin's; and that safetensors opens each checkpoint with weights and optimizer state.
`--golden` rewrites test/fixtures/runs/tensorboard-records.json, which test/unit/runs/eventFile.test.ts compares with.
Ends with "N checks passed", or with the first that failed.
"""

import argparse
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from safetensors import safe_open
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import backend_context, metadata, plugin_data_pb2, api_pb2, list_session_groups
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util.tensor_util import make_ndarray

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "test/fixtures/runs/tensorboard-records.json"
EVERYTHING = {"scalars": 0, "histograms": 0, "tensors": 0}
passed = 0


def check(what, right):
    global passed
    if not right:
        sys.exit(f"FAILED: {what}")
    passed += 1


def spec(optimizer, rate):
    return {
        "formatVersion": 1,
        "name": f"Moons <b>{optimizer}</b>",
        "seed": 3,
        "data": {"source": {"builtin": "moons", "samples": 200, "noise": 0.1}, "split": {"validation": 0.2, "test": 0.1}},
        "model": {"layers": [{"type": "dense", "units": 8, "activation": "tanh"}, {"type": "dense", "units": 2, "activation": "softmax"}]},
        "loss": "categoricalCrossentropy",
        "metrics": ["accuracy"],
        "optimizer": {"type": optimizer, "learningRate": rate},
        "training": {"epochs": 4, "batchSize": 20},
    }


def train(cli, folder, name, content):
    """Trains `content` into folder/runs/name; gives what the command line printed of each step and epoch."""
    path = folder / f"{name}.nnspec.json"
    path.write_text(json.dumps(content))
    command = ["node", str(cli), "train", str(path), "--run-dir", str(folder / "runs" / name), "--json"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def verify_scalars(run, printed):
    accumulator = EventAccumulator(str(run), size_guidance=EVERYTHING)
    accumulator.Reload()
    tags = accumulator.Tags()
    steps = [event for event in printed if event["event"] == "step"]
    scalars = accumulator.Scalars("loss")
    check("the loss of every step", [e.step for e in scalars] == [s["step"] for s in steps])
    check("the loss as float32", [e.value for e in scalars] == [float(np.float32(s["loss"])) for s in steps])
    for layer in ("dense1", "dense2"):
        for series in ("gradientNorm", "gradientMean", "weightNorm", "updateNorm"):
            values = [e.value for e in accumulator.Scalars(f"{layer}/{series}")]
            check(f"{layer}/{series}", values == [float(np.float32(s["layers"][layer][series])) for s in steps])
    epochs = [event for event in printed if event["event"] == "epoch"]
    for split in ("train", "validation"):
        for metric in ("loss", "accuracy"):
            events = accumulator.Scalars(f"epoch/{split}/{metric}")
            check(f"epoch/{split}/{metric}", [e.step for e in events] == [e["step"] for e in epochs])
            check(f"values of {split} {metric}", [e.value for e in events] == [float(np.float32(e[split][metric])) for e in epochs])
    end = printed[-1]
    check("the test result", accumulator.Scalars("test/accuracy")[0].value == float(np.float32(end["test"]["accuracy"])))
    return accumulator, tags


def verify_long(cli, folder):
    """A run whose records are compact from a twentieth of its limit on."""
    content = spec("adam", 0.01)
    content["training"] = {"epochs": 1500, "batchSize": 20}
    os.environ["NNSPEC_MAX_RUN_SIZE"] = "16"
    printed = train(cli, folder, "long", content)
    del os.environ["NNSPEC_MAX_RUN_SIZE"]
    run = folder / "runs" / "long"
    accumulator = EventAccumulator(str(run), size_guidance=EVERYTHING)
    accumulator.Reload()
    steps = [event for event in printed if event["event"] == "step"]
    check("it has more than ten thousand steps", len(steps) > 10_000)
    losses = accumulator.Scalars("loss")
    check("the loss of every step of a long run", [e.step for e in losses] == [s["step"] for s in steps])
    others = accumulator.Tensors("others")
    whole = accumulator.Scalars("dense1/gradientNorm")
    check("compact and whole records are all", sorted(e.step for e in others + whole) == [s["step"] for s in steps])
    check("of sixteen one is whole", [e.step for e in whole if e.step > others[0].step][:2] == [e // 16 * 16 + 16 for e in (others[0].step, others[0].step + 16)])
    series = json.loads((run / "run.json").read_text())["series"][1:]
    for event in others[:: len(others) // 100]:
        values = make_ndarray(event.tensor_proto)
        step = steps[event.step - 1]
        told = [step["learningRate"] if name == "learningRate" else step["layers"][name.split("/")[0]][name.split("/")[1]] for name in series]
        check("the others", values.tolist() == np.float32(told).tolist())
    epochs = [event["step"] for event in printed if event["event"] == "epoch"]
    told = [e.step for e in accumulator.Scalars("epoch/train/loss")]
    check("epochs of eight steps: every other one in a long run", set(told) < set(epochs) and len(told) > len(epochs) / 2)


def verify_histograms(accumulator, tags):
    for tag in tags["histograms"]:
        for event in accumulator.Histograms(tag):
            value = event.histogram_value
            check(f"{tag}: counts add up", value.num == sum(value.bucket))
            check(f"{tag}: edges ascend", list(value.bucket_limit) == sorted(value.bucket_limit))
            check(f"{tag}: bounds", value.min <= value.bucket_limit[0] and value.max == value.bucket_limit[-1])
    return len(tags["histograms"])


def verify_histogram_record(folder):
    """The record of the unit test, which NNSpec writes byte for byte, as the Histograms tab reads it."""
    run = folder / "record"
    run.mkdir()
    records = json.loads(GOLDEN.read_text())
    (run / "events.out.tfevents.1700000000.host").write_bytes(bytes.fromhex(records["histogram"]))
    multiplexer = plugin_event_multiplexer.EventMultiplexer(tensor_size_guidance={"histograms": 0})
    multiplexer.AddRunsFromDirectory(str(folder / "record"))
    multiplexer.Reload()
    provider = data_provider.MultiplexerDataProvider(multiplexer, str(folder))
    tensors = provider.read_tensors(RequestContext(), experiment_id="id", plugin_name="histograms", downsample=10)
    [[datum]] = [list(tags.values())[0:1][0] for tags in tensors.values()]
    check("the step of a histogram", datum.step == 45)
    check("its buckets", datum.numpy.tolist() == [[-1, 0, 3], [0, 2, 5]])


def verify_text(accumulator, content):
    [event] = accumulator.Tensors("spec")
    text = event.tensor_proto.string_val[0].decode()
    check("the spec as text", text == "\n".join("    " + line for line in json.dumps(content).split("\n")))
    plugin = accumulator.SummaryMetadata("spec").plugin_data.plugin_name
    check("the text belongs to the text plugin", plugin == "text")


def verify_hparams(runs, expected):
    """Asks the HParams plugin's own back end for its table."""
    multiplexer = plugin_event_multiplexer.EventMultiplexer(tensor_size_guidance={"scalars": 1000})
    multiplexer.AddRunsFromDirectory(str(runs))
    multiplexer.Reload()
    provider = data_provider.MultiplexerDataProvider(multiplexer, str(runs))
    context = backend_context.Context(base_plugin.TBContext(data_provider=provider))
    request_context = RequestContext()
    run_tags = context.hparams_metadata(request_context, "id")
    experiment = context.experiment_from_metadata(
        request_context, "id", True, run_tags, context.hparams_from_data_provider(request_context, "id", 0)
    )
    differing = {info.name for info in experiment.hparam_infos if info.differs}
    check("the hyper-parameters that differ", differing == {"optimizer", "optimizer.learningRate"})
    metrics = {info.name.tag for info in experiment.metric_infos}
    check("the metrics", {"epoch/validation/accuracy", "epoch/train/loss", "loss"} <= metrics)
    request = api_pb2.ListSessionGroupsRequest(
        start_index=0,
        slice_size=10,
        allowed_statuses=[api_pb2.STATUS_SUCCESS],
        col_params=[api_pb2.ColParams(metric=api_pb2.MetricName(tag="epoch/validation/accuracy"))],
    )
    response = list_session_groups.Handler(request_context, context, "id", request).run()
    check("one session a run, each with its end", response.total_size == len(expected))
    found = {group.hparams["optimizer"].string_value: group for group in response.session_groups}
    for optimizer, (rate, accuracy) in expected.items():
        group = found[optimizer]
        check("its learning rate", group.hparams["optimizer.learningRate"].number_value == rate)
        check("its units", group.hparams["model.layers.dense1.units"].number_value == 8)
        [metric] = [value for value in group.metric_values if value.name.tag == "epoch/validation/accuracy"]
        check("its accuracy", metric.value == float(np.float32(accuracy)))


def verify_checkpoints(run, slots):
    for name in ("last", "best"):
        with safe_open(str(run / "checkpoints" / f"{name}.safetensors"), framework="numpy") as file:
            keys = set(file.keys())
            check(f"{name}: the weights", {"dense1.kernel", "dense1.bias", "dense2.kernel", "dense2.bias"} <= keys)
            check(f"{name}: their shape", file.get_tensor("dense1.kernel").shape == (2, 8))
            check(f"{name}: finite", all(np.isfinite(file.get_tensor(key)).all() for key in keys))
            state = {key for key in keys if key.startswith("optimizer/")}
            check(f"{name}: the optimizer's state", len(state) >= slots * 4 and (slots == 0 or bool(state)))
            facts = file.metadata()
            check(f"{name}: its step and scalars", int(facts["step"]) > 0 and isinstance(json.loads(facts["scalars"]), dict))


def golden():
    """The records of the unit test, as TensorBoard's own protocol buffers and record writer make them."""

    def framed(wall_time, step, value):
        event = event_pb2.Event(wall_time=wall_time, step=step, summary=summary_pb2.Summary(value=[value]))
        # Zero is written too where NNSpec writes it: `step` is always there.
        data = event.SerializeToString(deterministic=True)
        if step == 0:
            data = data[:9] + bytes([2 * 8, 0]) + data[9:]
        file = io.BytesIO()
        RecordWriter(file).write(data)
        return file.getvalue().hex()

    start = plugin_data_pb2.HParamsPluginData()
    start.session_start_info.hparams["optimizer"].string_value = "adam"
    start.session_start_info.hparams["optimizer.learningRate"].number_value = 0.001
    start.session_start_info.hparams["training.shuffle"].bool_value = True
    start.session_start_info.start_time_secs = 1_700_000_000
    end = plugin_data_pb2.HParamsPluginData()
    end.session_end_info.status = api_pb2.STATUS_SUCCESS
    end.session_end_info.end_time_secs = 1_700_000_060

    def hparams(tag, content):
        return summary_pb2.Summary.Value(tag=tag, metadata=metadata.create_summary_metadata(content), tensor=metadata.NULL_TENSOR)

    text = summary_pb2.Summary.Value(tag="spec")
    text.metadata.plugin_data.plugin_name = "text"
    text.tensor.dtype = 7
    text.tensor.tensor_shape.SetInParent()
    text.tensor.string_val.append(b"    {}")
    histogram = summary_pb2.Summary.Value(tag="dense1.kernel")
    histogram.histo.min, histogram.histo.max, histogram.histo.num = -1, 2, 8
    histogram.histo.sum, histogram.histo.sum_squares = 1.5, 9
    histogram.histo.bucket_limit.extend([0, 2])
    histogram.histo.bucket.extend([3, 5])
    # The step is always five bytes long, which is one more way to write the same number.
    compact = event_pb2.Event(wall_time=12.5)
    compact.summary.value.add(tag="loss", simple_value=1)
    others = compact.summary.value.add(tag="others").tensor
    others.dtype = 1
    others.tensor_shape.dim.add(size=3)
    others.tensor_content = np.array([2, 3, 4], "<f4").tobytes()
    data = compact.SerializeToString(deterministic=True)
    data = data[:9] + bytes([2 * 8, 300 & 127 | 128, 300 >> 7 | 128, 128, 128, 0]) + data[9:]
    file = io.BytesIO()
    RecordWriter(file).write(data)
    return {
        "compact": file.getvalue().hex(),
        "sessionStart": framed(1_700_000_000, 0, hparams(metadata.SESSION_START_INFO_TAG, start)),
        "sessionEnd": framed(1_700_000_060, 0, hparams(metadata.SESSION_END_INFO_TAG, end)),
        "text": framed(1_700_000_000, 0, text),
        "histogram": framed(1_700_000_000, 45, histogram),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", default=str(ROOT / "dist/cli.js"))
    parser.add_argument("--golden", action="store_true")
    arguments = parser.parse_args()
    if arguments.golden:
        GOLDEN.write_text(json.dumps(golden(), indent=2) + "\n")
        print(f"wrote {GOLDEN.relative_to(ROOT)}")
        return
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        expected = {}
        histograms = 0
        for optimizer, rate, slots in (("adam", 0.01, 2), ("sgd", 0.1, 0)):
            content = spec(optimizer, rate)
            printed = train(arguments.cli, folder, optimizer, content)
            run = folder / "runs" / optimizer
            accumulator, tags = verify_scalars(run, printed)
            histograms += verify_histograms(accumulator, tags)
            verify_text(accumulator, content)
            verify_checkpoints(run, slots)
            epochs = [event for event in printed if event["event"] == "epoch"]
            expected[optimizer] = (rate, epochs[-1]["validation"]["accuracy"])
        verify_hparams(folder / "runs", expected)
        verify_histogram_record(folder)
        verify_long(arguments.cli, folder)
        print(f"{passed} checks passed, {histograms} histogram tags")


if __name__ == "__main__":
    main()
