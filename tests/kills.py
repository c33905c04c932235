"""A piece of work in a process that is killed in its midst."""

import os
import signal
import time
from collections.abc import Callable


def killed(work: Callable[[], None], *, after: float) -> bool:
    """Begin `work` in a process that is killed `after` seconds; whether the kill came before its end."""
    child = os.fork()
    if not child:
        # No cleaning up in the child: it is a copy of the test run.
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
