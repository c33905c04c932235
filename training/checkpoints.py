"""Where a training stands, kept in a file beside its output, so that a later run continues one that was cut off.

The file holds weights, optimiser, random numbers, the place in the data and the seconds gone. It is written every so often, and
when the run is interrupted (SIGINT or SIGTERM: the step at hand is ended first; a second signal ends the run at once). Where a
machine fails, the steps since the file was last written are made again. Another device may go on; it draws random numbers of its
own. What must be the same, options and data, is kept too, and the file of another training is refused. How long a training is may
change: the rate then follows the new length.
"""

import argparse
import hashlib
import pickle
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import torch
from torch import nn

from training.runs import Run

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Place:
    """Where between two steps a training stands."""

    step: int = 0
    """Steps that are made."""
    turn: int = 0
    """Rounds that are done, and"""
    seen: int = 0
    """how many groups of the next one."""
    loss: float = 0.0
    """Summed since it was last logged."""


class Checkpoint:
    """The file of one training. Within `with`, an interruption waits for the end of a step."""

    def __init__(
        self, path: Path, same: Mapping[str, object], run: Run, *, every: float, resume: bool
    ) -> None:
        """`same`: what must not differ when a run goes on; `every`: seconds from writing to writing.

        SystemExit where there is a file and not `resume`, or where it cannot be gone on from.
        """
        self._path, self._same, self._run, self._every = path, dict(same), run, every
        self._kept = self._read(resume=resume)
        self._written = time.monotonic()
        self._interrupted = False
        self._handlers = {number: signal.getsignal(number) for number in SIGNALS}

    def _read(self, *, resume: bool) -> dict[str, Any] | None:
        if not self._path.exists():
            if resume:
                print(f"{self._path} is not there: the training begins anew", flush=True)
            return None
        if not resume:
            raise SystemExit(
                f"{self._path} holds a training that was cut off. Go on from it with --resume, or remove it to begin anew."
            )
        try:
            kept: dict[str, Any] = torch.load(self._path, map_location="cpu", weights_only=True)
        except (RuntimeError, OSError, EOFError, pickle.UnpicklingError) as error:
            raise SystemExit(
                f"{self._path} cannot be read: it is damaged, or no checkpoint. Copy it again, or remove it to begin anew."
            ) from error
        there, here = kept["same"], self._same
        differs = [
            f"{name} is {there.get(name, 'nothing')} there and {here.get(name, 'nothing')} here"
            for name in sorted(there.keys() | here.keys())
            if there.get(name) != here.get(name)
        ]
        if differs:
            raise SystemExit(
                f"{self._path} is of another training: {'; '.join(differs)}. "
                "Go on with the same options and files, or remove it to begin anew."
            )
        return kept

    def __enter__(self) -> Self:
        for number in SIGNALS:
            signal.signal(number, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _interrupt(self, *_: object) -> None:
        self._interrupted = True
        self.__exit__()

    def follow(
        self, modules: Mapping[str, nn.Module], optimiser: torch.optim.Optimizer, device: str
    ) -> Place:
        """Where to begin; what is kept goes into `modules` and `optimiser`, which are those that `keep` writes."""
        self._modules, self._optimiser, self._device = modules, optimiser, device
        if (kept := self._kept) is None:
            return Place()
        self._kept = None
        place = Place(**kept["place"])
        for name, module in modules.items():
            module.load_state_dict(kept["modules"][name])
        # how the optimiser works (fused or not) is the device's
        groups = optimiser.state_dict()["param_groups"]
        optimiser.load_state_dict({"state": kept["optimiser"], "param_groups": groups})
        torch.manual_seed(place.step)  # where the device is another: not the numbers that were drawn first
        torch.set_rng_state(kept["random"]["cpu"])
        if device.startswith("cuda") and "cuda" in kept["random"]:
            torch.cuda.set_rng_state(kept["random"]["cuda"], device)
        self._run.go_on(place.step, kept["seconds"])
        return place

    @property
    def due(self) -> bool:
        """Whether it is time to `keep`."""
        return self._interrupted or time.monotonic() - self._written >= self._every

    def keep(self, place: Place) -> None:
        """Writes the file; SystemExit where the run was interrupted."""
        random = {"cpu": torch.get_rng_state()}
        if self._device.startswith("cuda"):
            random["cuda"] = torch.cuda.get_rng_state(self._device)
        kept = {
            "same": self._same,
            "place": asdict(place),
            "seconds": self._run.seconds,
            "modules": {name: module.state_dict() for name, module in self._modules.items()},
            "optimiser": self._optimiser.state_dict()["state"],
            "random": random,
        }
        write_whole(kept, self._path)
        self._written = time.monotonic()
        if self._interrupted:
            raise SystemExit(f"Interrupted after step {place.step}. Go on from {self._path} with --resume.")

    def remove(self) -> None:
        """To be called when the result is written."""
        self._path.unlink(missing_ok=True)


def checkpoint_of(
    out: Path, options: argparse.Namespace, run: Run, *, names: Iterable[str], files: Iterable[Path]
) -> Checkpoint:
    """The one beside `out`; the options of these names and what these files hold must be the same to go on."""
    same = {name: getattr(options, name) for name in ("width", "layers", "heads", "rate", *names)}
    same |= {path.name: digest_of(path) for path in files}
    path = out.with_suffix(".checkpoint.pt")
    return Checkpoint(path, same, run, every=options.keep_every, resume=options.resume)


def digest_of(path: Path) -> str:
    """Of what the file holds; a second for a gigabyte."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def write_whole(kept: object, path: Path) -> None:
    """As torch.save, but what stands at `path` is whole at any time."""
    beside = path.with_name(f"{path.name}.part")
    torch.save(kept, beside)
    beside.replace(path)
