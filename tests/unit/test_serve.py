"""The addresses of the editor's page: what they answer, what they refuse, and what goes out."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from starlette.testclient import TestClient

from dedup.archive import Archive
from dedup.errors import ArchiveError
from dedup.ledger import Ledger, restore
from dedup.passages import Article, Report
from dedup.stages.read import read_bytes
from dedup.web.app import Server, make_app
from dedup.web.before import Archived
from dedup.web.guard import HEADERS, TOKEN_HEADER, Rules
from dedup.web.words import WORDS
from dedup.web.work import Job, StoppedError, watched
from tests.fakes import FakeEncoder, detector
from tests.unit.test_editing import FERRY, OTHER_ROOF, TEXT

TOKEN = "the-token"
HERE = "http://127.0.0.1:8000"
SCHEMA = json.loads((Path(__file__).parents[2] / "dedup" / "schema" / "check-v1.json").read_text(encoding="utf-8"))
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> was late again on Monday, because of fog </textarea>.\n\n"
    "Fishermen waited on the pier until the \u202efog\u202c had lifted over the sandbank {{7*7}}.\n\n"
    "<script>alert(1)</script><img src=x onerror=alert(2)> was late again on Monday, because of fog </textarea>.\n"
)


class Page:
    """What a page of ours does: it sends the token, and waits for work."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def post(self, address: str, body: object = None, **headers: str) -> Any:
        return self.client.post(address, json=body, headers={TOKEN_HEADER: TOKEN, "origin": HERE} | headers)

    def work(self, *texts: str, mode: str = "normal") -> str:
        """Return the address of the result of one text or two."""
        keys = []
        for text in texts:
            headers = {TOKEN_HEADER: TOKEN, "content-type": "text/plain"}
            keys.append(self.client.post("/api/articles", content=text.encode(), headers=headers).json()["article"])
        return self.ended(self.post("/api/jobs", {"articles": keys, "mode": mode}).json())["url"]

    def ended(self, job: dict[str, Any]) -> dict[str, Any]:
        for _ in range(2000):
            if job["state"] not in {"waiting", "running"}:
                return job
            time.sleep(0.005)
            job = self.client.get(f"/api/jobs/{job['id']}").json()
        raise AssertionError(job)

    def act(self, address: str, action: str, **values: object) -> Any:
        return self.post(f"/api/desk/{address.rpartition('/')[2]}/act", {"action": action, **values})


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(detector(), Rules(TOKEN), settings_file=tmp_path / "dedup.toml", clock=lambda: "2026-03-04T05:06:07Z")


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    with TestClient(make_app(server), base_url=HERE, raise_server_exceptions=True) as client:
        yield Page(client)


@pytest.fixture
def looking(tmp_path: Path) -> Iterator[Page]:
    """Yield a page whose server looks into an archive."""
    small = FakeEncoder()
    with Archive.open(tmp_path / "news.dedup", detector=detector(), encoder=small) as archive:
        archive.add(
            [
                Article(f"{FERRY}\n\n{OTHER_ROOF}", id="a-1", title="Fog <b>", source="Tolm Post", date="2024-01-05"),
                Article(f"Some news.\n\n{FERRY}", id="b-1", source="Melby Ledger", date="2024-01-06"),
            ]
        )
    server = Server(detector(), Rules(TOKEN), archive=Archived(tmp_path / "news.dedup", lambda: small))
    with TestClient(make_app(server), base_url=HERE) as client:
        yield Page(client)


