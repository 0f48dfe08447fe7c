"""Golden text features by scikit-learn 1.9.1: `python test/parity/scripts/golden_text.py` in a virtual environment that has it.

Writes golden/text.json: texts, and for each set of options the vocabulary and the rows. The vocabulary is chosen by the
rule of docs/nnspec.md, tokens, counts, idf and norms are scikit-learn's. `--check` compares instead of writing.
"""

import csv
import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

HERE = pathlib.Path(__file__).resolve().parent.parent
PATH = HERE / "golden" / "text.json"
REVIEWS = HERE.parent.parent / "examples" / "data" / "nsmc-train.tsv"

ENGLISH = [
    "The film isn't bad; the ending, though, is a bit long.",
    "A good film is a good film is a good film!",
    "Don't go. DON'T go, I said: 2 hours of my life, 2 hours...",
    "Naïve café owners' daughter meets O’Brien in 1987",
    "nothing_new here",
]
# What NNSpec's words are made of, as far as the texts have it: no marks of their own after NFC.
WORD = r"\w+(?:['’][^\W\d_]+)*"
ANALYZERS = {"word": "word", "char": "char", "charNgram": "char_wb"}
DEFAULTS = {
    "mode": "tfidf", "vocabulary": 10000, "tokenizer": "word", "ngrams": [1, 1], "lowercase": True, "minCount": 1,
}
CASES = [
    {"mode": "multiHot"},
    {"mode": "count"},
    {},
    {"lowercase": False},
    {"ngrams": [1, 2], "vocabulary": 60},
    {"mode": "count", "ngrams": [2, 3], "minCount": 2},
    {"minCount": 3, "mode": "multiHot"},
    {"tokenizer": "char", "ngrams": [1, 2], "vocabulary": 150},
    {"tokenizer": "char", "ngrams": [3, 3], "mode": "count", "minCount": 2},
    {"tokenizer": "charNgram", "ngrams": [2, 3], "vocabulary": 200},
    {"tokenizer": "charNgram", "ngrams": [2, 2], "mode": "count", "vocabulary": 100},
]


def texts():
    with REVIEWS.open(encoding="utf8", newline="") as file:
        reviews = [row["review"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return ENGLISH + [" ".join(review.split()) for review in reviews[:25]]


def vectorizer(options, vocabulary=None):
    common = {
        "analyzer": ANALYZERS[options["tokenizer"]],
        "token_pattern": WORD,
        "ngram_range": tuple(options["ngrams"]),
        "lowercase": options["lowercase"],
        "vocabulary": vocabulary,
    }
    if options["mode"] == "tfidf" and vocabulary is not None:
        return TfidfVectorizer(**common, dtype=np.float64)
    return CountVectorizer(**common, binary=options["mode"] == "multiHot" and vocabulary is not None)


def rows_of(options, documents):
    """The vocabulary, most frequent first and ties by code unit, and the non-zero entries of each text."""
    everything = vectorizer(options)
    totals = np.asarray(everything.fit_transform(documents).sum(axis=0))[0]
    counted = sorted(zip(everything.get_feature_names_out(), totals), key=lambda pair: (-pair[1], pair[0].encode("utf-16-be")))
    tokens = [token for token, count in counted if count >= options["minCount"]][: options["vocabulary"]]
    matrix = vectorizer(options, tokens).fit_transform(documents).tocsr()
    matrix.sort_indices()
    return tokens, [
        [matrix.indices[start:end].tolist(), [float(value) for value in matrix.data[start:end]]]
        for start, end in zip(matrix.indptr, matrix.indptr[1:])
    ]


if __name__ == "__main__":
    documents = texts()
    cases = []
    for changes in CASES:
        options = {**DEFAULTS, **changes}
        tokens, rows = rows_of(options, documents)
        cases.append({"options": options, "tokens": tokens, "rows": rows})
    record = {"versions": {"scikit-learn": sklearn.__version__}, "texts": documents, "cases": cases}
    if "--check" in sys.argv[1:]:
        committed = json.loads(PATH.read_text(encoding="utf8"))
        for case, old in zip(cases, committed["cases"], strict=True):
            assert case["tokens"] == old["tokens"], case["options"]
            for (columns, values), (old_columns, old_values) in zip(case["rows"], old["rows"], strict=True):
                assert columns == old_columns, case["options"]
                np.testing.assert_allclose(values, old_values, rtol=1e-12)
        print("the same")
    else:
        lines = [json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases]
        head = json.dumps({key: record[key] for key in ("versions", "texts")}, ensure_ascii=False)[:-1]
        PATH.write_text(head + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf8")
