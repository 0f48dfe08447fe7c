"""Golden runs by Keras 3 on JAX (CPU): `KERAS_BACKEND=jax python test/parity/scripts/golden_keras.py` in a virtual environment
with keras 3.15.1, jax 0.10.2 and numpy 2.4.6 (pip install keras==3.15.1 jax==0.10.2 numpy==2.4.6).

Writes golden/keras/<case>.json: loss of every step (before its update, penalties included), gradient norm of every
layer with parameters (penalties included, before clipping and decay) and the final weights. Names of cases make only
these; `--check` makes the runs again, compares them with the committed ones and writes nothing. Layers, losses,
optimizers, regularizers and schedules are Keras's own; JAX differentiates.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import keras
import numpy as np

import golden_common as common

jax.config.update("jax_default_matmul_precision", "highest")


def activation(value, own_layer=True):
    """`own_layer`: an activation layer, not the `activation` of a dense layer; the two slopes of leakyRelu differ."""
    name, options = common.activation_of(value)
    if name == "leakyRelu" and not options and not own_layer:
        return keras.layers.Activation("leaky_relu")
    if name == "leakyRelu":
        return keras.layers.LeakyReLU(**({"negative_slope": options["slope"]} if options else {}))
    if name == "elu":
        return keras.layers.ELU(**options)
    if name == "gelu":
        return keras.layers.Activation(lambda z: keras.activations.gelu(z, **options))
    return keras.layers.Activation({"hardSigmoid": "hard_sigmoid"}.get(name, name))


class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Linear from 0, as CosineDecay does it, then `schedule` from its beginning; the others of Keras have no warm-up."""

    def __init__(self, rate, steps, schedule):
        self.rate, self.steps, self.schedule = rate, steps, schedule

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        rising = self.rate * step / self.steps
        return keras.ops.where(step < self.steps, rising, self.schedule(keras.ops.maximum(step - self.steps, 0)))


def learning_rate(spec):
    """The optimizer's learning_rate argument: a number, a Keras schedule or nothing (Keras's default)."""
    rate = spec["optimizer"].get("learningRate")
    options = spec["training"].get("learningRateSchedule", {"type": "constant"})
    schedules = keras.optimizers.schedules
    start = rate
    if options["type"] == "exponential":
        rate = schedules.ExponentialDecay(
            rate, options["decaySteps"], options["decayRate"], staircase=options.get("staircase", False)
        )
    if options["type"] == "cosine":
        warmup = options.get("warmupSteps", 0)
        if warmup:
            rate = schedules.CosineDecay(
                0.0, options["decaySteps"], options.get("alpha", 0), warmup_target=rate, warmup_steps=warmup
            )
        else:
            rate = schedules.CosineDecay(rate, options["decaySteps"], options.get("alpha", 0))
    warmup = options.get("warmupSteps", 0)
    if warmup and options["type"] in ("constant", "exponential"):
        rate = WarmUp(start, warmup, rate if callable(rate) else lambda _: start)
    return {} if rate is None else {"learning_rate": rate}


class RAdam(keras.optimizers.Optimizer):
    """Liu et al. 2020 as torch 2.15 has it (torch/optim/radam.py): Keras has none. The rates are computed in float64."""

    state = ("m", "v")

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8, **options):
        super().__init__(learning_rate=learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables):
        super().build(variables)
        self.slots = self.add_optimizer_variables(variables, self.state)

    def slots_of(self, variable):
        index = self._get_variable_index(variable)
        return [slot[index] for slot in self.slots]

    def update_step(self, gradient, variable, learning_rate):
        m, v = self.slots_of(variable)
        step, rate = int(self.iterations) + 1, float(learning_rate)
        m.assign(self.beta_1 * m + (1 - self.beta_1) * gradient)
        v.assign(self.beta_2 * v + (1 - self.beta_2) * gradient**2)
        power = self.beta_2**step
        longest = 2 / (1 - self.beta_2) - 1
        length = longest - 2 * step * power / (1 - power)
        rate /= 1 - self.beta_1**step
        if length <= 5:
            variable.assign(variable - rate * m)
            return
        rectification = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        rate *= (rectification * (1 - power)) ** 0.5
        variable.assign(variable - rate * m / (keras.ops.sqrt(v) + self.epsilon))


