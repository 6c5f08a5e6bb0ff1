"""Who runs a network: one thread at a time, which can be stopped."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from swiftsnn import _capi
from swiftsnn.errors import InterruptedRunError, StateError

_LOOK_SECONDS = 0.01
"""Between wishes to stop: one that comes a moment before a call begins is not seen by it."""
_SHORT_SECONDS = 0.02
"""A call that is expected to take less keeps Ctrl-C waiting."""


class Turn:
    """Which thread runs a network, if one does: the one in a ``with`` statement of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._depth = 0
        self._shall_stop = False

    def check(self) -> None:
        """StateError in a thread other than the one that runs the network."""
        owner = self._owner
        if owner is not None and owner != threading.get_ident():
            names = [thread.name for thread in threading.enumerate() if thread.ident == owner]
            raise StateError(
                f"the network is running in thread {names[0]!r}; wait until that call returns, or "
                "give each thread a network of its own"
                if names
                else "the network was running in another thread when the process forked, and is "
                "of no use in the child; make the network there, or fork while it does not run"
            )

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._owner != me:
            if not self._lock.acquire(blocking=False):
                self.check()
                raise StateError("the network is being closed in another thread")
            self._shall_stop = False
            self._owner = me
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._owner = None
            self._lock.release()

    def stop(self, handle: _capi.Handle) -> None:
        """Ask a run of another thread to stop."""
        self._shall_stop = True
        _capi.check(_capi.lib.snn_network_interrupt(handle.token))

    def go_on(self) -> None:
        """Between two calls of a run: InterruptedRunError if it shall stop."""
        if self._shall_stop:
            raise InterruptedRunError("the call was interrupted; what ran before stays")

    @contextlib.contextmanager
    def stopped(self, handle: _capi.Handle) -> Iterator[None]:
        """While no other thread runs the network, because one that did was asked to stop."""
        if self._owner == threading.get_ident():
            yield
            return
        while not self._lock.acquire(timeout=_LOOK_SECONDS):
            self.stop(handle)
        try:
            yield
        finally:
            self._lock.release()


def call(
    handle: _capi.Handle,
    function: Callable[..., int],
    *arguments: Any,
    seconds: float = float("inf"),
) -> None:
    """Call a function of the engine that may take long, its network first.

    Signals reach the main thread alone and wait until a function of C returns, so there another
    thread calls it, unless it is expected to take few ``seconds``. What a signal raises, such as
    KeyboardInterrupt, stops the function.
    """
    if seconds >= _SHORT_SECONDS and threading.current_thread() is threading.main_thread():
        answer: list[tuple[int, bytes]] = []
        done = threading.Lock()
        done.acquire()

        def work() -> None:
            try:
                status = function(handle.token, *arguments)
                answer.append((status, _capi.lib.snn_last_error() if status else b""))
            finally:
                done.release()

        with contextlib.suppress(RuntimeError):  # no thread is to be had, as at the very end
            threading.Thread(target=work, name="swiftsnn", daemon=True).start()
            _wait(done, handle)
            return _capi.refuse(*answer[0])
    _capi.check(function(handle.token, *arguments))


def _wait(done: threading.Lock, handle: _capi.Handle) -> None:
    """Until it is released; what a signal raises meanwhile is raised when it is."""
    try:
        done.acquire()
    except BaseException:
        while not _acquired(done):
            _capi.lib.snn_network_interrupt(handle.token)
        raise


def _acquired(done: threading.Lock) -> bool:
    """Whether it is released, some time later; a further Ctrl-C says nothing new."""
    with contextlib.suppress(KeyboardInterrupt):
        return done.acquire(timeout=_LOOK_SECONDS)
    return False
