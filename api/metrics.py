"""Counts and times for Prometheus; no label holds anything that a reader typed.

With several workers each writes its counts into files of a folder that they share, and the parent adds them up
(`PROMETHEUS_MULTIPROC_DIR`, which must stand in the environment before prometheus_client is imported).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from corpus.errors import BadRequest
from qa.answers import Answer, Answered

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that prometheus_client reads."""

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5)
"""Bounds of the histograms: an answer is due within 0.15 s."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Any other is counted as OTHER: a label that strangers may choose would grow without end."""


class Metrics:
    """What one worker counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "bulletin_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "bulletin_request_seconds",
            "Time from a request to its response",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._answers = Counter(
            "bulletin_answers",
            "Questions by outcome: answered, or the reason of the refusal",
            ("outcome",),
            registry=self.registry,
        )
        self._asking = Histogram(
            "bulletin_answer_seconds",
            "Time that an answer itself took",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._generation = Gauge(
            "bulletin_archive_generation",
            "Generation of the archive that was last asked",
            registry=self.registry,
            multiprocess_mode="max",
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method if method in METHODS else "OTHER", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer, *, seconds: float, generation: int) -> None:
        """Count one answer or refusal."""
        outcome = "answered" if isinstance(answer, Answered) else answer.reason.value
        self._answers.labels(outcome).inc()
        self._asking.observe(seconds)
        self._generation.set(generation)


def added_up(folder: Path) -> CollectorRegistry:
    """The counts that all workers have written into `folder`."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    return registry


@contextmanager
def serving_metrics(place: tuple[str, int], registry: CollectorRegistry) -> Iterator[None]:
    """Serve `/metrics` at host and port, on a thread of its own. BadRequest where it cannot be listened at."""
    host, port = place
    try:
        server, thread = start_http_server(port, addr=host, registry=registry)
    except OSError as error:
        raise BadRequest(
            f"--metrics: cannot listen on {host}:{port}: {error.strerror}",
            detail=f"不能在 {host}:{port} 上提供 /metrics（{error.strerror}）。请换一个地址或端口。",
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
