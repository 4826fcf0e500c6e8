"""Reading many files on all cores, in children that may run out of time or memory.

A file is somebody else's text: it may be made to hang the reader or to eat all
memory. Each child has limits, is replaced when it dies, and takes only the one
file it was at with it. A handful of small files is read right here, which
saves starting a child: 5 ms where a fork is safe, 200 ms where it is not.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Generic, NamedTuple, TypeVar

from flowhelp.library.forking import cores, may_fork
from flowhelp.library.limits import limit_memory
from flowhelp.library.source import UnreadableError

T = TypeVar("T")

SECONDS_A_FILE = 2.0
"""Of computing; what takes longer is left out."""

PATIENCE = 20.0
"""Seconds on the wall after which a child that says nothing is ended."""

MEMORY = 600 << 20
"""Bytes of address space of a child."""

FEW_FILES, FEW_BYTES = 20, 300_000
"""Up to this much is read without a child."""

_CHUNK = 16
_STILLBORN = 2
"""Children that may die before their first file; then there is something else wrong."""


class Job(NamedTuple):
    """One file to read: its path inside the source, its id, its bytes."""

    path: str
    id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of a file: a value, or the problem that kept it from being read."""

    path: str
    value: T | None
    problem: str = ""


Reader = Callable[[Job], T]
"""A function at the top of a module; raises `UnreadableError` for what is no page."""


def read_all(
    jobs: Iterable[Job], reader: Reader[T], *, workers: int | None = None
) -> Generator[Outcome[T], None, None]:
    """The outcome of every job, in any order, each as soon as it is there.

    Args:
        jobs: What to read; taken bit by bit, so that a large library is never all in memory.
        reader: Makes a value of a file.
        workers: Children at once; one a core when None.
    """
    waiting = iter(jobs)
    first = list(islice(waiting, FEW_FILES + 1))
    few = len(first) <= FEW_FILES and sum(len(job.raw) for job in first) <= FEW_BYTES
    if few and threading.current_thread() is threading.main_thread():
        yield from (_read_here(job, reader) for job in first)
        return
    crew = _Crew(reader, chain(first, waiting), 1 if few else workers or cores())
    try:
        yield from crew.outcomes()
    finally:
        crew.dismiss()


def _read_here(job: Job, reader: Reader[T]) -> Outcome[T]:
    try:
        with _time_limit():
            return Outcome(job.path, reader(job))
    except UnreadableError as error:
        return Outcome(job.path, None, error.message)
    except (_TooSlowError, RecursionError, MemoryError) as error:
        return Outcome(job.path, None, _said(error))
    except Exception as error:  # noqa: BLE001 (one page that trips the reader never stops a library)
        return Outcome(job.path, None, f"the reader failed: {type(error).__name__}: {error}")


class _TooSlowError(Exception):
    """The reader used up its time."""


def _said(error: BaseException) -> str:
    if isinstance(error, _TooSlowError):
        return f"reading it takes more than {SECONDS_A_FILE:.0f} s"
    if isinstance(error, MemoryError):
        return "reading it takes more than 600 MB of memory"
    return "nested too deeply"


