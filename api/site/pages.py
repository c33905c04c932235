"""The pages for people, in the order their addresses are tried. They need no JavaScript."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from api.site import asking, browsing, checking, looks, voting
from api.site.drawing import STATIC, the_drawing

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
router.include_router(asking.router)
router.include_router(browsing.router)
router.include_router(checking.router)
router.include_router(looks.router)
router.include_router(voting.router)


@router.api_route("/docs", methods=["GET", "HEAD"])
async def docs_page(request: Request) -> HTMLResponse:
    """The endpoint's documentation, from files of this server only."""
    return the_drawing(request).page("docs.html", request=request)


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def widget_script() -> FileResponse:
    """The line that another site embeds; without a digest in its address, which stands in other people's pages."""
    return FileResponse(STATIC / "widget.js", media_type="text/javascript")
