"""The addresses of the server: pages to look at, and what their scripts and other programs call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dedup.api import Detector
from dedup.errors import DedupError, InputError
from dedup.passages import Article
from dedup.settings import Settings
from dedup.web.actions import act
from dedup.web.answers import article_in, as_file, json_of, looked_in, mode_in, read_article, static_file
from dedup.web.before import Archived, InArchive, InOriginal, Look
from dedup.web.calibrate import Trial
from dedup.web.desk import Compared, Desk, Shelf, settings_for
from dedup.web.exports import export, export_compared
from dedup.web.guard import Guard, Rules
from dedup.web.pages import COMPARED_EXPORTS, EXPORTS, Pages
from dedup.web.words import WORDS
from dedup.web.work import Job, Workshop, watched

if TYPE_CHECKING:
    from dedup.web.guard import App

MOST_READ = 100
"""Articles that were read and not yet checked, which the server keeps."""
Answer = Callable[[Request], Awaitable[Response]]


def _clock() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Server:
    """What the addresses share: the models, what is on the desks, and the work in progress."""

    detector: Detector
    rules: Rules
    mode: str = "normal"
    settings_file: Path | None = None
    archive: Archived | None = None
    clock: Callable[[], str] = _clock
    shelf: Shelf = field(default_factory=Shelf)
    workshop: Workshop = field(default_factory=Workshop)
    read: dict[str, Article] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make what renders the pages."""
        self.pages = Pages(self.rules.token, self.archive.folder.name if self.archive else "")
        self.trial = Trial(self.settings_file)

    # -- pages --------------------------------------------------------------------------------------------------

    async def start(self, _: Request) -> Response:
        """Answer with the page on which an article is opened."""
        example = files("dedup.web").joinpath("example.txt").read_text(encoding="utf-8")
        return HTMLResponse(self.pages.start(self.mode, example))

    async def work_page(self, request: Request) -> Response:
        """Answer with the result of a job, or with the page that waits for it."""
        job = self.workshop.get(request.path_params["job"])
        if job is None:
            raise HTTPException(404, WORDS["recent_gone"])
        if job.state == "done":
            return RedirectResponse(job.url, 303)
        return HTMLResponse(self.pages.start(self.mode, "", job.told()))

    async def desk_page(self, request: Request) -> Response:
        """Answer with the page of an article."""
        desk = self._desk(request)
        return HTMLResponse(await run_in_threadpool(self.pages.desk, desk))

    async def detail(self, request: Request) -> Response:
        """Answer with one question in full."""
        desk, key = self._desk(request), request.path_params["key"]
        if key not in desk.editing.questions:
            raise HTTPException(404, "there is no such question in this report; load the page again")
        return HTMLResponse(await run_in_threadpool(self.pages.detail, desk, key))

    async def why(self, request: Request) -> Response:
        """Answer with what a verdict rests on."""
        desk, key = self._desk(request), request.path_params["key"]
        asked = desk.editing.questions.get(key)
        if asked is None or not (asked.told or key in desk.editing.matches):
            raise HTTPException(404, "there is no such match in this report; load the page again")
        return HTMLResponse(await run_in_threadpool(self.pages.why, desk, key))

    async def trail_part(self, request: Request) -> Response:
        """Answer with the audit trail."""
        return HTMLResponse(self.pages.trail(self._desk(request)))

    async def compared_page(self, request: Request) -> Response:
        """Answer with the page of two articles."""
        return HTMLResponse(await run_in_threadpool(self.pages.compared, self._compared(request)))

    async def calibrate_page(self, request: Request) -> Response:
        """Answer with the page on which pairs are judged."""
        desk = self._desk(request)
        pairs = await run_in_threadpool(self.trial.pairs, desk)
        return HTMLResponse(self.pages.calibrate(desk, pairs))

    async def download(self, request: Request) -> Response:
        """Answer with the edited article in a format."""
        form = request.path_params["form"]
        if form not in EXPORTS:
            raise HTTPException(404, f"there is no format {form!r}; there are: {', '.join(EXPORTS)}")
        return as_file(await run_in_threadpool(export, self._desk(request), form))

    async def download_compared(self, request: Request) -> Response:
        """Answer with a comparison in a format."""
        form = request.path_params["form"]
        if form not in COMPARED_EXPORTS:
            raise HTTPException(404, f"there is no format {form!r}; there are: {', '.join(COMPARED_EXPORTS)}")
        return as_file(await run_in_threadpool(export_compared, self._compared(request), form))

    async def static(self, request: Request) -> Response:
        """Answer with a script, a style sheet or the icon."""
        return static_file(request.path_params["name"])

    # -- reading and working ------------------------------------------------------------------------------------

    async def take_in(self, request: Request) -> Response:
        """Read the body as an article, in whatever format it is. Answer with its id, name and words."""
        name = request.query_params.get("name", "")[:300]
        article = await run_in_threadpool(read_article, await request.body(), name)
        return JSONResponse(self.keep(article))

    def keep(self, article: Article) -> dict[str, Any]:
        """Keep an article that was read until it is checked. Return what the page shows of it."""
        key = article.sha256[:24]
        self.read[key] = article
        while len(self.read) > MOST_READ:
            del self.read[next(iter(self.read))]
        return {"article": key, "name": article.title or article.path, "characters": len(article.text)}

    async def begin(self, request: Request) -> Response:
        """Begin to check one article, or to compare two. Answer with the job."""
        asked = await json_of(request)
        mode = mode_in(asked, self.mode)
        keys = asked.get("articles")
        if not isinstance(keys, list) or len(keys) not in {1, 2}:
            raise InputError("articles is a list of one article to check, or of two to compare")
        articles = [self._read_before(key) for key in keys]
        if len(articles) == 1:
            return JSONResponse(self.check(articles[0], mode).told())
        return JSONResponse(self.compare(articles[0], articles[1], mode).told())

    def check(self, article: Article, mode: str) -> Job:
        """Return the job that checks an article and puts it on a desk."""
        settings = settings_for(self.detector.settings, mode)

        def run(job: Job) -> str:
            look = InArchive(article, self.archive) if self.archive else None
            return self._on_a_desk(article, settings, mode, job, look)

        return self.workshop.start(run)

    def _on_a_desk(
        self, article: Article, settings: Settings, mode: str, job: Job, look: Look | None, back: str = ""
    ) -> str:
        """Check an article, look up what others tell of it, and return the address of its desk."""
        detector = self.detector.sharing(settings, watched(job))
        found = detector.check(article)
        desk = Desk(article, self.detector.sharing(settings), found, mode, self.clock, look, back)
        if look:
            job.begin("before")
        desk.place(desk.look_up(detector, found))
        self.shelf.put(desk)
        return f"/check/{desk.id}"

    def compare(self, original: Article, repost: Article, mode: str) -> Job:
        """Return the job that compares two articles."""
        settings = settings_for(self.detector.settings, mode)

        def run(job: Job) -> str:
            detector = self.detector.sharing(settings, watched(job))
            found = Compared((original, repost), detector.compare(original, repost), mode)
            self.shelf.put(found)
            return f"/compare/{found.id}"

        return self.workshop.start(run)

    async def decide_on_repost(self, request: Request) -> Response:
        """Begin to decide on the repost of a comparison, or go on with it. Answer with the job."""
        found = self._compared(request)
        original, repost = found.articles
        settings = settings_for(self.detector.settings, found.mode)

        def run(job: Job) -> str:
            if found.desk and self.shelf.desk(found.desk.rpartition("/")[2]):
                return found.desk
            look = InOriginal(original, repost, found.comparison)
            found.desk = self._on_a_desk(repost, settings, found.mode, job, look, f"/compare/{found.id}")
            return found.desk

        return JSONResponse(self.workshop.start(run).told())

    async def job(self, request: Request) -> Response:
        """Answer with how far a job is; DELETE stops it."""
        job = self.workshop.get(request.path_params["job"])
        if job is None:
            raise HTTPException(404, "there is no such job; begin again")
        if request.method == "DELETE":
            job.stop()
        return JSONResponse(job.told())

    # -- decisions ----------------------------------------------------------------------------------------------

    async def act(self, request: Request) -> Response:
        """Do what the editor has decided. Answer with the state of the desk."""
        desk, asked = self._desk(request), await json_of(request)
        await run_in_threadpool(act, desk, asked)
        return JSONResponse(await run_in_threadpool(desk.state))

    async def state(self, request: Request) -> Response:
        """Answer with the state of a desk."""
        return JSONResponse(await run_in_threadpool(self._desk(request).state))

    async def check_again(self, request: Request) -> Response:
        """Check an article anew, stricter or looser. Answer with the job."""
        desk, asked = self._desk(request), await json_of(request)
        mode = mode_in(asked, desk.mode)
        settings = settings_for(self.detector.settings, mode)

        def run(job: Job) -> str:
            detector = self.detector.sharing(settings, watched(job))
            found = detector.check(desk.article)
            desk.check_again(self.detector.sharing(settings), found, mode, desk.look_up(detector, found))
            return f"/check/{desk.id}"

        return JSONResponse(self.workshop.start(run).told())

    async def judged(self, request: Request) -> Response:
        """Take judgements on pairs. Answer with what each threshold would find of them."""
        desk, asked = self._desk(request), await json_of(request)
        return JSONResponse(await run_in_threadpool(self.trial.judged, desk, asked.get("labels")))

    async def keep_setting(self, request: Request) -> Response:
        """Write the threshold into dedup.toml. Answer with where it stands."""
        asked = await json_of(request)
        return JSONResponse(await run_in_threadpool(self.trial.keep, asked.get("at")))

    # -- for other programs -------------------------------------------------------------------------------------

    async def api_check(self, request: Request) -> Response:
        """Check the text in the JSON that is sent. Answer as `dedup check --format json`."""
        asked = await json_of(request)
        detector = self.detector.sharing(settings_for(self.detector.settings, mode_in(asked, "normal")))
        report = await run_in_threadpool(detector.check, article_in(asked, "text"))
        return JSONResponse(report.to_dict())

    async def api_compare(self, request: Request) -> Response:
        """Compare the two texts in the JSON that is sent. Answer as `dedup compare --format json`."""
        asked = await json_of(request)
        detector = self.detector.sharing(settings_for(self.detector.settings, mode_in(asked, "normal")))
        found = await run_in_threadpool(detector.compare, article_in(asked, "original"), article_in(asked, "repost"))
        return JSONResponse(found.to_dict())

    async def api_archive(self, request: Request) -> Response:
        """Look up the text in the JSON that is sent in the archive. Answer as `dedup archive check --format json`."""
        if self.archive is None:
            raise HTTPException(404, WORDS["no_archive"])
        asked = await json_of(request)
        left_out = looked_in(asked)
        found = await run_in_threadpool(
            lambda archive: archive.check(
                article_in(asked, "text"), self.detector.sharing(self.detector.settings), **left_out
            ),
            self.archive,
        )
        return JSONResponse(found.to_dict())

    # -- what is asked for --------------------------------------------------------------------------------------

    def _desk(self, request: Request) -> Desk:
        desk = self.shelf.desk(request.path_params["id"])
        if desk is None:
            raise HTTPException(404, WORDS["recent_gone"])
        return desk

    def _compared(self, request: Request) -> Compared:
        found = self.shelf.compared(request.path_params["id"])
        if found is None:
            raise HTTPException(404, WORDS["recent_gone"])
        return found

    def _read_before(self, key: object) -> Article:
        if not isinstance(key, str) or key not in self.read:
            raise InputError("the article is no longer there; paste or open it again")
        return self.read[key]

    async def failed(self, request: Request, error: Exception) -> Response:
        """Answer with what went wrong: a page where one was asked for, JSON elsewhere."""
        status = error.status_code if isinstance(error, HTTPException) else 400
        told = error.detail if isinstance(error, HTTPException) else str(error)
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(self.pages.lost(told), status)
        return JSONResponse({"error": told}, status)


