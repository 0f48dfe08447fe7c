"""Whole fits by Keras 3 and PyTorch, with validation data: `KERAS_BACKEND=jax python test/parity/scripts/golden_fits.py` in a virtual
environment with torch 2.15.0, keras 3.15.1, jax 0.10.2 and numpy 2.4.6 (pip install of the same names).

Writes golden/fits.json: of every epoch the loss and the accuracy of the validation samples and the learning rate that the
epoch ends with, then the loss of the test samples and the final weights. Under Keras all of it is `Model.fit` and `Model.evaluate`
with Keras's own EarlyStopping, ReduceLROnPlateau and ModelCheckpoint; under PyTorch the usual loop with its ReduceLROnPlateau,
where a penalty is added to the training loss alone. `--check` makes the fits again, compares and writes nothing.
"""

import copy
import json
import os
import sys
import tempfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import keras
import numpy as np
import torch

import golden_common as common
import golden_keras
import golden_pytorch

jax.config.update("jax_default_matmul_precision", "highest")
PATH = common.HERE / "golden" / "fits.json"


def cases():
    table = json.loads((common.HERE / "fits.json").read_text())
    for case in table["cases"]:
        spec = common.merge(copy.deepcopy(table["bases"][case["base"]]), case["patch"])
        for layer in spec["model"]["layers"]:
            if "regularizer" in case:
                layer["regularizer"] = case["regularizer"]
        yield case["semantics"], case["name"], common.name_layers(spec)


def splits(spec):
    """(x, y) of training, validation and test: the last rows are for the test, those before for validation."""
    split = spec["data"]["split"]
    whole = copy.deepcopy(spec)
    whole["data"]["features"][0]["normalize"] = "none"
    x, y = common.load(whole, np.float64)
    test, validation = round(len(x) * split["test"]), round(len(x) * split["validation"])
    train = len(x) - validation - test
    x = ((x - x[:train].mean(axis=0)) / x[:train].std(axis=0)).astype(np.float32)
    y = y.astype(np.float32)
    bounds = [slice(0, train), slice(train, train + validation), slice(train + validation, None)]
    return [(x[rows], y[rows]) for rows in bounds]


class Unpenalized(keras.callbacks.Callback):
    """Puts the validation loss without penalties into the logs, before other callbacks look at them."""

    def __init__(self, criterion, x, y):
        super().__init__()
        self.criterion, self.x, self.y = criterion, x, y

    def on_epoch_end(self, epoch, logs=None):
        logs["unpenalized"] = float(self.criterion(self.y, self.model(self.x, training=False)))


def by_keras(spec, train, validation, test, weights):
    model, _, _ = golden_keras.build(spec, train[0].shape[1], weights)
    criterion = golden_keras.loss_function(spec)
    fused = common.fused(spec)
    accuracy = [keras.metrics.BinaryAccuracy(name="accuracy", threshold=0 if fused else 0.5)] if spec.get("metrics") else []
    model.compile(golden_keras.optimizer(spec), criterion, metrics=accuracy)
    names = {"validation.loss": "val_loss", "validation.accuracy": "val_accuracy", "validation.unpenalizedLoss": "unpenalized"}
    callbacks = [Unpenalized(criterion, *validation)]
    training = spec["training"]
    stopping = training.get("earlyStopping")
    if stopping:
        callbacks.append(
            keras.callbacks.EarlyStopping(
                names[stopping["monitor"]], min_delta=stopping["minDelta"], patience=stopping["patience"], mode="min",
                restore_best_weights=stopping["restoreBest"],
            )
        )
    plateau = training.get("learningRateSchedule")
    if plateau:
        options = {"minDelta": "min_delta", "cooldown": "cooldown", "minLearningRate": "min_lr"}
        mode = "max" if plateau["monitor"].endswith("accuracy") else "min"
        callbacks.append(
            keras.callbacks.ReduceLROnPlateau(
                names[plateau["monitor"]], factor=plateau["factor"], patience=plateau["patience"], mode=mode,
                **{keras_name: plateau[key] for key, keras_name in options.items() if key in plateau},
            )
        )
    rates, best = [], []
    callbacks.append(
        keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: rates.append(float(model.optimizer.learning_rate)))
    )
    with tempfile.TemporaryDirectory() as folder:
        kept = keras.callbacks.ModelCheckpoint(f"{folder}/best.weights.h5", "val_loss", mode="min", save_best_only=True,
                                               save_weights_only=True)
        callbacks += [kept, keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: best.append(float(kept.best)))]
        history = model.fit(*train, batch_size=training["batchSize"], epochs=training["epochs"], shuffle=False, verbose=0,
                            validation_data=validation, validation_batch_size=len(validation[0]), callbacks=callbacks).history
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    own = [layer["id"] for layer in spec["model"]["layers"]]
    return {
        "loss": history["val_loss"],
        "unpenalizedLoss": history["unpenalized"],
        **({"accuracy": history["val_accuracy"]} if accuracy else {}),
        "learningRate": rates,
        "best": best.index(min(best)) + 1,
        "testLoss": model.evaluate(*test, batch_size=len(test[0]), verbose=0, return_dict=True)["loss"],
        "weights": {f"{identity}.{role}": value for identity, layer in zip(own, dense)
                    for role, value in zip(("kernel", "bias"), layer.get_weights())},
    }


