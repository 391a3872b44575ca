"""Hold the table's duties against the body's sentences: same, changed, on one side only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.plan import Item, Plan
from gongkai.gazettes.reading.rows import Row
from gongkai.gazettes.reading.table import Table
from gongkai.gazettes.reading.text import Text, fold, fold_with_origin

_SAME_THING = 0.6
_PUNCTUATION = set("，,。；;：:、！!？?“”\"'‘’（）()《》<>·-")


@dataclass(slots=True)
class Pair:
    """A duty of the table and its sentence of the body; one of them may be missing."""

    duty: Text | None
    sentence: Text | None
    state: str
    row: int | None = None


@dataclass(slots=True)
class ItemComparison:
    """One item of the body, the rows tied to it, and every sentence of both."""

    item: Item
    rows: list[Row] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause in which the two texts differ: adds, drops or rewords."""

    kind: str
    table: Text
    body: Text


def tie_rows(plan: Plan, table: Table) -> dict[int, Item]:
    """Row number → item of the body, by heading, else by shared wording."""
    by_title = {fold(item.title.chars): item for item in plan.items if item.title}
    tied: dict[int, Item] = {}
    for row in table.rows:
        exact = by_title.get(fold(row.task.chars))
        found = exact or _closest(row, plan.items)
        if found:
            tied[row.number] = found
    return tied


def compare(plan: Plan, table: Table) -> list[ItemComparison]:
    """Each item of the body with its rows and aligned sentences, in the body's order."""
    tied = tie_rows(plan, table)
    compared = []
    for item in plan.items:
        rows = [row for row in table.rows if tied.get(row.number) is item]
        compared.append(ItemComparison(item, rows, align(item, rows)))
    return compared


def _closest(row: Row, items: Sequence[Item]) -> Item | None:
    grams = _grams(fold(row.requirement.chars))
    heading = fold(row.task.chars)

    def score(item: Item) -> float:
        shared = len(grams & _grams(fold(item.text.chars))) / max(1, len(grams))
        alike = SequenceMatcher(None, heading, fold(item.title.chars)).ratio() if heading else 0.0
        return max(shared, alike * 0.9)

    best = max(items, key=score, default=None)
    return best if best is not None and score(best) >= 0.5 else None


def _grams(text: str, size: int = 5) -> set[str]:
    return {text[i : i + size] for i in range(max(1, len(text) - size + 1))}


def align(item: Item, rows: Sequence[Row]) -> list[Pair]:
    """The duties of the rows tied to an item, each with its sentence, then sentences left over."""
    duties = [(row.number, duty) for row in rows for duty in row.duties]
    sentences = item.sentences
    equal = _equal_pairs(duties, sentences)
    match = equal | _alike_pairs(duties, sentences, equal)
    pairs: list[Pair] = []
    for i, (row, duty) in enumerate(duties):
        j = match.get(i)
        if j is None:
            pairs.append(Pair(duty, None, "table_only", row))
        else:
            same = i in equal or not differences(duty, sentences[j])
            pairs.append(Pair(duty, sentences[j], "same" if same else "changed", row))
    missing = set(range(len(sentences))) - set(match.values())
    pairs += [Pair(None, sentences[j], "body_only") for j in sorted(missing)]
    return pairs


def _core(text: str) -> str:
    return fold(text).rstrip("。;")


def _equal_pairs(duties: Sequence[tuple[int, Text]], sentences: Sequence[Text]) -> dict[int, int]:
    free: dict[str, list[int]] = {}
    for j, sentence in enumerate(sentences):
        free.setdefault(_core(sentence.chars), []).append(j)
    return {
        i: waiting.pop(0)
        for i, (_, duty) in enumerate(duties)
        if (waiting := free.get(_core(duty.chars)))
    }


def _alike_pairs(
    duties: Sequence[tuple[int, Text]], sentences: Sequence[Text], taken: dict[int, int]
) -> dict[int, int]:
    """Best pairs first; alike means that most of the shorter text stands in the longer one."""
    scored = sorted(
        (
            (_likeness(duty.chars, sentence.chars), -i, -j)
            for i, (_, duty) in enumerate(duties)
            if i not in taken
            for j, sentence in enumerate(sentences)
            if j not in taken.values()
        ),
        reverse=True,
    )
    match: dict[int, int] = {}
    for score, i, j in scored:
        if score >= _SAME_THING and -i not in match and -j not in match.values():
            match[-i] = -j
    return match


def _likeness(one: str, other: str) -> float:
    a, b = fold(one), fold(other)
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size >= 2)
    return shared / max(1, min(len(a), len(b))) if shared * 3 >= max(len(a), len(b)) else 0.0


def differences(duty: Text, sentence: Text) -> list[Difference]:
    """The clauses in which a duty differs from its sentence; punctuation alone is no difference."""
    table, table_origin = fold_with_origin(duty.chars)
    body, body_origin = fold_with_origin(sentence.chars)
    found: list[Difference] = []
    for tag, b0, b1, t0, t1 in SequenceMatcher(None, body, table, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        added = set(table[t0:t1]) - _PUNCTUATION
        dropped = set(body[b0:b1]) - _PUNCTUATION
        if not added and not dropped:
            continue
        kind = "rewords" if added and dropped else "adds" if added else "drops"
        difference = Difference(
            kind, _clause(duty, table_origin, t0, t1), _clause(sentence, body_origin, b0, b1)
        )
        if not found or found[-1] != difference:
            found.append(difference)
    return found


def _clause(text: Text, origin: Sequence[int], start: int, end: int) -> Text:
    """The clause, comma to comma, around a folded range; of an empty range, the clause it is in."""
    if not origin:
        return text
    first = origin[min(start, len(origin) - 1)]
    last = origin[max(min(end, len(origin)) - 1, min(start, len(origin) - 1))]
    while first < last and text.chars[first] in v.CLAUSE_ENDS:
        first += 1
    while last > first and text.chars[last] in v.CLAUSE_ENDS:
        last -= 1
    while first > 0 and text.chars[first - 1] not in v.CLAUSE_ENDS:
        first -= 1
    while last + 1 < len(text) and text.chars[last + 1] not in v.CLAUSE_ENDS:
        last += 1
    return text[first : last + 1]
