"""The server's log: one JSON object a line on standard output, each line of a request with its id."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

from api.watching import request_id

LOUD = "bulletin.access"
"""Logged from INFO up; all else from WARNING up."""


class _Named(logging.Filter):
    """Puts the request's id into the records written while it is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        if own := request_id.get():
            record.request_id = own
        return True


def write_logs() -> None:
    """Have this process log as a server; what was set up before, for a command line, is replaced."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )
    )
    handler.addFilter(_Named())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(LOUD).setLevel(logging.INFO)
