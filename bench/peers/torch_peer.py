"""PyTorch's side of the bench: a work per line of JSON on stdin, steps a second per line on stdout."""

import json
import sys
import time

import numpy as np
import torch


def network(work):
    layers, width = [], work["features"]
    for units in work["hidden"]:
        layers += [torch.nn.Linear(width, units), torch.nn.ReLU()]
        if work["dropout"] > 0:
            layers.append(torch.nn.Dropout(work["dropout"]))
        width = units
    layers.append(torch.nn.Linear(width, work["outputs"]))
    return torch.nn.Sequential(*layers)


def load(work):
    samples, features = work["samples"], work["features"]
    classes = np.fromfile(work["classesFile"], dtype=np.uint32).astype(np.int64)
    if work["onesPerRow"] > 0:
        columns = np.fromfile(work["inputsFile"], dtype=np.uint32).reshape(samples, -1)
        x = np.zeros((samples, features), dtype=np.float32)
        np.put_along_axis(x, columns.astype(np.int64), 1.0, axis=1)
    else:
        x = np.fromfile(work["inputsFile"], dtype=np.float32).reshape(samples, features)
    target = torch.from_numpy(classes)
    if work["outputs"] == 1:
        target = target.float().unsqueeze(1)
    return torch.from_numpy(x), target


def measure(work, seconds):
    torch.manual_seed(1)
    torch.set_num_threads(work["threads"])
    x, y = load(work)
    model = network(work)
    loss_of = torch.nn.BCEWithLogitsLoss() if work["outputs"] == 1 else torch.nn.CrossEntropyLoss()
    kind = torch.optim.Adam if work["optimizer"] == "adam" else torch.optim.SGD
    optimizer = kind(model.parameters(), lr=0.001)
    batch = work["batchSize"]
    starts = range(0, work["samples"], batch)

    def steps_in(duration):
        begin, steps = time.perf_counter(), 0
        while True:
            for start in starts:
                optimizer.zero_grad()
                loss = loss_of(model(x[start : start + batch]), y[start : start + batch])
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