class AdaBelief(RAdam):
    """Zhuang et al. 2020, algorithm 2, which no framework has; decay is that of every optimizer of Keras."""

    state = ("m", "s")

    def __init__(self, epsilon=1e-16, **options):
        super().__init__(epsilon=epsilon, **options)

    def update_step(self, gradient, variable, learning_rate):
        m, s = self.slots_of(variable)
        step, rate = int(self.iterations) + 1, float(learning_rate)
        m.assign(self.beta_1 * m + (1 - self.beta_1) * gradient)
        s.assign(self.beta_2 * s + (1 - self.beta_2) * (gradient - m) ** 2 + self.epsilon)
        mean, spread = m / (1 - self.beta_1**step), s / (1 - self.beta_2**step)
        variable.assign(variable - rate * mean / (keras.ops.sqrt(spread) + self.epsilon))


class Rprop(RAdam):
    """Riedmiller & Braun 1993 as torch 2.15 has it (torch/optim/rprop.py): Keras has none."""

    state = ("previous", "size")

    def __init__(self, learning_rate=0.01, etaMinus=0.5, etaPlus=1.2, smallestStep=1e-6, largestStep=50, **options):
        super().__init__(learning_rate=learning_rate, **options)
        self.etas, self.sizes, self.first = (etaMinus, etaPlus), (smallestStep, largestStep), learning_rate

    def build(self, variables):
        super().build(variables)
        for size in self.slots[1]:
            size.assign(keras.ops.full(size.shape, self.first))

    def update_step(self, gradient, variable, learning_rate):
        previous, size = self.slots_of(variable)
        turn = keras.ops.sign(gradient * previous)
        factor = keras.ops.where(turn > 0, self.etas[1], keras.ops.where(turn < 0, self.etas[0], 1.0))
        size.assign(keras.ops.clip(size * factor, *self.sizes))
        previous.assign(keras.ops.where(turn < 0, 0.0, gradient))
        variable.assign(variable - keras.ops.sign(previous) * size)


class LBFGS(keras.optimizers.Optimizer):
    """torch.optim.LBFGS with one iteration a step, written anew in numpy's float64: Keras has none."""

    def __init__(self, learning_rate=1.0, historySize=100, gradientTolerance=1e-7, changeTolerance=1e-9, **options):
        super().__init__(learning_rate=learning_rate, **options)
        self.history, self.tolerances = historySize, (gradientTolerance, changeTolerance)
        self.pairs, self.old = [], None

    def _backend_update_step(self, grads, variables, learning_rate):
        rate = float(learning_rate)
        g = np.concatenate([np.asarray(one, dtype=np.float64).ravel() for one in grads])
        if np.abs(g).max() <= self.tolerances[0]:
            return
        if self.old is None:
            d, t = -g, min(1.0, 1.0 / float(np.abs(g).sum())) * rate
        else:
            y = g - self.old
            if y @ self.moved > 1e-10:
                self.pairs = [*self.pairs, (self.moved, y)][-self.history :]
            q, alphas = -g, []
            for s, y in reversed(self.pairs):
                alphas.append((s @ q) / (y @ s))
                q = q - alphas[-1] * y
            if self.pairs:
                s, y = self.pairs[-1]
                q = q * ((y @ s) / (y @ y))
            for s, y in self.pairs:
                q = q + s * (alphas.pop() - (y @ q) / (y @ s))
            d, t = q, rate
        self.old, self.moved = g, d * t
        if g @ d > -self.tolerances[1]:
            return
        start = 0
        for variable in variables:
            end = start + int(np.prod(variable.shape))
            variable.assign(variable + self.moved[start:end].reshape(variable.shape))
            start = end


