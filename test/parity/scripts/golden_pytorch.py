"""Golden runs by PyTorch: `/usr/bin/python3 test/parity/scripts/golden_pytorch.py` (Debian 12: python3-torch 1.13.0, python3-numpy).
The cases of the optimizers of `NEWER` and those with weights or smoothing are by torch 2.15.0 and numpy 2.4.6 (pip install torch==2.15.0 numpy==2.4.6):
name them.

Writes golden/pytorch/<case>.json: loss of every step (before its update, penalties included), gradient norm of every
layer with parameters (penalties included, before clipping and decay) and the final weights. Names of cases make only
these; `--check` makes the runs again, compares them with the committed ones and writes nothing.
"""


import numpy as np
import torch

import golden_common as common

torch.set_num_threads(1)


def activation(value):
    name, options = common.activation_of(value)
    functions = torch.nn.functional
    return {
        "linear": lambda z: z,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leakyRelu": lambda z: functions.leaky_relu(z, **({"negative_slope": options["slope"]} if options else {})),
        "elu": lambda z: functions.elu(z, **options),
        "selu": functions.selu,
        "gelu": lambda z: functions.gelu(z, approximate="tanh" if options.get("approximate") else "none"),
        "silu": functions.silu,
        "softplus": functions.softplus,
        "softsign": functions.softsign,
        "hardSigmoid": functions.hardsigmoid,
        "softmax": lambda z: torch.softmax(z, dim=1),
    }[name]


class Lion:
    """Lion is not part of torch 1.13; Chen et al. 2023, algorithm 2, with this framework's arithmetic."""

    def __init__(self, parameters, lr, betas=(0.9, 0.99), weight_decay=0.0):
        self.parameters = list(parameters)
        self.weight_decay = weight_decay
        self.param_groups = [{"lr": lr}]
        self.betas = betas
        self.moments = [torch.zeros_like(parameter) for parameter in self.parameters]

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for parameter, moment in zip(self.parameters, self.moments):
            parameter.mul_(1 - self.param_groups[0]["lr"] * self.weight_decay)
            update = (moment * beta1 + parameter.grad * (1 - beta1)).sign()
            parameter.sub_(self.param_groups[0]["lr"] * update)
            moment.mul_(beta2).add_(parameter.grad, alpha=1 - beta2)


class AdaBelief:
    """Zhuang et al. 2020, algorithm 2, which no framework has; decay is decoupled."""

    def __init__(self, parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-16, weight_decay=0.0):
        self.parameters, self.betas, self.eps, self.weight_decay = list(parameters), betas, eps, weight_decay
        self.param_groups = [{"lr": lr}]
        self.moments = [torch.zeros_like(parameter) for parameter in self.parameters]
        self.squares = [torch.zeros_like(parameter) for parameter in self.parameters]
        self.steps = 0

    @torch.no_grad()
    def step(self):
        self.steps += 1
        (beta1, beta2), lr = self.betas, self.param_groups[0]["lr"]
        for parameter, m, s in zip(self.parameters, self.moments, self.squares):
            parameter.mul_(1 - lr * self.weight_decay)
            m.copy_(beta1 * m + (1 - beta1) * parameter.grad)
            s.copy_(beta2 * s + (1 - beta2) * (parameter.grad - m) ** 2 + self.eps)
            mean, spread = m / (1 - beta1**self.steps), s / (1 - beta2**self.steps)
            parameter.sub_(lr * mean / (spread.sqrt() + self.eps))