@contextmanager
def _time_limit() -> Iterator[None]:
    """Ends what is inside when it has computed for too long; needs the main thread."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS_A_FILE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass
class _Child(Generic[T]):
    """One process and the jobs it was given and has not answered."""

    process: BaseProcess
    pipe: Connection
    given: deque[Job] = field(default_factory=deque)
    heard: float = field(default_factory=time.monotonic)
    """When it last answered, or was given work while it had none."""
    is_ready: bool = False
    """Whether it ever got as far as reading."""


class _Crew(Generic[T]):
    """The children at work."""

    def __init__(self, reader: Reader[T], jobs: Iterator[Job], size: int) -> None:
        self._reader = reader
        self._jobs = jobs
        self._exhausted = False
        # Beside other threads a fork may hang: there a fresh interpreter is started.
        self._method = "fork" if may_fork() else "spawn"
        self._stillborn = 0
        self._children = [self._hire() for _ in range(size)]

    def outcomes(self) -> Iterator[Outcome[T]]:
        """Gives work out and takes answers in until nothing is left."""
        while True:
            for child in self._children:
                self._give(child)
            busy = {child.pipe: child for child in self._children if child.given}
            if not busy:
                return
            for pipe in wait(list(busy), timeout=1.0):
                child = busy.pop(pipe)  # type: ignore[call-overload]  # wait() returns ours
                yield from self._answer(child)
            for child in busy.values():
                if time.monotonic() - child.heard > PATIENCE:
                    yield from self._replace(child)
            if self._stillborn > _STILLBORN:
                yield from self._alone()
                return

    def _alone(self) -> Iterator[Outcome[T]]:
        """Everything that is left, here: this system does not let children start."""
        for child in self._children:
            self._jobs = chain(child.given, self._jobs)
        yield from (_read_here(job, self._reader) for job in self._jobs)

    def dismiss(self) -> None:
        """Ends every child."""
        for child in self._children:
            self._end(child)

    def _answer(self, child: _Child[T]) -> Iterator[Outcome[T]]:
        try:
            path, value, problem = child.pipe.recv()
        except (EOFError, OSError):
            yield from self._replace(child)
            return
        child.heard = time.monotonic()
        if child.is_ready:
            child.given.popleft()
            yield Outcome(path, value, problem)
        child.is_ready = True

    def _hire(self) -> _Child[T]:
        if self._method == "spawn":
            _tracked()
        context = multiprocessing.get_context(self._method)
        ours, theirs = context.Pipe()
        process = context.Process(  # type: ignore[attr-defined]  # every context has one
            target=_work,
            # A fork holds our end as well, and would wait for ever for one that it has itself.
            args=(theirs, self._reader, ours if self._method == "fork" else None),
            daemon=True,
        )
        # A full-screen front end has put something without a file in the place of stderr, and
        # what `spawn` starts first wants to pass on its file.
        with redirect_stderr(sys.__stderr__):
            process.start()
        theirs.close()
        return _Child(process, ours)

    def _give(self, child: _Child[T]) -> None:
        """Keeps a child busy; small portions, so that all end at the same time."""
        if self._exhausted or len(child.given) > _CHUNK // 2:
            return
        if not child.given:
            child.heard = time.monotonic()
        portion = list(islice(self._jobs, _CHUNK))
        self._exhausted = not portion
        child.given.extend(portion)
        with suppress(OSError):  # a dead child is found when its answer is awaited
            child.pipe.send(portion)

    def _replace(self, child: _Child[T]) -> Iterator[Outcome[T]]:
        """A new child in place of one that died; the job it died at is not tried again."""
        self._end(child)
        self._children[self._children.index(child)] = self._hire()
        if child.is_ready:
            culprit = child.given.popleft()
            yield Outcome(culprit.path, None, "reading it takes too long or too much memory")
        else:
            self._stillborn += 1
        self._jobs, self._exhausted = chain(child.given, self._jobs), False

    def _end(self, child: _Child[T]) -> None:
        child.process.kill()
        child.process.join()
        child.process.close()
        child.pipe.close()


def _tracked() -> None:
    """Start what tidies up after children, which hands on the stream of errors.

    A full-screen front end has another in its place, which is no file to be handed on.
    """
    from multiprocessing import resource_tracker  # noqa: PLC0415 (only where children are started)

    if sys.platform != "win32":
        with redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


def _work(pipe: Connection, reader: Reader[T], parents_end: Connection | None) -> None:
    """What a child does until its pipe closes, also because the parent was killed."""
    if parents_end is not None:
        parents_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    limit_memory(MEMORY)
    pipe.send(("", None, ""))  # ready
    jobs: SimpleQueue[Job | None] = SimpleQueue()
    # Work is taken in beside the reading: two ends that both wait to send would wait for ever.
    threading.Thread(target=_receive, args=(pipe, jobs), daemon=True).start()
    while (job := jobs.get()) is not None:
        found = _read_here(job, reader)
        with suppress(OSError):  # nobody listens any more; the next job is the end
            pipe.send((found.path, found.value, found.problem))


def _receive(pipe: Connection, jobs: SimpleQueue[Job | None]) -> None:
    with suppress(EOFError, OSError):
        while True:
            for job in pipe.recv():
                jobs.put(job)
    jobs.put(None)