def by_pytorch(spec, train, validation, test, weights):
    layers = spec["model"]["layers"]
    parameters = {key: torch.from_numpy(value.copy()).requires_grad_() for key, value in weights.items()}
    criterion = golden_pytorch.loss_function(spec)

    def outputs(x):
        value = x
        for index, layer in enumerate(layers):
            value = value @ parameters[f"{layer['id']}.kernel"] + parameters[f"{layer['id']}.bias"]
            if "activation" in layer and not (index == len(layers) - 1 and common.fused(spec)):
                value = golden_pytorch.activation(layer["activation"])(value)
        return value

    def penalty():
        total = 0
        for layer in layers:
            terms, kernel = layer.get("regularizer", {}), parameters[f"{layer['id']}.kernel"]
            total = total + terms.get("l1", 0) * kernel.abs().sum() + 0.5 * terms.get("l2", 0) * kernel.square().sum()
        return total

    tensors = [[torch.from_numpy(array) for array in split] for split in (train, validation, test)]
    optimizer = golden_pytorch.optimizer(spec, list(parameters.values()))
    training, options = spec["training"], spec["training"]["learningRateSchedule"]
    monitor = options.get("monitor", "validation.loss")
    names = {"minDelta": "threshold", "cooldown": "cooldown", "minLearningRate": "min_lr", "factor": "factor", "patience": "patience"}
    values = {torch_name: options[key] for key, torch_name in names.items() if key in options}
    if "minDeltaMode" in options:
        values["threshold_mode"] = {"absolute": "abs", "relative": "rel"}[options["minDeltaMode"]]
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, mode="max" if monitor.endswith("accuracy") else "min", **values
    )
    result = {"loss": [], "learningRate": [], **({"accuracy": []} if spec.get("metrics") else {})}
    (x, y), (held_x, held_y), (test_x, test_y) = tensors
    for _ in range(training["epochs"]):
        for first in range(0, len(x), training["batchSize"]):
            rows = slice(first, first + training["batchSize"])
            optimizer.zero_grad()
            (criterion(outputs(x[rows]), y[rows]) + penalty()).backward()
            optimizer.step()
        with torch.no_grad():
            said = outputs(held_x)
            result["loss"].append(criterion(said, held_y).item())
            if "accuracy" in result:
                result["accuracy"].append(((said > 0) == (held_y > 0.5)).double().mean().item())
        scheduler.step(result[monitor.split(".")[1]][-1])
        result["learningRate"].append(optimizer.param_groups[0]["lr"])
    with torch.no_grad():
        result["testLoss"] = criterion(outputs(test_x), test_y).item()
    result["best"] = result["loss"].index(min(result["loss"])) + 1
    result["weights"] = {key: value.detach().numpy() for key, value in parameters.items()}
    return result


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    if isinstance(value, (list, np.ndarray)):
        return [float(f"{entry:.9g}") for entry in np.ravel(value)]
    return value if isinstance(value, int) else float(f"{value:.9g}")


def close(name, ours, theirs):
    if isinstance(theirs, dict):
        for key, value in theirs.items():
            close(f"{name} {key}", ours[key], value)
    elif not isinstance(theirs, str):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5, err_msg=name)


if __name__ == "__main__":
    versions = {"torch": torch.__version__, "keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__}
    fits = {"keras": {}, "pytorch": {}}
    for semantics, name, spec in cases():
        train, validation, test = splits(spec)
        weights = common.initial_weights(name, spec, train[0].shape[1])
        run = by_keras if semantics == "keras" else by_pytorch
        fits[semantics][name] = {"initialWeights": common.weights_file(weights),
                                 **rounded(run(spec, train, validation, test, weights))}
        record = fits[semantics][name]
        print(semantics, name, len(record["loss"]), "epochs, best", record["best"], record["loss"][0], record["loss"][-1],
              record["learningRate"])
    if "--check" in sys.argv[1:]:
        close("fits", fits, json.loads(PATH.read_text())["fits"])
        print("the same")
    else:
        PATH.write_text(json.dumps({"versions": versions, "fits": fits}, separators=(",", ":")).replace(',"', ',\n"') + "\n")
