"""Who runs a network: one thread at a time, which can be stopped.

A signal such as Ctrl-C may raise between any two lines of the main thread. So locks are held by
``with`` alone, which lets go of them whatever is raised; what a line may or may not have done is
looked up, not assumed; and nothing waits for events or conditions of ``threading``: these are in
Python, and one that a signal meets halfway raises a RuntimeError instead.
"""

from __future__ import annotations

import _thread
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from swiftsnn import _capi
from swiftsnn.errors import InterruptedRunError, StateError

_LOOK_SECONDS = 0.01
"""Between wishes to stop: one that comes a moment before a call begins is not seen by it."""
_SHORT_SECONDS = 0.02
"""A call that is expected to take less keeps Ctrl-C waiting."""


class Turn:
    """Which thread runs a network, if one does."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._owner: int | None = None
        self._shall_stop = False

    def check(self) -> None:
        """StateError in a thread other than the one that runs the network."""
        owner = self._owner
        if owner is None or owner == threading.get_ident():
            return
        names = [thread.name for thread in threading.enumerate() if thread.ident == owner]
        raise StateError(
            f"the network is running in thread {names[0]!r}; wait until that call returns, or "
            "give each thread a network of its own"
            if names
            else "the network was running in another thread when the process forked, and is "
            "of no use in the child; make the network there, or fork while it does not run"
        )

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """While the calling thread runs the network."""
        self.check()
        with self._lock:
            outer = self._owner
            if outer is None:
                self._shall_stop = False
            try:
                self._owner = threading.get_ident()
                yield
            finally:
                self._owner = outer

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
        while self._owner not in (None, threading.get_ident()):
            self.stop(handle)
            time.sleep(_LOOK_SECONDS)
        with self._lock:
            yield


class _Call:
    """A call of the engine in a thread of its own."""

    def __init__(
        self,
        handle: _capi.Handle,
        function: Callable[..., int],
        arguments: tuple[Any, ...],
        keeps: Any,
    ) -> None:
        self._handle, self._function, self._arguments = handle, function, arguments
        self._keeps = keeps  # as long as the call lasts, whatever becomes of the caller
        self._claim = threading.Lock()  # of who begins the call, or sees to it that nobody does
        self._is_over = False
        self._working = threading.Lock()  # to wait for: nobody gets it before it is over
        self._working.acquire()
        self._status, self._sentence = 0, b""
        self._error: Exception | None = None

    def work(self) -> None:
        """In that thread."""
        if not self._claim.acquire(blocking=False):
            return
        try:
            self._status = self._function(self._handle.token, *_plain(self._arguments))
            self._sentence = _capi.lib.snn_last_error() if self._status else b""
        except Exception as error:
            self._error = error
        finally:
            self._is_over = True
            self._working.release()

    def wait(self) -> None:
        """Until it is over; the exception of its status."""
        self._working.acquire()
        if self._error is not None:
            raise self._error
        _capi.refuse(self._status, self._sentence)

    def end(self) -> None:
        """See to it that it is over, or never begins; a further signal says nothing new."""
        while True:
            with contextlib.suppress(BaseException):
                if self._is_over or self._claim.acquire(blocking=False):
                    return
                _capi.lib.snn_network_interrupt(self._handle.token)
                self._working.acquire(timeout=_LOOK_SECONDS)


def _plain(arguments: tuple[Any, ...]) -> Iterator[Any]:
    """As C takes them."""
    for given in arguments:
        yield _capi.address(given) if isinstance(given, np.ndarray) else given


def call(
    handle: _capi.Handle,
    function: Callable[..., int],
    *arguments: Any,
    seconds: float = float("inf"),
    keeps: Any = None,
) -> None:
    """Call a function of the engine that may take long, its network first.

    Arrays are handed over by their address. They and what ``keeps`` has stay until it is over.

    Signals reach the main thread alone and wait until a function of C returns, so there another
    thread calls it, unless it is expected to take few ``seconds``. What a signal raises, such as
    KeyboardInterrupt, stops the function.
    """
    if seconds < _SHORT_SECONDS or threading.current_thread() is not threading.main_thread():
        return _capi.check(function(handle.token, *_plain(arguments)))
    made = _Call(handle, function, arguments, keeps)
    try:
        try:
            _thread.start_new_thread(made.work, ())
        except RuntimeError:  # none is to be had, as at the end of the program
            return _capi.check(function(handle.token, *_plain(arguments)))
        made.wait()
    except BaseException:
        made.end()
        raise