def optimizer(spec):
    options = dict(spec["optimizer"])
    kind = options.pop("type")
    options.pop("learningRate", None)
    names = {
        "weightDecay": "weight_decay",
        "beta1": "beta_1",
        "beta2": "beta_2",
        "initialAccumulator": "initial_accumulator_value",
    }
    if kind == "adafactor":
        names |= {
            "beta2Decay": "beta_2_decay",
            "epsilon": "epsilon_1",
            "leastScale": "epsilon_2",
            "clipThreshold": "clip_threshold",
        }
    if kind == "muon":
        names |= {
            "beta1": "adam_beta_1",
            "beta2": "adam_beta_2",
            "vectorDecay": "adam_weight_decay",
            "iterations": "ns_steps",
        }
    values = {names.get(key, key): value for key, value in options.items()} | learning_rate(spec)
    clipping = spec["training"].get("gradientClipping", {})
    for key, keras_name in (("value", "clipvalue"), ("norm", "clipnorm"), ("globalNorm", "global_clipnorm")):
        if key in clipping:
            values[keras_name] = clipping[key]
    if spec["training"].get("gradientAccumulation", 1) > 1:
        values["gradient_accumulation_steps"] = spec["training"]["gradientAccumulation"]
    if kind == "momentum":
        values.setdefault("momentum", 0.9)
    optimizers = keras.optimizers
    return {
        "sgd": optimizers.SGD,
        "momentum": optimizers.SGD,
        "adagrad": optimizers.Adagrad,
        "rmsprop": optimizers.RMSprop,
        "adam": optimizers.Adam,
        "adamw": optimizers.AdamW,
        "nadam": optimizers.Nadam,
        "adamax": optimizers.Adamax,
        "adadelta": optimizers.Adadelta,
        "lion": optimizers.Lion,
        "scheduleFreeAdamw": optimizers.ScheduleFreeAdamW,
        "radam": RAdam,
        "adabelief": AdaBelief,
        "rprop": Rprop,
        "adafactor": optimizers.Adafactor,
        "muon": optimizers.Muon,
        "lbfgs": LBFGS,
    }[kind](**values)


def loss_function(spec):
    loss = spec["loss"]
    kind, options = (loss, {}) if isinstance(loss, str) else (loss["type"], loss)
    smoothing = {"label_smoothing": options["labelSmoothing"]} if "labelSmoothing" in options else {}
    fused = common.fused(spec)
    losses = keras.losses
    if kind == "halfSquaredError":
        return lambda t, o: keras.ops.mean(0.5 * keras.ops.sum(keras.ops.square(t - o), axis=-1))
    return {
        "meanSquaredError": losses.MeanSquaredError,
        "mse": losses.MeanSquaredError,
        "meanAbsoluteError": losses.MeanAbsoluteError,
        "huber": lambda: losses.Huber(**({"delta": options["delta"]} if "delta" in options else {})),
        "hinge": losses.Hinge,
        "binaryCrossentropy": lambda: losses.BinaryCrossentropy(from_logits=fused, **smoothing),
        "categoricalCrossentropy": lambda: losses.CategoricalCrossentropy(from_logits=fused, **smoothing),
    }[kind]()


def build(spec, inputs, weights):
    """The model (with one more input per dropout mask), its dense and normalization layers and the mask inputs."""
    layers = spec["model"]["layers"]
    entry = keras.Input((inputs,))
    value, own, masks = entry, {}, []
    for index, layer in enumerate(layers):
        identity = layer["id"]
        if layer["type"] == "dense":
            terms = layer.get("regularizer")
            regularizer = keras.regularizers.L1L2(terms.get("l1", 0), terms.get("l2", 0)) if terms else None
            own[identity] = keras.layers.Dense(
                layer["units"], use_bias=layer.get("useBias", True), kernel_regularizer=regularizer
            )
            value = own[identity](value)
        elif layer["type"] == "batchNormalization":
            options = {key: layer[key] for key in ("momentum", "epsilon", "center", "scale") if key in layer}
            own[identity] = keras.layers.BatchNormalization(**options)
            value = own[identity](value)
        elif layer["type"] == "layerNormalization":
            options = {key: layer[key] for key in ("epsilon", "center", "scale") if key in layer}
            own[identity] = keras.layers.LayerNormalization(**options)
            value = own[identity](value)
        elif layer["type"] == "dropout":
            mask = keras.Input((value.shape[1],))
            masks.append((layer, mask))
            value = keras.layers.Multiply()([value, mask])
        if "activation" in layer and not (index == len(layers) - 1 and common.fused(spec)):
            value = activation(layer["activation"], layer["type"] == "activation")(value)
    model = keras.Model([entry, *[mask for _, mask in masks]], value)
    for identity, layer in own.items():
        layer.set_weights([array for name, array in weights.items() if name.split(".")[0] == identity])
    return model, own, masks


