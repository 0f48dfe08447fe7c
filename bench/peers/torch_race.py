"""PyTorch's side of bench/race.ts: a protocol as JSON on stdin; trains every optimizer with every seed, then prints the last losses as JSON."""

import json
import sys

import numpy as np
import torch

OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "momentum": lambda parameters: torch.optim.SGD(parameters, momentum=0.9),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
    "adamax": torch.optim.Adamax,
    "adadelta": torch.optim.Adadelta,
    "radam": torch.optim.RAdam,
}


def train(name, seed, work, train_rows, validation_rows):
    torch.manual_seed(seed)
    layers, width = [], work["features"]
    for units in work["hidden"]:
        layers += [torch.nn.Linear(width, units), torch.nn.ReLU(), torch.nn.Dropout(work["dropout"])]
        width = units
    model = torch.nn.Sequential(*layers, torch.nn.Linear(width, work["classes"]))
    kernels = [layer.weight for layer in model if isinstance(layer, torch.nn.Linear)][:-1]
    optimizer, loss_of = OPTIMIZERS[name](model.parameters()), torch.nn.CrossEntropyLoss()
    x, y = train_rows
    for _ in range(work["epochs"]):
        model.train()
        for rows in torch.randperm(len(x)).split(work["batchSize"]):
            optimizer.zero_grad()
            penalty = sum(kernel.square().sum() for kernel in kernels)
            (loss_of(model(x[rows]), y[rows]) + 0.5 * work["l2"] * penalty).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            loss = loss_of(model(validation_rows[0]), validation_rows[1]).item()
    return loss


work = json.loads(sys.stdin.read())
torch.set_num_threads(work["threads"])
table = np.loadtxt(work["file"], delimiter=",", skiprows=1, dtype=np.float32)
x, y = torch.from_numpy(table[:, :-1] / 16), torch.from_numpy(table[:, -1]).long()
held = len(x) // 5
print(json.dumps({
    f"{name} {seed}": train(name, seed, work, (x[held:], y[held:]), (x[:held], y[:held]))
    for seed in range(work["seeds"]) for name in work["optimizers"]
}))
