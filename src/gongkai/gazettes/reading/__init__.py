"""Read a gazette file: bytes in, documents, tasks, projects, decisions and findings out.

Pure: no database, no clock, no settings. The stages, each in a module of its own:
source → lines → documents → paragraphs, plan, table, project lists, decisions → compare →
findings, links → the result.
"""

from typing import TYPE_CHECKING, Any

from gongkai.gazettes.reading.assemble import Assembler
from gongkai.gazettes.reading.documents import cut_documents
from gongkai.gazettes.reading.errors import Stopped, Unreadable
from gongkai.gazettes.reading.lines import read_lines
from gongkai.gazettes.reading.payload import read_payload
from gongkai.gazettes.reading.source import decode

if TYPE_CHECKING:
    from gongkai.gazettes.reading.ocr import Ocr
    from gongkai.gazettes.reading.pdf import Progress

__all__ = ["Stopped", "Unreadable", "read"]


def read(
    data: bytes,
    name: str,
    *,
    with_text: bool = False,
    progress: "Progress | None" = None,
    ocr: "Ocr | None" = None,
) -> dict[str, Any]:
    """Read one file. Raises Unreadable, with a line in Chinese, for what cannot be read.

    `with_text` adds the source's own text, which the offsets count, as `source.text`. Of a PDF,
    `progress` is told how many pages are done and how many there are, and `ocr` reads the pages
    that are pictures; without it these are named in a finding. Either may raise Stopped, which
    passes through.
    """
    source = decode(data, name, progress=progress, ocr=ocr)
    printed = read_lines(source.text)
    _, documents = cut_documents(printed.lines)
    payloads = [read_payload(parts) for parts in documents]
    reading = Assembler(source, printed, payloads).result()
    if with_text:
        reading["source"]["text"] = source.text
    return reading
