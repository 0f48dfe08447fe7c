"""Golden values of the microscope: every unit's, sum's and weight's gradient by PyTorch's autograd, in float64.

Makes test/unit/engine/microscope/golden.json: python golden_microscope.py > …
"""
import json

import torch
torch.set_default_dtype(torch.float64)

def case(name, x, y, w1, b1, w2, b2, act, loss):
    x, y = torch.tensor(x), torch.tensor(y)
    w1, b1, w2, b2 = (torch.tensor(t).requires_grad_() for t in (w1, b1, w2, b2))
    z1 = x @ w1 + b1; z1.retain_grad()
    a1 = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "gelu": torch.nn.functional.gelu}[act](z1); a1.retain_grad()
    z2 = a1 @ w2 + b2; z2.retain_grad()
    n = x.shape[0]
    if loss == "categoricalCrossentropy":
        e = -(y * torch.log_softmax(z2, 1)).sum() / n
    elif loss == "binaryCrossentropy":
        e = torch.nn.functional.binary_cross_entropy_with_logits(z2, y)
    else:
        e = ((torch.sigmoid(z2) - y) ** 2).mean()
    e.backward()
    g = lambda t: (t.grad * n).tolist()
    return dict(name=name, x=x.tolist(), y=y.tolist(), w1=w1.tolist(), b1=b1.tolist(), w2=w2.tolist(), b2=b2.tolist(),
        activation=act, loss=loss, value=e.item(), z1=g(z1), a1=g(a1), z2=g(z2),
        dw1=w1.grad.tolist(), db1=b1.grad.tolist(), dw2=w2.grad.tolist(), db2=b2.grad.tolist())

gen = torch.Generator().manual_seed(20)
r = lambda *s: torch.round(torch.randn(*s, generator=gen) * 64).div(64).tolist()   # exact in float32
cases = []
for act in ("tanh", "sigmoid", "gelu"):
    for loss in ("categoricalCrossentropy", "binaryCrossentropy", "meanSquaredError"):
        y = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
        cases.append(case(f"{act}, {loss}", r(3, 3), y, r(3, 4), r(4), r(4, 2), r(2), act, loss))
print("[\n" + ",\n".join(json.dumps(one) for one in cases) + "\n]")
