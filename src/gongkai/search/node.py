"""This node's index: a folder that can be thrown away, and who may write to it.

    $GONGKAI_HOME/search/<schema hash>/
        cursor.json     which generation is read, and which acts it holds; replaced whole
        lock            held by the one process that writes
        <generation>/   a Tantivy index; a rebuild makes the next one beside it

Many processes read; whoever gets the lock writes, commits, and only then moves the cursor. A writer
that dies in between leaves an old cursor, and its acts are replayed.
"""

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import tantivy
from django.conf import settings

from gongkai.search import engine

HEAP_BYTES: Final = 64_000_000
"""What the writer holds in memory before it writes a segment out."""

RETRY_SECONDS: Final = 0.02


class Busy(Exception):
    """Another process or thread writes to the index just now."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Which acts an index holds: all up to the last one, named by id and hash, but for the gaps.

    Ids commit out of order on PostgreSQL: an id below the last one that was not there may belong to
    a transaction that is not over, so it is looked for again (or it was rolled back, and never
    comes).
    """

    generation: int
    top: int = 0
    anchor: str = ""
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The index as of one commit, and a cursor that is not ahead of it."""

    searcher: tantivy.Searcher
    cursor: Cursor


class Node:
    """The index under one folder. One object a process and folder: see `here`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mutex = threading.Lock()
        self._index: tantivy.Index | None = None
        self._loaded: Cursor | None = None

    def cursor(self) -> Cursor | None:
        """What the index holds; None where there is none that could be read."""
        try:
            kept = json.loads((self.folder / "cursor.json").read_bytes())
            cursor = Cursor(**{**kept, "gaps": tuple(kept["gaps"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return cursor if (self.generation(cursor.generation) / "meta.json").exists() else None

    def generation(self, number: int) -> Path:
        return self.folder / str(number)

    def view(self) -> View | None:
        """The newest commit; None where no index can be read, so that the next look builds one."""
        with self._mutex:
            cursor = self.cursor()
            if cursor is None:
                self._index = self._loaded = None
                return None
            try:
                index = self._load(cursor)
            except (OSError, ValueError):
                self._discard(cursor)
                return None
            return View(index.searcher(), cursor)

    def _discard(self, cursor: Cursor) -> None:
        """Forget an index that cannot be opened, unless another has taken its place."""
        now = self.cursor()
        if now is not None and now.generation == cursor.generation:
            (self.folder / "cursor.json").unlink(missing_ok=True)
        self._index = self._loaded = None

    def _load(self, cursor: Cursor) -> tantivy.Index:
        same = self._loaded is not None and self._loaded.generation == cursor.generation
        if self._index is None or not same:
            self._index = engine.open_index(self.generation(cursor.generation))
        elif self._loaded != cursor:
            self._index.reload()
        self._loaded = cursor
        return self._index

    @contextmanager
    def alone(self, wait: float = 0.0) -> Iterator[None]:
        """Hold the lock. Raises Busy where another holds it after `wait` seconds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._take(handle, time.monotonic() + wait)
            yield
        finally:
            os.close(handle)

    def _take(self, handle: int, until: float) -> None:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Busy from None
                time.sleep(RETRY_SECONDS)
            else:
                return

    @contextmanager
    def writer(self, generation: int) -> Iterator[tantivy.IndexWriter]:
        """Write to a generation, made where there is none. What is not committed is lost.

        Only inside `alone`. Ends when the segments that wanted merging are merged.
        """
        folder = self.generation(generation)
        folder.mkdir(exist_ok=True)
        writer = engine.open_index(folder).writer(HEAP_BYTES, 1)
        try:
            yield writer
        finally:
            writer.wait_merging_threads()

    def move(self, cursor: Cursor) -> None:
        """Let readers see what was committed. Only inside `alone`."""
        draft = self.folder / "cursor.json.new"
        draft.write_text(json.dumps(asdict(cursor)), encoding="utf-8")
        draft.replace(self.folder / "cursor.json")

    def next_generation(self) -> int:
        """A number that no generation of this folder has."""
        return max((int(path.name) for path in self._generations()), default=0) + 1

    def prune(self, kept: int) -> None:
        """Delete the other generations. Readers that have one open keep what they read."""
        for path in self._generations():
            if path.name != str(kept):
                shutil.rmtree(path, ignore_errors=True)

    def _generations(self) -> Iterator[Path]:
        return (path for path in self.folder.iterdir() if path.name.isdigit())

    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


@cache
def _node(folder: Path) -> Node:
    return Node(folder)


def here() -> Node:
    """This installation's index on this machine."""
    home: Any = settings.HOME
    return _node(home / "search" / engine.SCHEMA_HASH)