class ScheduleFreeAdamW:
    """Defazio et al. 2024, schedulefree/adamw_schedulefree.py at a constant rate; the parameters are y, `evaluated` is x."""

    def __init__(self, parameters, lr=0.0025, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.parameters, self.betas, self.eps, self.weight_decay = list(parameters), betas, eps, weight_decay
        self.param_groups = [{"lr": lr}]
        self.z = [parameter.detach().clone() for parameter in self.parameters]
        self.squares = [torch.zeros_like(parameter) for parameter in self.parameters]
        self.steps = 0

    @torch.no_grad()
    def step(self):
        self.steps += 1
        (beta1, beta2), lr, newest = self.betas, self.param_groups[0]["lr"], 1 / self.steps
        for y, z, v in zip(self.parameters, self.z, self.squares):
            v.mul_(beta2).addcmul_(y.grad, y.grad, value=1 - beta2)
            change = y.grad / ((v / (1 - beta2**self.steps)).sqrt() + self.eps) + self.weight_decay * y
            y.lerp_(z, newest)
            y.add_(change, alpha=lr * (beta1 * (1 - newest) - 1))
            z.sub_(change, alpha=lr)

    @torch.no_grad()
    def evaluated(self):
        beta1 = self.betas[0]
        for y, z in zip(self.parameters, self.z):
            y.lerp_(z, 1 - 1 / beta1)


class DecayedFirst:
    """An optimizer of torch that knows no decay, with decoupled decay before its step."""

    def __init__(self, optimizer, parameters, weight_decay=0.0, **values):
        self.own = optimizer(parameters, **values)
        self.param_groups, self.shrink = self.own.param_groups, weight_decay

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    parameter.mul_(1 - group["lr"] * self.shrink)
        self.own.step()


class Muon:
    """torch.optim.Muon for matrices, torch.optim.AdamW for all else."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, vectorDecay=0.01, iterations=5, **options):
        matrices = [one for one in parameters if one.ndim == 2]
        others = [one for one in parameters if one.ndim != 2]
        self.parts = [
            torch.optim.Muon(matrices, lr=lr, ns_steps=iterations, **options),
            torch.optim.AdamW(others, lr=lr, betas=betas, eps=eps, weight_decay=vectorDecay),
        ]
        self.param_groups = [group for part in self.parts for group in part.param_groups]

    def step(self):
        for part in self.parts:
            part.step()


class LBFGS(torch.optim.LBFGS):
    """One iteration a step, whose gradients are there already."""

    def step(self):
        super().step(lambda: torch.zeros(()))


# Their goldens are by torch 2.15.
NEWER = ("radam", "rprop", "adabelief", "scheduleFreeAdamw", "adafactor", "muon", "lbfgs")


def optimizer(spec, parameters):
    options = dict(spec["optimizer"])
    kind = options.pop("type")
    names = {
        "learningRate": "lr",
        "weightDecay": "weight_decay",
        "epsilon": "eps",
        "initialAccumulator": "initial_accumulator_value",
        "rho": "alpha" if kind == "rmsprop" else "rho",
    }
    values = {names.get(key, key): value for key, value in options.items() if key not in ("beta1", "beta2")}
    if "beta1" in options:
        values["betas"] = (options["beta1"], options["beta2"])
    if kind in ("sgd", "momentum"):
        # torch 1.13 requires lr; 1e-3 is the default that torch 2 gave it.
        values.setdefault("lr", 1e-3)
        if kind == "momentum":
            values.setdefault("momentum", 0.9)
        return torch.optim.SGD(parameters, **values)
    if kind == "adabelief":
        return AdaBelief(parameters, **values)
    if kind == "scheduleFreeAdamw":
        return ScheduleFreeAdamW(parameters, **values)
    if kind == "rprop":
        etas = (values.pop("etaMinus", 0.5), values.pop("etaPlus", 1.2))
        sizes = (values.pop("smallestStep", 1e-6), values.pop("largestStep", 50))
        return DecayedFirst(torch.optim.Rprop, parameters, **values, etas=etas, step_sizes=sizes)
    if kind == "adafactor":
        names = {"beta2Decay": "beta2_decay", "clipThreshold": "d"}
        eps = (values.pop("eps", None), values.pop("leastScale", 1e-3))
        return torch.optim.Adafactor(parameters, eps=eps, **{names.get(key, key): value for key, value in values.items()})
    if kind == "muon":
        return Muon(parameters, **values)
    if kind == "lbfgs":
        names = {
            "historySize": "history_size",
            "gradientTolerance": "tolerance_grad",
            "changeTolerance": "tolerance_change",
        }
        return LBFGS(parameters, max_iter=1, **{names.get(key, key): value for key, value in values.items()})
    if kind == "lion":
        return Lion(parameters, **values)
    if kind == "nadam":
        # The plain loop of torch 1.13 multiplies mu into its product twice (mended in torch 2, pytorch#92699); the
        # multi-tensor form of 1.13 is right.
        values["foreach"] = True
    return {
        "adagrad": torch.optim.Adagrad,
        "rmsprop": torch.optim.RMSprop,
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "nadam": torch.optim.NAdam,
        "adamax": torch.optim.Adamax,
        "radam": torch.optim.RAdam,
        "adadelta": torch.optim.Adadelta,
    }[kind](parameters, **values)


def smoothed_bce(o, t, smoothing, fused, weight=None):
    """torch's binary cross-entropy has no smoothing of its own: the targets are smoothed as Keras smooths them."""
    functions = torch.nn.functional
    of = functions.binary_cross_entropy_with_logits if fused else functions.binary_cross_entropy
    return of(o, t * (1 - smoothing) + smoothing / 2, weight=weight)


def weighted_loss(spec, y):
    """A criterion of (outputs, targets, rows) for losses with weights or smoothing; None for others."""
    kind, options = common.loss_of(spec)
    by_class, by_row = common.weights_of(spec, y)
    smoothing = options.get("labelSmoothing", 0)
    if by_class is None and by_row is None and not smoothing:
        return None
    fused = common.fused(spec)
    classes = None if by_class is None else torch.from_numpy(by_class)
    rows_of = torch.ones(len(y)) if by_row is None else torch.from_numpy(by_row)

    def criterion(o, t, rows):
        own = rows_of[rows]
        if kind == "categoricalCrossentropy":
            index = t.argmax(dim=1)
            if by_row is None:
                return torch.nn.CrossEntropyLoss(weight=classes, label_smoothing=smoothing)(o, index)
            # The mean is what CrossEntropyLoss makes of its own rows: divided by the sum of their weights.
            each = torch.nn.CrossEntropyLoss(weight=classes, label_smoothing=smoothing, reduction="none")(o, index)
            counted = own if classes is None else own * classes[index]
            return (each * own).sum() / counted.sum()
        if classes is not None:
            own = own * classes[t[:, 0].long()]
        if kind == "binaryCrossentropy":
            return smoothed_bce(o, t, smoothing, fused, own[:, None])
        return torch.nn.functional.mse_loss(o, t, weight=own[:, None].expand_as(o))

    return criterion


def loss_function(spec):
    loss = spec["loss"]
    kind, options = (loss, {}) if isinstance(loss, str) else (loss["type"], loss)
    fused = common.fused(spec)
    return {
        "meanSquaredError": torch.nn.MSELoss(),
        "mse": torch.nn.MSELoss(),
        "meanAbsoluteError": torch.nn.L1Loss(),
        "huber": torch.nn.HuberLoss(delta=options.get("delta", 1.0)),
        "halfSquaredError": lambda o, t: 0.5 * (o - t).square().sum(dim=1).mean(),
        # torch has none of this form.
        "hinge": lambda o, t: (1 - (2 * t - 1) * o).clamp(min=0).mean(),
        "binaryCrossentropy": torch.nn.BCEWithLogitsLoss() if fused else torch.nn.BCELoss(),
        # On probabilities torch has only NLLLoss of their logarithms; the floor is that of its BCELoss.
        "categoricalCrossentropy": torch.nn.CrossEntropyLoss()
        if fused
        else lambda o, t: -(t * o.log().clamp(min=-100)).sum(dim=1).mean(),
    }[kind]


def schedule(spec, torch_optimizer):
    """(after_step, after_epoch) callbacks that move the learning rate."""
    options = spec["training"].get("learningRateSchedule")
    nothing = lambda *_: None
    if options is None:
        return nothing, nothing
    schedulers = torch.optim.lr_scheduler
    kind = options["type"]
    warmup = options.get("warmupSteps", 0)
    if warmup and kind != "cosine":
        # torch's warm-ups have other starts; this is the definition, over the decay of the framework.
        shapes = {
            "constant": lambda step: 1,
            "exponential": lambda step: options["decayRate"] ** (step / options["decaySteps"]),
        }
        scheduler = schedulers.LambdaLR(
            torch_optimizer, lambda step: step / warmup if step < warmup else shapes[kind](step - warmup)
        )
        return lambda _: scheduler.step(), nothing
    if kind == "step":
        scheduler = schedulers.StepLR(torch_optimizer, options["stepSize"], options["gamma"])
        return nothing, lambda _: scheduler.step()
    if kind == "exponential" and options.get("staircase"):
        scheduler = schedulers.StepLR(torch_optimizer, options["decaySteps"], options["decayRate"])
        return lambda _: scheduler.step(), nothing
    if kind == "exponential":
        scheduler = schedulers.ExponentialLR(torch_optimizer, options["decayRate"] ** (1 / options["decaySteps"]))
        return lambda _: scheduler.step(), nothing
    if kind == "cosine":
        rate = torch_optimizer.param_groups[0]["lr"]
        cosine = schedulers.CosineAnnealingLR(torch_optimizer, options["decaySteps"], options.get("alpha", 0) * rate)
        if warmup:
            linear = schedulers.LambdaLR(torch_optimizer, lambda step: step / warmup)
            scheduler = schedulers.SequentialLR(torch_optimizer, [linear, cosine], [warmup])
        else:
            scheduler = cosine
        # CosineAnnealingLR climbs again after its end; the schedule stays there.
        end = warmup + options["decaySteps"]
        return lambda step: scheduler.step() if step <= end else None, nothing
    if kind == "reduceOnPlateau":
        scheduler = schedulers.ReduceLROnPlateau(
            torch_optimizer,
            factor=options["factor"],
            patience=options["patience"],
            threshold=options["minDelta"],
            threshold_mode="abs",
        )
        return nothing, lambda monitored: scheduler.step(monitored)
    raise ValueError(kind)


def run(name, spec):
    x, y, weights = common.prepare(name, spec)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(y)
    layers = spec["model"]["layers"]
    modules, parameters = {}, {}
    for layer in layers:
        identity = layer["id"]
        own = {role: torch.from_numpy(weights[f"{identity}.{role}"]) for role in
               ("kernel", "bias", "gamma", "beta", "movingMean", "movingVariance") if f"{identity}.{role}" in weights}
        if layer["type"] == "dense":
            module = torch.nn.Linear(own["kernel"].shape[0], layer["units"], bias="bias" in own)
            with torch.no_grad():
                module.weight.copy_(own["kernel"].T)
                if "bias" in own:
                    module.bias.copy_(own["bias"])
            parameters[f"{identity}.kernel"] = module.weight
            if "bias" in own:
                parameters[f"{identity}.bias"] = module.bias
        elif layer["type"] == "layerNormalization":
            options = {"eps": layer["epsilon"]} if "epsilon" in layer else {}
            learned = {role: own[role] for role in ("gamma", "beta") if role in own}
            module = torch.nn.LayerNorm(next(iter(learned.values())).shape[0], **options)
            # PyTorch learns factor and offset together or neither; one alone is held where it begins.
            for role, parameter in (("gamma", module.weight), ("beta", module.bias)):
                if role in learned:
                    with torch.no_grad():
                        parameter.copy_(learned[role])
                    parameters[f"{identity}.{role}"] = parameter
                else:
                    parameter.requires_grad_(False)
        elif layer["type"] == "batchNormalization":
            options = {torch_name: layer[key] for key, torch_name in (("momentum", "momentum"), ("epsilon", "eps")) if key in layer}
            module = torch.nn.BatchNorm1d(own["movingMean"].shape[0], **options)
            with torch.no_grad():
                module.weight.copy_(own["gamma"])
                module.bias.copy_(own["beta"])
            parameters[f"{identity}.gamma"] = module.weight
            parameters[f"{identity}.beta"] = module.bias
        else:
            continue
        module.train()
        modules[identity] = module

    def forward(rows, step):
        value = rows
        for index, layer in enumerate(layers):
            if layer["id"] in modules:
                value = modules[layer["id"]](value)
            if layer["type"] == "dropout":
                value = value * torch.from_numpy(common.dropout_mask(spec, layer, step, *value.shape))
            if "activation" in layer and not (index == len(layers) - 1 and common.fused(spec)):
                value = activation(layer["activation"])(value)
        return value

    def penalty():
        total = 0
        for layer in layers:
            terms = layer.get("regularizer", {})
            if terms and layer["type"] == "dense":
                kernel = parameters[f"{layer['id']}.kernel"]
                total = total + terms.get("l1", 0) * kernel.abs().sum() + 0.5 * terms.get("l2", 0) * kernel.square().sum()
        return total

    values = list(parameters.values())
    torch_optimizer = optimizer(spec, values)
    after_step, after_epoch = schedule(spec, torch_optimizer)
    criterion, weighted = loss_function(spec), weighted_loss(spec, y)
    clipping = spec["training"].get("gradientClipping", {})
    losses, norms = [], {identity: [] for identity in modules}
    steps = list(common.batches(spec, len(x)))
    epoch_sum = epoch_rows = 0
    # The usual loop: the loss of each batch over the size of a group, a step after so many batches and at the epoch's end.
    gathered, updates = spec["training"].get("gradientAccumulation", 1), 0
    for (step, (epoch, first, end)), whole in zip(enumerate(steps, 1), common.groups(spec, steps, False)):
        before = {key: 0 if p.grad is None else p.grad.clone() for key, p in parameters.items()}
        rows = slice(first, end)
        outputs = forward(inputs[rows], step)
        loss = weighted(outputs, targets[rows], rows) if weighted else criterion(outputs, targets[rows])
        loss = loss + penalty()
        (loss / gathered).backward()
        losses.append(loss.item())
        epoch_sum += loss.item() * (end - first)
        epoch_rows += end - first
        for identity, series in norms.items():
            squares = sum(float((gathered * (p.grad - before[key]).double()).square().sum()) for key, p in parameters.items() if key.split(".")[0] == identity)
            series.append(np.sqrt(squares))
        if whole:
            updates += 1
            if "value" in clipping:
                torch.nn.utils.clip_grad_value_(values, clipping["value"])
            if "norm" in clipping:
                for parameter in values:
                    torch.nn.utils.clip_grad_norm_([parameter], clipping["norm"])
            if "globalNorm" in clipping:
                torch.nn.utils.clip_grad_norm_(values, clipping["globalNorm"])
            torch_optimizer.step()
            after_step(updates)
            for parameter in values:
                parameter.grad = None
        if step == len(steps) or steps[step][0] != epoch:
            after_epoch(epoch_sum / epoch_rows)
            epoch_sum = epoch_rows = 0
    if hasattr(torch_optimizer, "evaluated"):
        torch_optimizer.evaluated()
    final = {key: (p.detach().T if key.endswith(".kernel") else p.detach()).numpy() for key, p in parameters.items()}
    for layer in layers:
        if layer["type"] == "batchNormalization":
            final[f"{layer['id']}.movingMean"] = modules[layer["id"]].running_mean.numpy()
            final[f"{layer['id']}.movingVariance"] = modules[layer["id"]].running_var.numpy()
    common.write_case("pytorch", {"torch": torch.__version__, "numpy": np.__version__}, name, weights, losses, norms, final)
    print(f"{name}: {len(losses)} steps, loss {losses[0]:.6g} -> {losses[-1]:.6g}")


if __name__ == "__main__":
    wanted, _ = common.arguments()
    for case_name, case_spec in common.cases("pytorch"):
        if not wanted or case_name in wanted:
            run(case_name, case_spec)
