"""Read a gazette file: bytes in, documents, tasks, projects, decisions and findings out.

Pure: no database, no clock, no settings. The stages, each in a module of its own:
source → lines → documents → paragraphs, plan, table, project lists, decisions → compare →
findings, links → the result.
"""

from typing import Any

from gongkai.gazettes.reading.assemble import Assembler
from gongkai.gazettes.reading.documents import cut_documents
from gongkai.gazettes.reading.errors import Unreadable
from gongkai.gazettes.reading.lines import read_lines
from gongkai.gazettes.reading.payload import read_payload
from gongkai.gazettes.reading.source import decode

__all__ = ["Unreadable", "read"]


def read(data: bytes, name: str, *, with_text: bool = False) -> dict[str, Any]:
    """Read one file. Raises Unreadable, with a line in Chinese, for what cannot be read.

    `with_text` adds the source's own text, which the offsets count, as `source.text`.
    """
    source = decode(data, name)
    printed = read_lines(source.text)
    _, documents = cut_documents(printed.lines)
    payloads = [read_payload(parts) for parts in documents]
    reading = Assembler(source, printed, payloads).result()
    if with_text:
        reading["source"]["text"] = source.text
    return reading
