"""PyTorch's side of bench/accuracy.ts: a work as JSON on stdin, test accuracies as JSON on stdout, one a seed."""

import json
import sys

import numpy as np
import torch


def rows_of(work, split):
    """`[rows, features]` float32, dense, from the arrays that NNSpec has encoded."""
    files, rows = work["files"][split], work["rows"][split]
    if work["sparse"]:
        pointers = np.fromfile(files["pointers"], dtype=np.uint32).astype(np.int64)
        indices = np.fromfile(files["indices"], dtype=np.uint32).astype(np.int64)
        x = np.zeros((rows, work["features"]), dtype=np.float32)
        x[np.repeat(np.arange(rows), np.diff(pointers)), indices] = np.fromfile(files["values"], dtype=np.float32)
    else:
        x = np.fromfile(files["values"], dtype=np.float32).reshape(rows, work["features"])
    y = np.fromfile(files["targets"], dtype=np.float32).reshape(rows, work["classes"]).argmax(axis=1)
    return torch.from_numpy(x), torch.from_numpy(y)


def network(work):
    layers, width = [], work["features"]
    for units in work["hidden"]:
        layers += [torch.nn.Linear(width, units), torch.nn.ReLU()]
        if work["dropout"] > 0:
            layers.append(torch.nn.Dropout(work["dropout"]))
        width = units
    return torch.nn.Sequential(*layers, torch.nn.Linear(width, work["classes"]))


def accuracy(work, seed, train, test):
    torch.manual_seed(seed)
    model = network(work)
    optimizer = torch.optim.Adam(model.parameters(), lr=work["learningRate"])
    loss_of = torch.nn.CrossEntropyLoss()
    x, y = train
    for _ in range(work["epochs"]):
        model.train()
        for rows in torch.randperm(len(x)).split(work["batchSize"]):
            optimizer.zero_grad()
            loss_of(model(x[rows]), y[rows]).backward()
            optimizer.step()
    model.eval()
    x, y = test
    with torch.no_grad():
        right = sum((model(part).argmax(1) == of).sum().item() for part, of in zip(x.split(1000), y.split(1000)))
    return right / len(x)


work = json.loads(sys.stdin.read())
torch.set_num_threads(1)
train, test = rows_of(work, "train"), rows_of(work, "test")
for seed in work["seeds"]:
    print(json.dumps({"seed": seed, "accuracy": accuracy(work, seed, train, test)}), flush=True)
