"""Many articles: records, archives and folders, read one by one; what is bad is skipped with its place."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

import dedup
from dedup.errors import InputError, SettingsError
from dedup.passages import Article, Skipped
from dedup.stages.read import Progress, Reading, read_all, read_bytes

FERRY = "The ferry to Tolm was late again on Monday."
MILL = "The mill at Melby burnt down in the night."


def found(tmp_path: Path, name: str, data: bytes, **options: Any) -> list[Article | Skipped]:
    (tmp_path / name).write_bytes(data)
    return list(read_all([tmp_path / name], Reading(**options)))


def articles(tmp_path: Path, name: str, data: bytes, **options: Any) -> list[Article]:
    """Return the articles, and fail where anything was skipped."""
    every = found(tmp_path, name, data, **options)
    assert not [str(one) for one in every if isinstance(one, Skipped)]
    return [one for one in every if isinstance(one, Article)]


def lines(*records: object) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records).encode()


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return held.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def test_every_line_of_json_is_an_article_with_what_it_says_of_itself(tmp_path: Path) -> None:
    record = {
        "id": 7,
        "headline": "Fog",
        "body": FERRY,
        "published": "2024-03-04",
        "source": {"name": "Melby Post"},
        "lang": "en",
    }
    (article,) = articles(tmp_path, "day.jsonl", lines(record))
    assert (article.text, article.id, article.title, article.date) == (FERRY, "7", "Fog", "2024-03-04")
    assert (article.source, article.language, article.path) == ("Melby Post", "en", f"{tmp_path / 'day.jsonl'}:1")


def test_fields_that_are_named_are_taken(tmp_path: Path) -> None:
    record = {"text": "not this", "story": {"plain": FERRY}, "key": "k1", "on": "Monday", "by": "Post"}
    options = {"text_field": "story.plain", "id_field": "key", "date_field": "on", "source_field": "by"}
    (article,) = articles(tmp_path, "day.jsonl", lines(record), **options)
    assert (article.text, article.id, article.date, article.source) == (FERRY, "k1", "Monday", "Post")


def test_the_only_field_of_some_length_is_the_text(tmp_path: Path) -> None:
    (article,) = articles(tmp_path, "day.jsonl", lines({"kind": "news", "payload": f"{FERRY} " * 4}))
    assert article.text.startswith(FERRY)


def test_where_no_field_is_the_text_one_sentence_names_the_fields(tmp_path: Path) -> None:
    (skipped,) = found(tmp_path, "day.jsonl", lines({"a": 1, "b": "two"}))
    assert isinstance(skipped, Skipped)
    assert "there are: a, b; name it with --text-field" in skipped.reason


def test_the_source_of_a_record_without_one_is_its_site(tmp_path: Path) -> None:
    (article,) = articles(tmp_path, "day.jsonl", lines({"text": FERRY, "url": "https://www.melby.example/fog?x=1"}))
    assert (article.source, article.id) == ("melby.example", "https://www.melby.example/fog?x=1")


def test_html_in_a_field_is_read_as_html(tmp_path: Path) -> None:
    (article,) = articles(tmp_path, "day.jsonl", lines({"content": f"<p>{FERRY}</p><p>{MILL}</p>"}))
    assert article.text == f"{FERRY}\n\n{MILL}"


def test_garbled_text_in_a_record_is_repaired_with_a_note(tmp_path: Path) -> None:
    garbled = "The café was shut.".encode().decode("cp1252")
    (article,) = articles(tmp_path, "day.jsonl", lines({"text": garbled}))
    assert article.text == "The café was shut."
    assert "repaired" in article.notes[0]


BAD_LINES = [
    ("{broken", "it is not JSON at character 2"),
    ('["a", "list"]', "it is no record with fields"),
    ('{"text": ""}', "the field 'text' is empty"),
    ('{"text": 5}', "the field 'text' holds no text"),
    ('{"body": "x"}', "the field 'text' is missing"),
    ('{"text": "a\\u0000b"}', "is binary"),
    ("[" * 200_000, "it is nested too deep"),
    ('{"text": "' + "x" * 17_000_000 + '"}', "the line is larger than 16,777,216 bytes"),
]


@pytest.mark.parametrize(("bad", "told"), BAD_LINES, ids=[told for _, told in BAD_LINES])
def test_a_bad_line_is_told_with_its_place_and_the_rest_is_read(bad: str, told: str, tmp_path: Path) -> None:
    first, skipped, last = found(tmp_path, "day.jsonl", lines({"text": FERRY}, bad, {"text": MILL}))
    assert isinstance(skipped, Skipped)
    assert skipped.place == "line 2"
    assert told in skipped.reason
    assert (first.text, last.text) == (FERRY, MILL)  # type: ignore[union-attr]


def test_lone_surrogates_and_not_a_number_are_no_reason_to_skip(tmp_path: Path) -> None:
    data = b'{"text": "The ferry \\ud800 was late.", "score": NaN}\n\n'
    (article,) = articles(tmp_path, "day.jsonl", data)
    assert article.text == "The ferry ? was late."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("list.json", [{"text": FERRY}, {"text": MILL}]),
        ("held.json", {"count": 2, "articles": [{"text": FERRY}, {"text": MILL}]}),
    ],
)
def test_a_json_file_may_hold_a_list_of_records(name: str, value: object, tmp_path: Path) -> None:
    data = json.dumps(value, indent=1).encode()
    assert [one.text for one in articles(tmp_path, name, data)] == [FERRY, MILL]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_under_a_header_are_articles(separator: str, tmp_path: Path) -> None:
    rows = [["id", "text", "date"], ["1", f'"{FERRY}\nAgain, ""late"";"', "Monday"], ["2", MILL, ""]]
    data = "\r\n".join(separator.join(row) for row in rows).encode()
    one, other = articles(tmp_path, "day.csv", data)
    assert (one.text, one.id, one.date) == (f'{FERRY}\nAgain, "late";', "1", "Monday")
    assert (other.text, other.path) == (MILL, f"{tmp_path / 'day.csv'}:3")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_a_table_is_recognised(encoding: str, tmp_path: Path) -> None:
    (article,) = articles(tmp_path, "day.csv", "text,id\nThe café was “shut”.,1\n".encode(encoding))
    assert article.text == "The café was “shut”."


def test_a_row_with_too_many_cells_is_skipped(tmp_path: Path) -> None:
    skipped, article = found(tmp_path, "day.csv", f"text,id\na,b,c\n{MILL},2\n".encode())
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "it has 3 cells, and there are 2 columns"
    assert isinstance(article, Article)


PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_compressed_files_are_read_as_what_is_in_them(suffix: str, tmp_path: Path) -> None:
    data = PACKERS[suffix](lines({"text": FERRY}, {"text": MILL}))
    assert [one.text for one in articles(tmp_path, f"day.jsonl.{suffix}", data)] == [FERRY, MILL]
    (csv,) = articles(tmp_path, f"day.csv.{suffix}", PACKERS[suffix](f"text\n{FERRY}\n".encode()))
    assert csv.text == FERRY


def test_archives_hold_files_of_every_format(tmp_path: Path) -> None:
    page = f"<!doctype html><p>{FERRY}</p>".encode()
    data = zipped(a_txt=MILL.encode(), b__c_html=page, d_jsonl_gz=gzip.compress(lines({"text": FERRY})))
    got = articles(tmp_path, "dump.zip", data)
    assert [one.text for one in got] == [MILL, FERRY, FERRY]
    assert got[1].path == f"{tmp_path / 'dump.zip'}/b/c.html"
    nested = tarred(("inner.zip", data), ("plain.txt", MILL.encode()))
    assert len(articles(tmp_path, "dump.tgz", gzip.compress(nested))) == 4


def test_a_zip_can_stand_on_standard_input() -> None:
    data = zipped(a_txt=MILL.encode(), b_txt=FERRY.encode())
    got = list(read_all(["-"], stdin=Pipe(data)))
    assert [one.text for one in got if isinstance(one, Article)] == [MILL, FERRY]


class Pipe(io.BytesIO):
    """Bytes that one cannot go back in."""

    def seekable(self) -> bool:
        return False


def test_what_stands_alone_in_an_archive_is_read_and_several_are_refused() -> None:
    assert read_bytes(zipped(a_txt=MILL.encode()), name="one.zip").text == MILL
    with pytest.raises(InputError, match=r"two\.zip holds several articles.*dedup\.read_all"):
        read_bytes(zipped(a_txt=MILL.encode(), b_txt=FERRY.encode()), name="two.zip")
    with pytest.raises(InputError, match="holds no article"):
        read_bytes(zipped(), name="none.zip")


def test_what_was_left_out_beside_the_only_article_is_noted() -> None:
    article = read_bytes(lines({"text": FERRY}, "{"), name="one.jsonl")
    assert article.notes == ("left out: one.jsonl, line 2: it is not JSON at character 2",)


def test_names_that_lead_out_and_links_are_left_out(tmp_path: Path) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        link = tarfile.TarInfo("passwords.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    for data, told in (
        (tarred(("../up.txt", b"x"), ("/top.txt", b"y")), "leads out of the archive"),
        (zipped(**{"..__up_txt": b"x", "C:__top_txt": b"y"}), "leads out of the archive"),
        (held.getvalue(), "is a link or a device"),
    ):
        got = found(tmp_path, "some.bin", data)
        assert all(told in str(one) for one in got), got
        assert got


@pytest.mark.parametrize(
    "pack", [gzip.compress, lzma.compress, lambda data: zipped(a_txt=data)], ids=["gz", "xz", "zip"]
)
def test_a_bomb_is_refused_quickly(pack: Any, tmp_path: Path) -> None:
    data = pack(b"\n" * 60_000_000)
    start = time.process_time()
    (skipped,) = found(tmp_path, "bomb", data)
    assert "unpacks to more than 200 times its size" in str(skipped)
    assert time.process_time() - start < 5


def test_archives_in_archives_in_archives_are_not_opened(tmp_path: Path) -> None:
    data = MILL.encode()
    for _ in range(4):
        data = gzip.compress(data)
    assert len(articles(tmp_path, "deep", data)) == 1
    (skipped,) = found(tmp_path, "deeper", gzip.compress(data))
    assert "lies in 4 archives already" in str(skipped)


def test_a_member_with_a_password_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped(a_txt=MILL.encode()))
    data[6] |= 1  # the flag of encryption, in the file and in the list
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (skipped,) = found(tmp_path, "locked.zip", bytes(data))
    assert "is protected by a password" in str(skipped)


@pytest.mark.parametrize("suffix", PACKERS)
def test_what_was_cut_off_is_read_as_far_as_it_goes(suffix: str, tmp_path: Path) -> None:
    texts = [{"text": f"{n * 7919**3} {FERRY} {n}"} for n in range(20_000)]
    data = PACKERS[suffix](lines(*texts))
    *got, last = found(tmp_path, f"day.jsonl.{suffix}", data[: len(data) * 3 // 4])
    assert isinstance(last, Skipped)
    assert "damaged or was cut off" in last.reason
    assert last.place == (f"after {len(got):,} of its articles" if got else "")


def test_a_folder_is_read_by_name_without_what_git_ignores(tmp_path: Path) -> None:
    for name, text in {
        "b.txt": MILL, "a.md": FERRY, "sub/c.txt": FERRY, "sub/kept.tmp": MILL, "x.tmp": "no", ".hidden.txt": "no",
        "build/d.txt": "no", ".git/e.txt": "no", ".gitignore": "*.tmp\nbuild/\n", "sub/.gitignore": "!kept.tmp\n",
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    got = [Path(one.path).relative_to(tmp_path).as_posix() for one in read_all([tmp_path])]
    assert got == ["a.md", "b.txt", "sub/c.txt", "sub/kept.tmp"]
    some = [
        Path(one.path).relative_to(tmp_path).as_posix()
        for one in read_all([tmp_path], Reading(globs=("*.md", "sub/*.txt")))
    ]
    assert some == ["a.md", "sub/c.txt"]


def test_a_file_that_is_not_there_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY, encoding="utf-8")
    gone, there = read_all([tmp_path / "gone.txt", tmp_path / "a.txt"])
    assert isinstance(gone, Skipped)
    assert (gone.place, "does not exist" in gone.reason) == ("", True)
    assert isinstance(there, Article)


def test_settings_that_cannot_be_are_refused() -> None:
    with pytest.raises(SettingsError, match="there is no input format 'odt'"):
        list(read_all(["-"], Reading(format="odt"), stdin=io.BytesIO(b"x")))
    with pytest.raises(SettingsError, match="tracked is one of"):
        Reading(tracked="both")


class Endless(io.RawIOBase):
    """A file of lines that is never held: 8 MB, counted as it is read."""

    def __init__(self, line: bytes, times: int) -> None:
        self.line, self.left = line, times

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        take = min(self.left, max(1, len(buffer) // len(self.line)))
        data = self.line * take
        self.left -= take
        buffer[: len(data)] = data
        return len(data)


def test_memory_does_not_grow_with_the_file() -> None:
    line = lines({"text": FERRY * 20}) + b"\n"
    stream = io.BufferedReader(Endless(line, 8_000_000 // len(line)), 65_536)
    tracemalloc.start()
    count = sum(1 for _ in read_all(["-"], stdin=stream))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 8_000_000 // len(line)
    assert peak < 2_000_000


def test_progress_is_told(tmp_path: Path) -> None:
    (tmp_path / "day.jsonl").write_bytes(lines({"text": FERRY}, "{", {"text": MILL}))
    told: list[Progress] = []
    got = list(read_all([tmp_path / "day.jsonl"], progress=told.append))
    assert len(got) == len(told) == 3
    assert (told[-1].articles, told[-1].skipped, told[-1].size) == (2, 1, (tmp_path / "day.jsonl").stat().st_size)
    assert told[-1].done == told[-1].size


def test_it_is_lazy() -> None:
    stream = io.BufferedReader(Endless(lines({"text": FERRY}) + b"\n", 10**9), 65_536)
    every: Iterator[Any] = dedup.read_all(["-"], stdin=stream)
    assert next(every).text == FERRY


def test_a_tar_archive_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = tarred(("a.txt", MILL.encode()), ("b.txt", FERRY.encode() * 200))
    first, *others = found(tmp_path, "dump.tar", data[:2_000])
    assert isinstance(first, Article)
    assert [(Path(one.path).name, one.place) for one in others if isinstance(one, Skipped)] == [
        ("b.txt", ""),
        ("dump.tar", "after 1 of its articles"),
    ]
    assert all("damaged or was cut off" in str(one) for one in others)


def test_front_matter_that_does_not_end_is_read_at_once() -> None:
    begun = time.process_time()
    article = read_bytes(b"---\r\n" + b"Fog over the sound: the ferry waits\r\n" * 28, name="a.md")
    assert article.text.count("ferry") == 28
    assert time.process_time() - begun < 5  # with line ends of two readings it doubles with each line


def test_entries_inside_an_entry_that_was_not_closed_belong_to_it(tmp_path: Path) -> None:
    entry = "<item><title>Fog</title><description>The ferry to Tolm waited for the fog to lift.</description>"
    (tmp_path / "a.rss").write_text(f"<rss><channel>{entry * 200}</channel></rss>", encoding="utf-8")
    assert len(list(read_all([tmp_path / "a.rss"]))) == 1  # each by itself would be read with all that follows in it
