"""Corrected wording is held against the body anew, exactly as the reader would."""

import copy
import json

import pytest

from gongkai.gazettes.reading import read
from gongkai.gazettes.realign import realign


@pytest.fixture(scope="module")
def plan(sample_text):
    reading = read(sample_text.encode(), "a.txt")
    document = reading["documents"][0]
    items = [item for chapter in document["plan"]["chapters"] for item in chapter["items"]]
    return items, document["tasks"]


def told(items, tasks):
    """Only what realigning sets, without the places in the source."""
    return json.loads(
        json.dumps(
            {
                "items": [
                    [(s["text"], s["state"], s["task"]) for s in item["sentences"]]
                    for item in items
                ],
                "tasks": [[(d["text"], d["body"]) for d in task["duties"]] for task in tasks],
            }
        )
    )


def test_what_was_not_corrected_comes_out_as_the_reader_has_it(plan):
    items, tasks = copy.deepcopy(plan)
    realign(items, tasks)
    assert told(items, tasks) == told(*plan)


def test_a_duty_corrected_to_the_words_of_the_body_is_the_same(plan):
    items, tasks = copy.deepcopy(plan)
    task = next(task for task in tasks if task["number"] == 15)
    assert [duty["body"]["state"] for duty in task["duties"]] == ["changed"]
    task["requirement"] = task["requirement"].replace("“中国氢谷”建设、", "")
    realign(items, tasks)
    assert [duty["body"]["state"] for duty in task["duties"]] == ["same"]


def test_a_sentence_added_to_a_row_is_in_the_table_only(plan):
    items, tasks = copy.deepcopy(plan)
    tasks[0]["requirement"] += "另行公布花名册。"
    realign(items, tasks)
    assert [duty["body"] for duty in tasks[0]["duties"]][1:] == [
        {"state": "table_only", "text": None}
    ]


def test_a_row_tied_to_no_item_has_no_counterpart(plan):
    items, tasks = copy.deepcopy(plan)
    tasks[0]["item"] = None
    realign(items, tasks)
    assert [duty["body"] for duty in tasks[0]["duties"]] == [None]
    assert items[0]["sentences"][0]["state"] == "body_only"