def make_app(server: Server) -> App:
    """Return the application with its guard before it."""
    get, post = ["GET"], ["POST"]
    desk = "/api/desk/{id}"
    routes = [
        Route("/", server.start, methods=get),
        Route("/jobs/{job}", server.work_page, methods=get),
        Route("/check/{id}", server.desk_page, methods=get),
        Route("/check/{id}/question/{key}", server.detail, methods=get),
        Route("/check/{id}/question/{key}/why", server.why, methods=get),
        Route("/check/{id}/trail", server.trail_part, methods=get),
        Route("/check/{id}/calibrate", server.calibrate_page, methods=get),
        Route("/check/{id}/export/{form}", server.download, methods=get),
        Route("/compare/{id}", server.compared_page, methods=get),
        Route("/compare/{id}/export/{form}", server.download_compared, methods=get),
        Route("/static/{name}", server.static, methods=get),
        Route("/api/articles", server.take_in, methods=post),
        Route("/api/jobs", server.begin, methods=post),
        Route("/api/jobs/{job}", server.job, methods=["GET", "DELETE"]),
        Route(desk, server.state, methods=get),
        Route(f"{desk}/act", server.act, methods=post),
        Route(f"{desk}/mode", server.check_again, methods=post),
        Route(f"{desk}/judged", server.judged, methods=post),
        Route("/api/keep", server.keep_setting, methods=post),
        Route("/api/check", server.api_check, methods=post),
        Route("/api/compare", server.api_compare, methods=post),
        Route("/api/compare/{id}/desk", server.decide_on_repost, methods=post),
        Route("/api/archive", server.api_archive, methods=post),
    ]
    handlers: Any = {DedupError: server.failed, HTTPException: server.failed}
    application: Any = Starlette(routes=routes, exception_handlers=handlers)
    return Guard(application, server.rules)
