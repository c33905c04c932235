"""Processes that do not outlive the one that started them."""

import os
from multiprocessing import parent_process


def end_with_parent() -> None:
    """Ends this process when the one that started it is gone; waits until then, so it wants a thread of its own.

    A pool whose owner was killed waits for work for ever, each process with a desk in memory.
    """
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
