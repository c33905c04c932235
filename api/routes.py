"""Where the pages find the desk."""

from api.v1.dependencies import AtDesk

__all__ = ["AtDesk"]
