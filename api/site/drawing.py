"""Templates and static files: where they lie, and how a page is drawn from them.

Everything printed is escaped, and a name that a template misspells is an error rather than a gap.
"""

from hashlib import sha256
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import places, wording
from api.schemas import MAX_QUESTION, MAX_WORD
from api.settings import Service
from api.site.looks import Look, look_of
from api.v1.dependencies import service_of

HERE = Path(__file__).parent
STATIC = HERE / "static"


class Drawing:
    """Draws pages from the templates; made once for an app."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            asset={path.name: _address(path) for path in sorted(STATIC.iterdir()) if path.is_file()},
            max_question=MAX_QUESTION,
            max_word=MAX_WORD,
            bulletin_url=places.bulletin_url,
            day_url=places.day_url,
            story_url=places.story_url,
            source_url=places.source_url,
            chinese_month=wording.chinese_month,
            citation=wording.citation,
        )
        self._templates.filters.update(
            announced=wording.announced,
            privacy=wording.privacy,
            chinese_date=wording.chinese_date,
            headline=wording.headline,
            list_size=wording.list_size,
            refusal=wording.refusal,
            size=wording.size,
            the_paper=wording.the_paper,
        )

    def page(
        self, template: str, /, *, request: Request | None = None, status: int = 200, **values: object
    ) -> HTMLResponse:
        """The page that `template` draws from `values`, looking as the request's reader likes it."""
        look = look_of(request) if request else Look()
        service = service_of(request) if request else Service()
        # the form that changes the look leads back here
        here = f"{request.url.path}?{request.url.query}".rstrip("?") if request else "/"
        text = self._templates.get_template(template).render(
            values, look=look, here=here, kept_days=service.keep_questions, paper=service.paper
        )
        return HTMLResponse(text, status_code=status, headers={"Vary": "Cookie"})


def the_drawing(request: Request) -> Drawing:
    """The app's drawing."""
    drawing: Drawing = request.app.state.drawing
    return drawing


def _address(path: Path) -> str:
    # the digest lets a browser keep the file for ever: a changed file has another address
    return f"/static/{path.name}?v={sha256(path.read_bytes()).hexdigest()[:12]}"
