"""One process of an installation, told what to do line by line on standard input.

find WORD     search, and print how many were found (`not ready` where there is no index)
publish TITLE publish a document by the verb
withdraw TITLE
"""

import sys
from collections.abc import Callable

import django

django.setup()

from gongkai import clock  # noqa: E402
from gongkai.documents import verbs  # noqa: E402
from gongkai.documents.models import Document  # noqa: E402
from gongkai.organs.models import User  # noqa: E402
from gongkai.search import questions  # noqa: E402
from gongkai.search.engine import Wanted  # noqa: E402
from gongkai.search.tokenise import terms  # noqa: E402


def find(word: str) -> object:
    try:
        return questions.search(Wanted(terms(word))).total
    except questions.NotReady:
        return "not ready"


def publish(title: str) -> object:
    document = Document(kind="other", title=title, public_attribute="主动公开")
    office = User.objects.get(username="office")
    verbs.publish_new(actor=office, document=document, arrived=clock.today())
    return "published"


def withdraw(title: str) -> object:
    document = Document.objects.get(title=title)
    office = User.objects.get(username="office")
    verbs.withdraw_document(actor=office, document=document, reason="文号有误")
    return "withdrawn"


WORDS: dict[str, Callable[[str], object]] = {
    "find": find,
    "publish": publish,
    "withdraw": withdraw,
}

print("ready", flush=True)
for line in sys.stdin:
    word, _, rest = line.rstrip("\n").partition(" ")
    print(WORDS[word](rest), flush=True)
