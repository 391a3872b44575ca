"""The desk's pages for gazette files: upload, review, publishing, names, withdrawal."""

from gongkai.gazettes.views.files import batches, text, upload
from gongkai.gazettes.views.naming import name, names
from gongkai.gazettes.views.publishing import publish, withdraw
from gongkai.gazettes.views.review import accept_clean, batch, compare_again, item

__all__ = [
    "accept_clean",
    "batch",
    "batches",
    "compare_again",
    "item",
    "name",
    "names",
    "publish",
    "text",
    "upload",
    "withdraw",
]
