"""The desk's pages for gazette files: upload, review, publishing, names, withdrawal."""

from gongkai.gazettes.views.files import batches, text
from gongkai.gazettes.views.naming import name, names
from gongkai.gazettes.views.publishing import publish, withdraw
from gongkai.gazettes.views.review import accept_clean, batch, compare_again, item
from gongkai.gazettes.views.uploads import call_off, read_again, reading, upload

__all__ = [
    "accept_clean",
    "batch",
    "batches",
    "call_off",
    "compare_again",
    "item",
    "name",
    "names",
    "publish",
    "read_again",
    "reading",
    "text",
    "upload",
    "withdraw",
]