# -- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:x", "u@127.0.0.1", "", "0.0.0.0"]
)
def test_another_host_is_refused(page: Page, host: str) -> None:
    assert page.client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_the_names_of_this_machine_are_served(page: Page, host: str) -> None:
    assert page.client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {TOKEN_HEADER: "wrong"},
        {TOKEN_HEADER: TOKEN, "origin": "http://evil.example"},
        {TOKEN_HEADER: TOKEN, "origin": "null"},
        {TOKEN_HEADER: TOKEN, "origin": "http://127.0.0.1:9"},
        {TOKEN_HEADER: TOKEN, "sec-fetch-site": "cross-site"},
        {TOKEN_HEADER: TOKEN, "sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("address", ["/api/check", "/api/articles", "/api/jobs", "/api/keep", "/api/desk/x/act"])
def test_without_the_token_or_from_another_page_nothing_is_done(
    page: Page, address: str, headers: dict[str, str]
) -> None:
    answer = page.client.post(address, json={"text": TEXT}, headers=headers)
    assert answer.status_code == 403
    assert ";" in answer.json()["error"]


def test_another_page_cannot_take_a_part_of_ours(page: Page) -> None:
    asked = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert page.client.get("/static/app.css", headers=asked).status_code == 403
    assert page.client.get("/", headers=asked | {"sec-fetch-mode": "navigate"}).status_code == 200


@pytest.mark.parametrize("told", [True, False], ids=["told in the head", "counted"])
def test_a_request_that_is_too_large_is_refused(told: bool) -> None:
    with TestClient(make_app(Server(detector(), Rules(TOKEN, most_body=1000))), base_url=HERE) as client:
        body: Any = b"x" * 1001 if told else iter([b"x" * 600, b"x" * 600])
        answer = client.post("/api/articles", content=body, headers={TOKEN_HEADER: TOKEN})
        assert answer.status_code == 413


@pytest.mark.parametrize(
    "address",
    ["/", "/check/none", "/static/app.css", "/static/none.css", "/static/../guard.py", "/nothing", "/api/jobs/x"],
)
def test_every_answer_has_the_security_headers(page: Page, address: str) -> None:
    answer = page.client.get(address)
    assert {name: answer.headers[name] for name in HEADERS if name != "cache-control"} == {
        name: value for name, value in HEADERS.items() if name != "cache-control"
    }
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"


def test_where_others_can_reach_it_the_pages_need_the_key() -> None:
    rules = Rules(TOKEN, hosts=frozenset({"10.0.0.7"}), key="the-key")
    with TestClient(make_app(Server(detector(), rules)), base_url="http://10.0.0.7", follow_redirects=False) as client:
        assert client.get("/").status_code == 403
        assert client.get("/?key=wrong").status_code == 403
        opened = client.get("/?key=the-key")
        assert (opened.status_code, opened.headers["location"]) == (303, "/")
        assert "HttpOnly; SameSite=Strict" in opened.headers["set-cookie"]
        assert client.get("/").status_code == 200
        client.cookies.clear()
        assert client.post("/api/check", json={"text": TEXT}, headers={TOKEN_HEADER: TOKEN}).status_code == 200


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/api/check", {}),
        ("/api/check", {"text": " "}),
        ("/api/check", {"text": TEXT, "mode": "wild"}),
        ("/api/check", ["no object"]),
        ("/api/compare", {"original": TEXT}),
        ("/api/jobs", {"articles": []}),
        ("/api/jobs", {"articles": ["never read"]}),
        ("/api/keep", {"at": "half"}),
        ("/api/keep", {"at": 7}),
    ],
)
def test_wrong_requests_are_told_what_is_wrong(page: Page, address: str, body: object) -> None:
    answer = page.post(address, body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_unknown_address_is_told_as_a_page_to_a_browser(page: Page) -> None:
    answer = page.client.get("/check/none", headers={"accept": "text/html"})
    assert (answer.status_code, WORDS["recent_gone"] in answer.text) == (404, True)


# -- what it does ------------------------------------------------------------------------------------------------


def test_a_program_gets_the_report_that_check_writes(page: Page) -> None:
    answer = page.client.post("/api/check", json={"text": TEXT, "title": "Fog"}, headers={TOKEN_HEADER: TOKEN})
    jsonschema.validate(answer.json(), SCHEMA)
    assert Report.from_dict(answer.json()).article.title == "Fog"
    both = page.client.post("/api/compare", json={"original": TEXT, "repost": TEXT}, headers={TOKEN_HEADER: TOKEN})
    assert both.json()["dropped"] == both.json()["added"] == []


def test_decisions_are_followed_undone_and_done_again(page: Page) -> None:
    desk = page.work(TEXT)
    first = page.client.get(f"/api/desk/{desk.rpartition('/')[2]}").json()
    assert (first["made"], first["gone"], first["after"]) == ({}, [], first["before"])
    cut = page.act(desk, "decide", key="5-7", choice="cut", note="told above").json()
    assert (cut["made"], cut["undo"], cut["redo"]) == ({"5-7": "cut"}, True, False)
    assert cut["after"] < cut["before"]
    assert page.act(desk, "undo").json()["made"] == {}
    assert page.act(desk, "redo").json() == cut | {"steps": 3}
    safe = page.act(desk, "all_safe").json()
    assert (safe["safe"], "2-4" in safe["made"]) == (0, False)
    assert page.act(desk, "take_back", key="5-7").json()["after"] > safe["after"]
    trail = page.client.get(f"{desk}/trail").text
    assert "Note: told above" in trail
    assert "Undone" in trail


def test_a_decision_that_cannot_be_taken_is_refused_and_changes_nothing(page: Page) -> None:
    desk = page.work(TEXT)
    for values in (
        {"key": "0-1", "choice": "cut"},
        {"key": "5-7", "choice": "burn"},
        {"key": "p9", "choice": "keep_other"},
    ):
        assert page.act(desk, "decide", **values).status_code == 400
    assert page.act(desk, "explode").status_code == 400
    assert page.client.get(f"/api/desk/{desk.rpartition('/')[2]}").json()["steps"] == 0


def test_each_question_is_shown_with_both_sides_why_and_what_would_be_lost(page: Page) -> None:
    desk = page.work(TEXT)
    part = page.client.get(f"{desk}/question/2-4").text
    assert part.count(WORDS["lost"]) == 2
    assert "2.3 million crowns" in part
    assert WORDS["why"] in part
    why = page.client.get(f"{desk}/question/2-4/why").text
    assert WORDS["agree"] in why
    assert "Ida Holm" in why
    assert page.client.get(f"{desk}/question/p9/why").status_code == 404
    assert page.client.get(f"{desk}/question/p9").status_code == 200
    assert page.client.get(f"{desk}/question/7-1").status_code == 404


def test_what_is_left_out_is_counted_anew_and_decisions_that_stand_are_kept(page: Page) -> None:
    desk = page.work(TEXT)
    page.act(desk, "all_safe")
    left = page.act(desk, "leave_out", left_out={"quotes": True}).json()
    assert "5-7" not in left["made"]
    assert left["gone"]
    rejected = page.act(desk, "reject", key="2-4").json()
    assert rejected["questions"] == left["questions"] - 1
    assert page.act(desk, "leave_out", left_out={"quotes": "yes"}).status_code == 400
    assert page.act(desk, "undo").json()["questions"] == left["questions"]


def test_stricter_and_looser_check_anew_and_keep_the_decisions(page: Page) -> None:
    desk = page.work(TEXT)
    page.act(desk, "decide", key="5-7", choice="cut")
    job = page.post(f"/api/desk/{desk.rpartition('/')[2]}/mode", {"mode": "strict"}).json()
    assert page.ended(job)["url"] == desk
    assert page.client.get(f"/api/desk/{desk.rpartition('/')[2]}").json()["made"] == {"5-7": "cut"}
    assert 'value="strict" checked' in page.client.get(desk).text


def test_work_that_is_stopped_leaves_nothing(page: Page, server: Server) -> None:
    with server.workshop._turn:  # another check is running
        kept = page.client.post("/api/articles", content=TEXT.encode(), headers={TOKEN_HEADER: TOKEN}).json()
        job = page.post("/api/jobs", {"articles": [kept["article"]]}).json()
        assert job["state"] == "waiting"
        page.client.delete(f"/api/jobs/{job['id']}", headers={TOKEN_HEADER: TOKEN})
    assert page.ended(job)["state"] == "stopped"
    assert page.client.get(f"/jobs/{job['id']}").status_code == 200


def test_work_is_stopped_at_the_next_pair_and_seen_or_not_finds_the_same() -> None:
    job = Job()
    seen = detector().sharing(detector().settings, watched(job)).check(TEXT)
    assert seen == detector().check(TEXT)
    assert job.told()["judged"]
    job.stop()
    with pytest.raises(StoppedError):
        job.begin("before")
    tools = watched(job)(detector().tools)
    for action in (
        lambda: tools.basis.decisions["same"],
        lambda: tools.split(FERRY),
        lambda: tools.encoder.encode([FERRY]),
    ):
        with pytest.raises(StoppedError):
            action()


def test_a_file_is_read_whatever_its_format_and_an_unreadable_one_is_told(page: Page) -> None:
    headers = {TOKEN_HEADER: TOKEN}
    html = page.client.post("/api/articles?name=a.html", content=b"<title>Fog</title><p>Late.</p>", headers=headers)
    assert html.json()["name"] == "Fog"
    assert (
        page.client.post("/api/articles", content=b"First line\n\nMore.", headers=headers).json()["name"]
        == "First line"
    )
    assert (
        page.client.post("/api/articles?name=a.txt", content=b"\x89PNG\r\n\x1a\n\x00", headers=headers).status_code
        == 400
    )
    assert page.client.post("/api/articles", content=b"  ", headers=headers).json()["error"] == WORDS["no_text"]


# -- what other articles tell --------------------------------------------------------------------------------------


def test_what_was_told_before_is_shown_with_source_and_date_and_cut_by_decision(looking: Page) -> None:
    desk = looking.work(TEXT)
    text = looking.client.get(desk).text
    assert WORDS["told_archive"] in text
    assert "Looked up in 2 articles" in text
    part = looking.client.get(f"{desk}/question/e0").text
    assert all(told in part for told in ("Fog &lt;b&gt;", "Tolm Post · 2024-01-05", "Told in 1 more", "Melby Ledger"))
    assert WORDS["clash_archive"] in looking.client.get(f"{desk}/question/e2").text
    assert looking.client.get(f"{desk}/question/e2/why").status_code == 200
    cut = looking.act(desk, "decide", key="e0", choice="cut", note="known").json()
    assert (cut["made"], cut["gone"]) == ({"e0": "cut"}, [0])
    trail = looking.client.get(f"{desk}/trail").text
    assert "told by “Fog &lt;b&gt;” (Tolm Post, 2024-01-05) and b-1 (Melby Ledger, 2024-01-06)" in trail
    record = looking.client.get(f"{desk}/export/json").json()
    (entry,) = record["trail"]
    assert entry["told_by"][0] == {"article": "a-1", "title": "Fog <b>", "source": "Tolm Post", "date": "2024-01-05"}
    assert restore(looking.client.get(f"{desk}/export/text").text, Ledger.from_dict(record["ledger"])) == TEXT
    with zipfile.ZipFile(io.BytesIO(looking.client.get(f"{desk}/export/docx").content)) as package:
        assert "Told by “Fog &lt;b&gt;” (Tolm Post, 2024-01-05)" in package.read("word/comments.xml").decode()
    for form in ("md", "html"):
        assert "Tolm Post" in looking.client.get(f"{desk}/export/{form}").text


def test_leaving_a_source_out_looks_up_anew_and_undo_brings_it_back(looking: Page) -> None:
    desk = looking.work(TEXT)
    first = looking.client.get(f"/api/desk/{desk.rpartition('/')[2]}").json()
    left = looking.act(desk, "leave_source", source="Tolm Post", article="a-1").json()
    assert left["left_out"]["sources"] == ["Tolm Post"]
    assert left["questions"] < first["questions"]  # what only that source told is no question any more
    assert "Tolm Post" not in looking.client.get(f"{desk}/question/e0").text
    assert 'data-source="Tolm Post" data-article="" checked' in looking.client.get(desk).text
    assert looking.act(desk, "undo").json()["questions"] == first["questions"]
    rejected = looking.act(desk, "reject", key="e0").json()
    assert rejected["questions"] == first["questions"] - 1
    assert looking.act(desk, "leave_source").status_code == 400


def test_stricter_looks_up_anew(looking: Page) -> None:
    desk = looking.work(TEXT)
    looking.act(desk, "decide", key="e0", choice="cut")
    job = looking.post(f"/api/desk/{desk.rpartition('/')[2]}/mode", {"mode": "strict"}).json()
    assert looking.ended(job)["url"] == desk
    assert looking.client.get(f"/api/desk/{desk.rpartition('/')[2]}").json()["made"] == {"e0": "cut"}


def test_a_program_asks_the_archive(looking: Page, page: Page) -> None:
    found = looking.post("/api/archive", {"text": FERRY, "exclude_sources": ["Tolm Post"]}).json()
    assert [(one["article_id"], one["date"]) for one in found["matches"]] == [("b-1", "2024-01-06")]
    for wrong in (
        {},
        {"text": FERRY, "exclude_ids": "b-1"},
        {"text": FERRY, "top": 0},
        {"text": FERRY, "since": "soon"},
    ):
        assert looking.post("/api/archive", wrong).status_code == 400
    assert page.post("/api/archive", {"text": FERRY}).json()["error"] == WORDS["no_archive"]


def test_an_archive_that_is_gone_is_told_and_changes_nothing(looking: Page, tmp_path: Path) -> None:
    desk = looking.work(TEXT)
    (tmp_path / "news.dedup").rename(tmp_path / "elsewhere.dedup")
    refused = looking.act(desk, "leave_source", source="Tolm Post")
    assert (refused.status_code, "there is no archive at" in refused.json()["error"]) == (400, True)
    assert looking.client.get(f"/api/desk/{desk.rpartition('/')[2]}").json()["left_out"]["sources"] == []
    with pytest.raises(ArchiveError, match="dedup archive add"):
        Archived(tmp_path / "news.dedup").try_it()


def test_a_repost_is_shortened_beside_its_original(page: Page) -> None:
    both = page.work(f"{FERRY}\n\n{OTHER_ROOF}", TEXT)
    desk = page.ended(page.post(f"/api{both}/desk").json())["url"]
    assert page.ended(page.post(f"/api{both}/desk").json())["url"] == desk  # it is made once
    text = page.client.get(desk).text
    assert WORDS["told_original"] in text
    assert f'href="{both}"' in text
    assert WORDS["clash_original"] in page.client.get(f"{desk}/question/e2").text
    cut = page.act(desk, "decide", key="e0", choice="cut").json()
    assert cut["after"] < cut["before"]
    assert page.client.get(f"{desk}/export/text").text == TEXT.removeprefix(f"{FERRY}\n\n")
    assert page.post("/api/compare/none/desk").status_code == 404


# -- what goes out -----------------------------------------------------------------------------------------------


def test_a_document_holds_the_original_and_the_shorter_text(page: Page) -> None:
    desk = page.work(TEXT)
    page.act(desk, "all_safe")
    page.act(desk, "decide", key="2-4", choice="cut", note="the bill says 2.3")
    answer = page.client.get(f"{desk}/export/docx")
    assert 'filename="The-ferry-to-Tolm-was-late-again-on-Mond-edited.docx"' in answer.headers["content-disposition"]
    shorter = page.client.get(f"{desk}/export/text").text
    whole = read_bytes(answer.content, name="a.docx", tracked="original")
    assert [block for block in whole.text.split("\n") if block] == [line for line in TEXT.split("\n") if line]
    left = read_bytes(answer.content, name="a.docx", tracked="accepted")
    assert left.text.split() == shorter.split()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
        comments = package.read("word/comments.xml").decode()
    assert "Note: the bill says 2.3" in comments
    assert "Disagrees with line" in comments


def test_the_record_leads_back_to_the_original(page: Page) -> None:
    desk = page.work(TEXT)
    page.act(desk, "decide", key="5-7", choice="keep_other", note="better said")
    record = page.client.get(f"{desk}/export/json").json()
    assert restore(page.client.get(f"{desk}/export/text").text, Ledger.from_dict(record["ledger"])) == TEXT
    assert Report.from_dict(record["report"]).condensed.text == page.client.get(f"{desk}/export/text").text
    (entry,) = record["trail"]
    assert (entry["done"], entry["note"], entry["at"]) == ("keep_other", "better said", "2026-03-04T05:06:07Z")
    assert entry["why"].startswith("told by line")


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_trail_goes_out_with_the_text(page: Page, form: str) -> None:
    desk = page.work(TEXT)
    page.act(desk, "decide", key="5-7", choice="cut", note="told above")
    text = page.client.get(f"{desk}/export/{form}").text
    assert "told above" in text
    assert text.count("mended this roof four times") >= 1
    assert page.client.get(f"{desk}/export/exe").status_code == 404


@pytest.mark.parametrize("form", ["html", "text", "md", "json", "pan"])
def test_a_comparison_goes_out_in_each_format(page: Page, form: str) -> None:
    found = page.work(TEXT, TEXT.replace("Monday", "Friday"))
    assert page.client.get(f"{found}/export/{form}").status_code == 200
    assert "Friday" in page.client.get(found).text


# -- hostile articles --------------------------------------------------------------------------------------------


def test_the_help_of_each_page_lists_its_own_keys(page: Page) -> None:
    for address, keys in (
        (page.work(TEXT), "j k a s x u r o Shift A 1 – 4 e ?"),
        (page.work(TEXT, TEXT), "j k o d e ?"),
    ):
        root = etree.fromstring(page.client.get(address).text.encode(), etree.HTMLParser(encoding="utf-8"))
        assert " ".join(root.xpath("//dialog[@id='help']//dt/kbd/text()")) == keys


def test_nothing_of_an_article_becomes_markup(page: Page) -> None:
    desk, both = page.work(HOSTILE), page.work(HOSTILE, HOSTILE.replace("Monday", "Friday"))
    pages = [
        desk,
        both,
        f"{desk}/calibrate",
        f"{desk}/trail",
        f"{desk}/question/0-2",
        f"{desk}/question/0-2/why",
        f"{desk}/export/html",
    ]
    for address in pages:
        text = page.client.get(address).text
        root = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8"))
        assert {node.get("type") for node in root.iter("script")} <= {"module", "application/json"}
        assert not list(root.iter("img", "iframe", "object"))
        assert not [key for node in root.iter() for key in node.attrib if key.startswith("on")]
        assert "\u202e" not in text
        assert "<script>alert" not in text
        assert not root.xpath("//*[@style]")


def test_nothing_of_an_archive_becomes_markup(tmp_path: Path) -> None:
    small = FakeEncoder()
    evil = "<img src=x onerror=alert(1)> \u202egof"
    with Archive.open(tmp_path / "news.dedup", detector=detector(), encoder=small) as archive:
        archive.add(Article(HOSTILE, id="a'\"><script>alert(1)</script>", title=evil, source=f"{evil} Post"))
    server = Server(detector(), Rules(TOKEN), archive=Archived(tmp_path / "news.dedup", lambda: small))
    with TestClient(make_app(server), base_url=HERE) as client:
        page = Page(client)
        desk = page.work(HOSTILE)
        assert page.act(desk, "decide", key="e0", choice="cut", note=evil).status_code == 200
        for address in (desk, f"{desk}/question/e0", f"{desk}/trail", f"{desk}/export/html"):
            text = client.get(address).text
            root = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8"))
            assert {node.get("type") for node in root.iter("script")} <= {"module", "application/json"}
            assert not list(root.iter("img"))
            assert "<script>alert" not in text
            assert "\u202e" not in "".join(root.itertext())
        assert page.act(desk, "leave_source", source=f"{evil} Post").json()["left_out"]["sources"] == [f"{evil} Post"]
        assert "\u202e" not in "".join(etree.HTML(client.get(desk).text).itertext())


def test_the_pages_have_no_inline_script_or_style(page: Page) -> None:
    for address in ["/", page.work(TEXT), page.work(TEXT, TEXT)]:
        root = etree.fromstring(page.client.get(address).text.encode(), etree.HTMLParser(encoding="utf-8"))
        assert not [node for node in root.iter("script") if node.get("type") == "module" and (node.text or "").strip()]
        assert not list(root.iter("style"))
        addresses = [node.get(key) for node in root.iter() for key in ("src", "href") if node.get(key)]
        assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in addresses)


# -- calibration -------------------------------------------------------------------------------------------------


def test_pairs_are_judged_and_the_setting_is_kept(page: Page, tmp_path: Path) -> None:
    desk = page.work(TEXT)
    shown = page.client.get(f"{desk}/calibrate").text
    number = shown.count("<li data-n=")
    assert 5 <= number <= 30
    asked = {"labels": {str(n): n % 2 == 0 for n in range(number)}}
    told = page.post(f"/api/desk/{desk.rpartition('/')[2]}/judged", asked).json()
    assert (told["judged"], told["of"]) == (number, number)
    assert [rate["found"] for rate in told["rates"]] == sorted([rate["found"] for rate in told["rates"]], reverse=True)
    assert page.post(f"/api/desk/{desk.rpartition('/')[2]}/judged", {"labels": [1]}).status_code == 400
    (tmp_path / "dedup.toml").write_text("# ours\nmin-words = 5\nreport-at = 0.5 # old\n", encoding="utf-8")
    assert page.post("/api/keep", {"at": 0.65}).json()["line"] == "report-at = 0.65"
    assert (tmp_path / "dedup.toml").read_text(encoding="utf-8") == "# ours\nmin-words = 5\nreport-at = 0.65\n"
