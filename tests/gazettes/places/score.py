"""How well the samples are read: precision and recall per kind of record and per field.

`python -m tests.gazettes.places.score` prints the table; with names, only those samples.
`-v` also prints what differs.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from gongkai.gazettes.reading import read

Json = dict[str, Any]
HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.txt"))
ELEMENTS = ("title", "doc_number", "written_on", "printed_on", "public_attribute")
# What identifies a record of each kind.
KEYS = {"lists": "list", "tasks": "requirement", "projects": "name", "decisions": "name"}
FIELDS = {
    "lists": ("list", "declared", "listed", "total", "annual"),
    "tasks": ("group", "task", "requirement", "units", "due", "deadline_text"),
    "projects": ("list", "number", "name", "tag", "section", "unit", "owner", "total", "annual"),
    "decisions": ("name", "unit"),
}  # fmt: skip


def text_of(name: str) -> str:
    return (HERE / f"{name}.txt").read_text(encoding="utf-8")


def expected(name: str) -> Json:
    """What a person wrote down for the sample; records and elements not named are none."""
    want: Json = json.loads((HERE / f"{name}.expected.json").read_text(encoding="utf-8"))
    documents = [
        {element: document.get(element) for element in ELEMENTS}
        | {"plan_items": document.get("plan_items")}
        | {kind: [_whole(kind, r) for r in document.get(kind, ())] for kind in KEYS}
        for document in want["documents"]
    ]
    return {
        "gazette": want.get("gazette", {"name": None, "year": None, "issue": None}),
        "documents": documents,
        "findings": sorted(want["findings"]),
    }


def _whole(kind: str, record: Json) -> Json:
    whole = {field: record.get(field) for field in FIELDS[kind]}
    if kind == "tasks":
        whole["units"] = [[*unit, False][:3] for unit in record["units"]]
    return whole


def facts(data: str | bytes, name: str = "place.txt", *, items: Sequence[bool] = ()) -> Json:
    """The reading of a text or file, brought into the form of the expectations.

    `items` says of each document whether the plan's items are asked for.
    """
    reading = read(data.encode() if isinstance(data, str) else data, name)
    asked = dict(enumerate(items))
    return {
        "gazette": {key: reading["gazette"][key] for key in ("name", "year", "issue")},
        "documents": [_facts(d, asked.get(i, False)) for i, d in enumerate(reading["documents"])],
        "findings": sorted(f["code"] for f in reading["findings"]),
    }


def _facts(document: Json, items: bool) -> Json:
    plan = document["plan"]
    numbers = [item["number"] for c in plan["chapters"] for item in c["items"]] if plan else None
    lists = document["project_lists"]
    return {
        **{element: document[element] for element in ELEMENTS},
        "plan_items": numbers if items else None,
        "lists": [_money(x) | {"list": x["list"]} for x in lists],
        "tasks": [
            {field: task[field] for field in FIELDS["tasks"]}
            | {"units": [[u["text"], u["role"], u["open_ended"]] for u in task["units"]]}
            for task in document["tasks"]
        ],
        "projects": [
            {f: p.get(f) for f in FIELDS["projects"]} | _sums(p) | {"list": x["list"]}
            for x in lists
            for p in x["projects"]
        ],
        "decisions": [{f: d[f] for f in FIELDS["decisions"]} for d in document["decisions"]],
    }


def _money(found: Json) -> Json:
    return {"declared": found["declared"], "listed": found["listed"]} | _sums(found)


def _sums(found: Json) -> Json:
    return {"total": found["total_investment_100m"], "annual": found["annual_investment_100m"]}


def read_sample(name: str) -> tuple[Json, Json]:
    """(as read, as expected) of one sample."""
    want = expected(name)
    asked = [document["plan_items"] is not None for document in want["documents"]]
    return facts(text_of(name), items=asked), want


class Tally:
    """Per kind and field: how many were right, how many only read, how many only expected."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.extra: Counter[tuple[str, str]] = Counter()
        self.missed: Counter[tuple[str, str]] = Counter()
        self.differences: list[str] = []

    def add(self, got: Json, want: Json) -> None:
        """Count one sample."""
        for left, right in _paired(got["documents"], want["documents"], "title"):
            for element in (*ELEMENTS, "plan_items"):
                self._field("document", element, left.get(element), right.get(element))
            for kind, key in KEYS.items():
                for a, b in _paired(left.get(kind, []), right.get(kind, []), key):
                    self._field(kind, "(record)", a.get(key), b.get(key))
                    for field in FIELDS[kind]:
                        self._field(kind, field, a.get(field), b.get(field))
        self._findings(Counter(got["findings"]), Counter(want["findings"]))

    def _field(self, kind: str, field: str, got: Any, want: Any) -> None:
        if got == want:
            self.right[kind, field] += got not in (None, [])
            return
        self.extra[kind, field] += got not in (None, [])
        self.missed[kind, field] += want not in (None, [])
        self.differences.append(f"{kind}.{field}: {got!r}, not {want!r}")

    def _findings(self, got: Counter[str], want: Counter[str]) -> None:
        self.right["findings", "code"] += (got & want).total()
        self.extra["findings", "code"] += (got - want).total()
        self.missed["findings", "code"] += (want - got).total()
        if got != want:
            self.differences.append(f"findings: +{list(got - want)} -{list(want - got)}")

    def table(self) -> Iterator[str]:
        """Markdown: kind, field, precision, recall and the number expected."""
        yield "| Record | Field | Precision | Recall | Expected |"
        yield "|---|---|---|---|---|"
        for kind, field in self.right:
            right = self.right[kind, field]
            read_, wanted = right + self.extra[kind, field], right + self.missed[kind, field]
            if read_ or wanted:
                shares = f"{_share(right, read_)} | {_share(right, wanted)}"
                yield f"| {kind} | {field} | {shares} | {wanted} |"


def _paired(got: Sequence[Json], want: Sequence[Json], key: str) -> Iterator[tuple[Json, Json]]:
    """Records of both sides in order, {} where one side has none."""
    left_keys, right_keys = ([str(record.get(key)) for record in side] for side in (got, want))
    for _, a, b, c, d in SequenceMatcher(None, left_keys, right_keys, False).get_opcodes():
        for i in range(max(b - a, d - c)):
            yield got[a + i] if a + i < b else {}, want[c + i] if c + i < d else {}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "—"


def main(arguments: Sequence[str]) -> None:
    """Print the table over the samples named, or all."""
    tally = Tally()
    for name in [a for a in arguments if a != "-v"] or NAMES:
        before = len(tally.differences)
        tally.add(*read_sample(name))
        if "-v" in arguments:
            for difference in tally.differences[before:]:
                print(f"{name}: {difference}")
    print("\n".join(tally.table()))


if __name__ == "__main__":
    main(sys.argv[1:])
