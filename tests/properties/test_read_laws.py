"""Laws of reading: what was written comes back, passages are exact slices, and no bytes do more than be refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, strategies as st

from dedup.errors import InputError
from dedup.passages import Article, Skipped
from dedup.stages.read import FORMATS, Reading, read_all, read_bytes
from dedup.stages.segment import segment
from tests.documents import docx, mail, paragraph, run, warc

WORDS = st.lists(
    st.sampled_from("ferry harbour Melby fog late sound “quay” 1979 — über".split()), min_size=3, max_size=12
)
PARAGRAPHS = st.lists(WORDS.map(" ".join), min_size=1, max_size=6)


def _html(paragraphs: list[str]) -> bytes:
    return ("<!doctype html><meta charset=utf-8>" + "".join(f"<p>{escape(one)}</p>" for one in paragraphs)).encode()


def _docx(paragraphs: list[str]) -> bytes:
    return docx(*(paragraph(run(escape(one))) for one in paragraphs))


def _mail(paragraphs: list[str]) -> bytes:
    headers = (("From", "a@b.example"), ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"))
    return mail(*headers, body="\r\n\r\n".join(paragraphs))


def _jsonl(paragraphs: list[str]) -> bytes:
    return json.dumps({"text": "\n\n".join(paragraphs)}).encode()


def _csv(paragraphs: list[str]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([["text"], ["\n\n".join(paragraphs)]])
    return held.getvalue().encode()


def _rss(paragraphs: list[str]) -> bytes:
    body = escape("".join(f"<p>{escape(one)}</p>" for one in paragraphs))
    return f"<rss><channel><item><description>{body}</description></item></channel></rss>".encode()


def _warc(paragraphs: list[str]) -> bytes:
    return warc(("200 OK", "text/html", _html(paragraphs)), zipped=False)


def _zip(paragraphs: list[str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.html", _html(paragraphs))
    return held.getvalue()


def _tar(paragraphs: list[str]) -> bytes:
    held, data = io.BytesIO(), _docx(paragraphs)
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        info = tarfile.TarInfo("a.docx")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


WRITERS: dict[str, Callable[[list[str]], bytes]] = {
    "html": _html, "docx": _docx, "eml": _mail, "jsonl": _jsonl, "csv": _csv, "rss": _rss, "warc": _warc, "zip": _zip,
    "tgz": _tar,
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
@given(paragraphs=PARAGRAPHS)
def test_what_was_written_is_read_and_passages_are_slices_of_it(kind: str, paragraphs: list[str]) -> None:
    article = read_bytes(WRITERS[kind](paragraphs), name=f"a.{kind}")
    passages = segment(article).passages
    assert [" ".join(one.text.split()) for one in passages] == paragraphs
    assert all(one.text == article.text[one.start : one.end] for one in passages)
    ends = [0, *(block.end for block in article.blocks)]
    assert all(
        end <= block.start < block.end <= len(article.text) for end, block in zip(ends, article.blocks, strict=False)
    )


def _is_sound(found: Article | Skipped) -> bool:
    if isinstance(found, Skipped):
        return bool(found.reason) and "\n" not in found.reason
    return bool(found.text.strip()) and all(0 <= block.start < block.end <= len(found.text) for block in found.blocks)


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"pdf"}))  # a PDF starts a process: tests/fuzz
@given(data=st.binary(max_size=400))
def test_any_bytes_taken_for_any_format_are_read_or_refused_with_a_sentence(kind: str, data: bytes) -> None:
    assert all(_is_sound(one) for one in read_all(["-"], Reading(format=kind), stdin=io.BytesIO(data)))


@pytest.mark.parametrize("kind", WRITERS)
@given(data=st.data())
def test_what_was_damaged_is_read_or_refused_with_a_sentence(kind: str, data: st.DataObject) -> None:
    whole = WRITERS[kind](data.draw(PARAGRAPHS))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[data.draw(st.integers(at, len(whole))) :]
    assert all(_is_sound(one) for one in read_all(["-"], stdin=io.BytesIO(damaged)))


@given(PARAGRAPHS, st.integers(1, 40))
def test_what_was_cut_off_gives_the_articles_before(paragraphs: list[str], less: int) -> None:
    lines = "\n".join(json.dumps({"text": one}) for one in paragraphs).encode()
    whole = gzip.compress(lines)
    found = list(read_all(["-"], stdin=io.BytesIO(whole[: max(1, len(whole) - less)])))
    texts = [one.text for one in found if isinstance(one, Article)]
    assert texts == paragraphs[: len(texts)]
    assert isinstance(found[-1], Skipped)


def test_an_input_error_is_what_a_single_read_raises() -> None:
    with pytest.raises(InputError):
        read_bytes(b"", format="docx")
