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


def read(data: bytes, name: str) -> dict[str, Any]:
    """Read one file. Raises Unreadable, with a line in Chinese, for what is not text."""
    source = decode(data, name)
    printed = read_lines(source.text)
    _, documents = cut_documents(printed.lines)
    payloads = [read_payload(parts) for parts in documents]
    return Assembler(source, printed, payloads).result()