ROLES = {
    "kernel": "kernel",
    "bias": "bias",
    "gamma": "gamma",
    "beta": "beta",
    "moving_mean": "movingMean",
    "moving_variance": "movingVariance",
}


def run(name, spec):
    x, y, weights = common.prepare(name, spec)
    model, own, masks = build(spec, x.shape[1], weights)
    criterion, keras_optimizer = loss_function(spec), optimizer(spec)
    model.optimizer = keras_optimizer
    keras_optimizer.build(model.trainable_variables)
    owners = [next(identity for identity, layer in own.items() if any(v is w for w in layer.trainable_variables))
              for v in model.trainable_variables]
    options = spec["training"].get("learningRateSchedule", {"type": "constant"})
    base_rate = float(keras_optimizer.learning_rate)
    plateau = None
    if options["type"] == "reduceOnPlateau":
        plateau = keras.callbacks.ReduceLROnPlateau(
            monitor="loss", factor=options["factor"], patience=options["patience"], min_delta=options["minDelta"]
        )
        plateau.set_model(model)
        plateau.on_train_begin()

    by_class, by_row = common.weights_of(spec, y)
    # What fit() makes of class_weight and sample_weight (keras/src/trainers/data_adapters/__init__.py).
    of_rows = np.ones(len(x), dtype=np.float32) if by_row is None else by_row
    if by_class is not None:
        of_rows = of_rows * by_class[y.argmax(axis=1) if y.shape[1] > 1 else y[:, 0].astype(int)]
    weighted = by_class is not None or by_row is not None

    def total_loss(trainable, fixed, inputs, targets, sample_weight):
        outputs, fixed, penalties = model.stateless_call(trainable, fixed, inputs, training=True, return_losses=True)
        own_loss = criterion(targets, outputs, sample_weight) if weighted else criterion(targets, outputs)
        return own_loss + sum(penalties), fixed

    differentiate = jax.jit(jax.value_and_grad(total_loss, has_aux=True))
    losses, norms = [], {identity: [] for identity, layer in own.items() if layer.trainable_variables}
    steps = list(common.batches(spec, len(x)))
    epoch_sum = epoch_rows = 0
    for step, (epoch, first, end) in enumerate(steps, 1):
        if options["type"] == "step":
            keras_optimizer.learning_rate = base_rate * options["gamma"] ** (epoch // options["stepSize"])
        batch = [x[first:end]]
        batch += [common.dropout_mask(spec, layer, step, end - first, mask.shape[1]) for layer, mask in masks]
        trainable = [variable.value for variable in model.trainable_variables]
        fixed = [variable.value for variable in model.non_trainable_variables]
        (loss, fixed), gradients = differentiate(trainable, fixed, batch, y[first:end], of_rows[first:end])
        losses.append(float(loss))
        epoch_sum += float(loss) * (end - first)
        epoch_rows += end - first
        for identity, series in norms.items():
            own_gradients = [g for g, owner in zip(gradients, owners) if owner == identity]
            series.append(np.sqrt(sum(np.square(np.asarray(g, dtype=np.float64)).sum() for g in own_gradients)))
        for variable, value in zip(model.non_trainable_variables, fixed):
            variable.assign(value)
        keras_optimizer.apply(list(gradients), model.trainable_variables)
        if plateau and (step == len(steps) or steps[step][0] != epoch):
            plateau.on_epoch_end(epoch, {"loss": epoch_sum / epoch_rows})
            epoch_sum = epoch_rows = 0
    if spec["optimizer"]["type"] == "scheduleFreeAdamw":
        # Keras leaves y in the weights; x is what is evaluated.
        for variable, z in zip(model.trainable_variables, keras_optimizer._momentums):
            beta = keras_optimizer.beta_1
            variable.assign((variable - (1 - beta) * z) / beta)
    final = {f"{identity}.{ROLES[variable.name]}": np.asarray(variable.value)
             for identity, layer in own.items() for variable in layer.variables}
    versions = {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__}
    common.write_case("keras", versions, name, weights, losses, norms, final)
    print(f"{name}: {len(losses)} steps, loss {losses[0]:.6g} -> {losses[-1]:.6g}")


if __name__ == "__main__":
    wanted, _ = common.arguments()
    for case_name, case_spec in common.cases("keras"):
        if not wanted or case_name in wanted:
            run(case_name, case_spec)
