"""PyTorch's side of the bench: a work per line of JSON on stdin, steps a second per line on stdout."""

import functools
import json
import sys
import time

import numpy as np
import torch


class WordSum(torch.nn.Module):
    """A first layer on multi-hot text as the sum of the rows of the words that occur, which is the same function."""

    def __init__(self, features, units, sparse):
        super().__init__()
        self.rows = torch.nn.EmbeddingBag(features, units, mode="sum", sparse=sparse)
        self.bias = torch.nn.Parameter(torch.zeros(units))
        bound = features**-0.5
        torch.nn.init.uniform_(self.rows.weight, -bound, bound)

    def forward(self, batch):
        return self.rows(*batch) + self.bias


def network(work):
    layers, width = [], work["features"]
    for index, units in enumerate(work["hidden"]):
        if index == 0 and work["way"] == "embedding bag":
            # Adam has no sparse gradients in PyTorch; SparseAdam is another optimizer.
            layers.append(WordSum(width, units, sparse=work["optimizer"] == "sgd"))
        else:
            layers.append(torch.nn.Linear(width, units))
        layers.append(torch.nn.ReLU())
        if work["dropout"] > 0:
            layers.append(torch.nn.Dropout(work["dropout"]))
        width = units
    layers.append(torch.nn.Linear(width, work["outputs"]))
    return torch.nn.Sequential(*layers)


def inputs(work):
    """The inputs of each batch, made before the clock starts."""
    samples, features = work["samples"], work["features"]
    starts = range(0, samples, work["batchSize"])
    if not work["text"]:
        x = torch.from_numpy(np.fromfile(work["inputsFile"], dtype=np.float32).reshape(samples, features))
        return [x[start : start + work["batchSize"]] for start in starts]
    columns = np.fromfile(work["inputsFile"], dtype=np.uint32).astype(np.int64)
    pointers = np.fromfile(work["pointersFile"], dtype=np.uint32).astype(np.int64)
    if work["way"] == "embedding bag":
        batches = []
        for start in starts:
            ends = pointers[start : start + work["batchSize"] + 1]
            words = torch.from_numpy(columns[ends[0] : ends[-1]])
            batches.append((words, torch.from_numpy(ends[:-1] - ends[0])))
        return batches
    x = np.zeros((samples, features), dtype=np.float32)
    x[np.repeat(np.arange(samples), np.diff(pointers)), columns] = 1
    return list(torch.from_numpy(x).split(work["batchSize"]))


def targets(work):
    target = torch.from_numpy(np.fromfile(work["classesFile"], dtype=np.uint32).astype(np.int64))
    if work["outputs"] == 1:
        target = target.float().unsqueeze(1)
    return target.split(work["batchSize"])


@functools.lru_cache(maxsize=2)
def batches_of(request):
    """Of a work as JSON: the rounds of a work follow each other, two ways in turn."""
    work = json.loads(request)
    return list(zip(inputs(work), targets(work)))


def measure(work, seconds):
    torch.manual_seed(1)
    torch.set_num_threads(work["threads"])
    batches = batches_of(json.dumps(work))
    model = network(work)
    loss_of = torch.nn.BCEWithLogitsLoss() if work["outputs"] == 1 else torch.nn.CrossEntropyLoss()
    kind = torch.optim.Adam if work["optimizer"] == "adam" else torch.optim.SGD
    optimizer = kind(model.parameters(), lr=0.001)

    def steps_in(duration):
        begin, steps = time.perf_counter(), 0
        while True:
            for x, y in batches:
                optimizer.zero_grad()
                loss = loss_of(model(x), y)
                loss.backward()
                optimizer.step()
                steps += 1
                passed = time.perf_counter() - begin
                if passed >= duration:
                    return steps / passed

    steps_in(seconds / 10)
    return steps_in(seconds)


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"stepsPerSecond": measure(request, request["seconds"])}), flush=True)
