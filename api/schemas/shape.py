"""What all shapes share."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """What all shapes share: nothing unnamed comes in, nothing changes once made."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
