"""An archive keeps what it is given, once; knows versions; and lets one program write while others read."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.archive.archive import Archive as Made
from dedup.archive.context import OTHER_ARTICLE, OTHER_DAYS, OTHER_THINGS
from dedup.archive.days import day_of
from dedup.archive.store import NAME
from dedup.archive.tables import STEPS, migrate
from dedup.earlier import Earlier
from dedup.errors import ArchiveError, InputError
from dedup.passages import Article, Relation
from dedup.settings import Settings
from tests.fakes import FakeEncoder, detector

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound near Ostvik."
POOL = "A new roof for the swimming pool would cost 2.3 million crowns, said Ida Holm of the culture department."
MILL = "Fishermen waited on the pier until the fog had lifted over the northern sandbank of Melby."
NEWS = Article(f"{FERRY}\n\n{POOL}", id="news-1", source="Melby Post", date="2024-05-02", title="Late")


def opened(folder: Path) -> Made:
    return Archive.open(folder / "news.dedup", detector=detector(), encoder=FakeEncoder())


def state(archive: Made) -> list[tuple[str, int, str, int]]:
    return [(row.name, row.version, row.sha256, row.passages) for row in archive.list(versions=True)]


def test_what_is_added_is_listed(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
        added = archive.add(NEWS, now=lambda: noon)
        (row,) = archive.list()
        assert (added.articles, added.passages) == (1, 2)
        assert (row.name, row.source, row.date, row.day, row.passages) == (
            "news-1",
            "Melby Post",
            "2024-05-02",
            "2024-05-02",
            2,
        )
        assert row.added == "2026-01-02T12:00:00+00:00"
        assert archive.stats().articles == 1


def test_adding_twice_is_adding_once(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add([NEWS, Article(MILL)])
        before = state(archive)
        added = archive.add([NEWS, Article(MILL)])
        assert (added.articles, added.versions, added.unchanged) == (0, 0, 2)
        assert state(archive) == before


def test_a_known_id_with_another_text_is_a_new_version_and_the_old_one_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(NEWS)
        added = archive.add(Article(f"{FERRY}\n\n{MILL}", id="news-1"))
        assert (added.articles, added.versions) == (0, 1)
        assert [(name, version) for name, version, _, _ in state(archive)] == [("news-1", 1), ("news-1", 2)]
        assert [(row.version, row.current) for row in archive.list()] == [(2, True)]
        found = archive.check(POOL)
        assert [(one.article_id, one.version, one.relation) for one in found.matches] == [("news-1", 1, "identical")]


def test_an_older_version_that_comes_again_is_nothing_new(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add([NEWS, Article(MILL, id="news-1")])
        before = state(archive)
        assert archive.add([NEWS, Article(MILL, id="news-1")]).unchanged == 2
        assert state(archive) == before


def test_what_is_said_of_an_article_is_brought_up_to_date(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(Article(MILL, id="x"))
        archive.add(Article(MILL, id="x", title="Fog", date="3 May 2024"))
        assert [(row.title, row.day) for row in archive.list()] == [("Fog", "2024-05-03")]


def test_a_removed_article_is_gone_with_its_versions_and_what_others_tell_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add([NEWS, Article(MILL, id="news-1"), Article(FERRY, id="other")])
        assert archive.remove("news-1") == 1
        assert [row.name for row in archive.list(versions=True)] == ["other"]
        assert [one.article_id for one in archive.check(NEWS).matches] == ["other"]
        assert archive.verify(repair=False).problems == ()
        assert archive.add(NEWS).articles == 1


def test_removing_what_is_not_there_removes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(NEWS)
        with pytest.raises(InputError, match="there is no article 'nobody'"):
            archive.remove(["news-1", "nobody"])
        assert [row.name for row in archive.list()] == ["news-1"]


def test_a_text_of_the_archive_is_found_in_it_with_its_place(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(NEWS)
        report = archive.check(NEWS.text)
        assert [(one.passage, one.relation, one.score) for one in report.matches] == [
            (0, Relation.IDENTICAL, 1.0),
            (1, Relation.IDENTICAL, 1.0),
        ]
        for one in report.matches:
            assert (one.article_id, one.source, one.date, one.duplicate) == ("news-1", "Melby Post", "2024-05-02", True)
            assert NEWS.text[slice(*one.span)] == one.text == report.passages[one.passage].text
        assert [(one.passage, one.article_id, one.articles) for one in report.first_seen] == [
            (0, "news-1", 1),
            (1, "news-1", 1),
        ]


def test_typography_and_case_are_the_same_text_and_each_writing_is_kept(tmp_path: Path) -> None:
    other = FERRY.upper().replace(", ", ",\u00a0 ")
    with opened(tmp_path) as archive:
        archive.add([Article(FERRY, id="a"), Article(other, id="b")])
        assert archive.stats().contents == 1
        found = archive.check(FERRY).matches
        assert [(one.article_id, one.text, one.relation) for one in found] == [
            ("a", FERRY, "identical"),
            ("b", other, "identical"),
        ]
        assert found[1].spans[0] == (0, len(FERRY), 0, len(other))


def test_a_fact_that_disagrees_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(Article(f"{MILL}\n\n{POOL}", id="a"))
        now = POOL.replace("2.3", "2.5")
        (found,) = archive.check(f"{FERRY}\n\n{now}").matches
        assert (found.relation, found.duplicate, found.article_id) == (Relation.CONFLICT, False, "a")
        (conflict,) = found.conflicts
        assert (conflict.a, conflict.b) == ("2.5 million crowns", "2.3 million crowns")
        text = f"{MILL}\n\n{POOL}"
        assert text[slice(*conflict.b_span)] == conflict.b
        assert f"{FERRY}\n\n{now}"[slice(*conflict.a_span)] == conflict.a


def test_what_is_left_out_is_left_out(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(
            [
                Article(FERRY, id="a", source="Post", date="2024-01-05"),
                Article(FERRY, id="b", source="Wire", date="2024-03-05"),
                Article(FERRY, id="c", source="Wire", date="2023-12-31"),
                Article(FERRY, id="d"),
            ]
        )

        def ids(**asked: object) -> list[str]:
            return [one.article_id for one in archive.check(FERRY, **asked).matches]  # type: ignore[arg-type]

        assert ids(top=9) == ["c", "a", "b", "d"]
        assert ids(top=2) == ["c", "a"]
        assert ids(exclude_ids=["c", "d"]) == ["a", "b"]
        assert ids(exclude_sources="Wire") == ["a", "d"]
        assert ids(since="2024-02-01") == ["b"]
        (first,) = archive.check(FERRY, top=1).first_seen
        assert (first.article_id, first.date, first.articles) == ("c", "2023-12-31", 4)
        with pytest.raises(InputError, match="'soon' is no day"):
            ids(since="soon")


def test_headings_are_no_repeats_and_few_words_only_if_equal(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(Article(f"# Late ferries\n\n{FERRY}\n\nHe said no.", id="a"))
        report = archive.check(Article(f"# Late ferries\n\n{MILL}\n\nHe said no.\n\nHe said yes."))
        assert [report.passages[one.passage].text for one in report.matches] == ["He said no."]


def test_lines_of_tables_are_repeats_only_if_equal(tmp_path: Path) -> None:
    line = "Result of nine months in Melby and Ostvik: 31 crowns a share, was 28"
    with opened(tmp_path) as archive:
        archive.add(Article(f"{line}\n\n{line}.", id="table"))
        longer = line.replace("Result", "The result")
        assert [one.relation for one in archive.check(line).matches] == ["identical"]
        assert [one.text for one in archive.check(f"{longer}.").matches] == [f"{line}."]
        assert archive.check(longer).matches == ()


def test_a_duplicate_that_is_only_likely_is_not_told(tmp_path: Path) -> None:
    told = f"{FERRY[:-1]}, the captain said."
    with opened(tmp_path) as archive:
        archive.add(NEWS)
        (one,) = archive.check(told).matches
    strict = detector(Settings(archive_report_at=min(1.0, one.score + 0.001)))
    with Archive.open(tmp_path / "news.dedup", detector=strict, encoder=FakeEncoder()) as archive:
        assert archive.check(told).matches == ()


def test_a_sentence_that_was_cut_off_is_found_and_a_row_of_figures_is_not(tmp_path: Path) -> None:
    row = "Wheat in Ostvik May 284.5 up 1.25, July 281.5 up 0.75, September 277.5 up 1.5, the exchange said."
    with opened(tmp_path) as archive:
        archive.add(Article(f"{FERRY}\n\n{row}", id="a"))
        assert [one.text for one in archive.check(FERRY.rpartition(" ")[0]).matches] == [FERRY]
        assert archive.check(row.replace("Wheat", "The wheat")).matches == ()


def between(tmp_path: Path, told: str, *, day: str = "", beside: str = "", report: Settings | None = None) -> Earlier:
    """Return how the archive relates a text to the ferry of 2 May, told on another day beside something else."""
    with opened(tmp_path) as archive:
        archive.add(Article(f"{FERRY}\n\n{MILL}", id="a", date="2024-05-02"))
    with Archive.open(tmp_path / "news.dedup", detector=detector(report), encoder=FakeEncoder()) as archive:
        text = f"{told}\n\n{beside}" if beside else told
        return next(m for m in archive.check(Article(text, date=day)).matches if m.passage == 0)


TOLD = f"{FERRY[:-1]}, the captain told us."
REST = " ".join(f"In {place} the council talked of nothing but parking." for place in ("Rom", "Ulm", "Bonn", "Wien"))


def test_in_other_words_only_articles_of_about_one_day_tell_the_same(tmp_path: Path) -> None:
    told = TOLD.replace("late again", "again too late")
    near = between(tmp_path, told, day="2024-05-03")
    far = between(tmp_path, told, day="2024-05-12")
    assert (near.duplicate, near.notes) == (True, ())
    assert (far.relation, far.duplicate, far.notes) == (near.relation, False, (OTHER_DAYS,))
    assert far.score < near.score
    assert between(tmp_path, told).duplicate  # a day that is not known is no reason


def test_what_was_copied_is_a_duplicate_whatever_the_day_and_the_article_unless_it_is_short(tmp_path: Path) -> None:
    loose = Settings(archive_context=2.0, archive_line=15)
    assert between(tmp_path, TOLD, day="2031-01-01", beside=REST, report=loose).duplicate
    strict = Settings(archive_context=2.0, archive_line=18)
    assert not between(tmp_path, TOLD, day="2031-01-01", beside=REST, report=strict).duplicate


def test_the_less_two_articles_share_the_surer_a_duplicate_must_be(tmp_path: Path) -> None:
    told = TOLD.replace("late again", "again too late")
    alone = between(tmp_path, told, beside=MILL)
    strict = Settings(archive_context=round(alone.score + 0.6, 3))
    assert between(tmp_path, told, beside=MILL, report=strict).duplicate
    other = between(tmp_path, told, beside=REST, report=strict)
    assert (other.duplicate, other.notes) == (False, (OTHER_ARTICLE,))


def test_between_articles_that_are_not_of_one_piece_one_passage_says_most_of_the_other(tmp_path: Path) -> None:
    told = (
        TOLD.replace("on Monday", "on Monday morning").replace("late again", "too late").replace("near Ostvik", "here")
    )
    said = between(tmp_path, told, beside=REST, report=Settings(archive_context=0.5, archive_said=0.0))
    assert said.duplicate
    strict = Settings(archive_context=0.5, archive_said=1.0)
    less = between(tmp_path, told, beside=REST, report=strict)
    assert (less.relation, less.duplicate, less.notes) == (said.relation, False, (OTHER_THINGS,))
    assert between(tmp_path, told, beside=MILL, report=replace(strict, archive_kindred=0.1)).duplicate


def test_a_less_sure_duplicate_is_not_where_a_passage_was_seen_first(tmp_path: Path) -> None:
    told = TOLD.replace("late again", "again too late")
    with opened(tmp_path) as archive:
        archive.add([Article(FERRY, id="old", date="2020-05-02"), Article(FERRY, id="new", date="2024-05-02")])
        report = archive.check(Article(told, date="2024-05-03"))
    assert [(one.article_id, one.duplicate) for one in report.matches] == [("new", True), ("old", False)]
    assert [(one.article_id, one.articles) for one in report.first_seen] == [("new", 1)]


def test_what_recurs_in_a_source_is_its_boilerplate_and_no_repeat(tmp_path: Path) -> None:
    about = "Melby Post is read by forty thousand people on both sides of the sound every single day."
    with opened(tmp_path) as archive:
        archive.add(
            Article(f"{FERRY} Number {n} of them.\n\n{about}", id=f"a{n}", source="Melby Post") for n in range(6)
        )
        report = archive.check(Article(f"{MILL}\n\n{about}", source="Melby Post"))
        assert [str(p.role) for p in report.passages] == ["prose", "boilerplate"]
        assert {one.relation for one in report.matches} == {"identical"}
        assert not archive.check(Article(f"{MILL}\n\n{about}", source="Another")).matches


def test_a_second_writer_is_told_so_and_readers_are_not_kept_out(tmp_path: Path) -> None:
    with opened(tmp_path) as archive, opened(tmp_path) as other:
        archive.add(NEWS)
        seen: list[object] = []

        def meanwhile(_: object) -> None:
            with pytest.raises(ArchiveError, match=r"another program is writing to .*news\.dedup"):
                other.add(Article(MILL))
            with pytest.raises(ArchiveError, match="another program is writing"):
                other.remove("news-1")
            seen.append([(one.article_id) for one in other.check(FERRY).matches])

        archive.add(Article(f"{FERRY}\n\n{MILL}", id="b"), tell=meanwhile)
        assert seen == [["news-1", "b"]]
        assert other.add(Article(MILL)).articles == 1


def test_an_archive_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "news.dedup" / NAME) as record:
        record.execute("PRAGMA user_version = 99")
    record.close()
    with pytest.raises(ArchiveError, match=r"was written by a newer version of dedup \(form 99"):
        opened(tmp_path)


def test_the_record_shows_which_passages_are_one_text(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(
            [
                Article(f"{FERRY}\n\n{MILL}", id="one"),
                Article(POOL, id="two"),
                Article(f"{MILL}\n\n{FERRY}", id="three"),
            ]
        )
    with sqlite3.connect(tmp_path / "news.dedup" / NAME) as record:
        asked = "SELECT name, place FROM clusters JOIN articles ON id = article ORDER BY cluster, name"
        rows = record.execute(asked).fetchall()
    record.close()
    assert rows == [("one", 0), ("three", 1), ("one", 1), ("three", 0)]


def test_a_record_of_the_first_form_is_opened_and_gets_its_clusters(tmp_path: Path) -> None:
    (tmp_path / "news.dedup").mkdir()
    with sqlite3.connect(tmp_path / "news.dedup" / NAME, isolation_level=None) as record:
        migrate(record, "record", STEPS[:1])
    record.close()
    with opened(tmp_path) as archive:
        archive.add([Article(FERRY, id="one"), Article(FERRY, id="two")])
    with sqlite3.connect(tmp_path / "news.dedup" / NAME) as record:
        assert record.execute("SELECT count(*), count(DISTINCT cluster) FROM clusters").fetchone() == (2, 1)
        assert record.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    record.close()


def test_an_older_record_is_brought_to_the_form_of_today_in_one_step(tmp_path: Path) -> None:
    record = sqlite3.connect(tmp_path / "record", isolation_level=None)
    migrate(record, "record", STEPS[:1])
    record.execute("INSERT INTO meta VALUES ('a', 'b')")
    migrate(record, "record", (*STEPS[:1], "ALTER TABLE meta ADD COLUMN more TEXT DEFAULT 'c';"))
    assert record.execute("SELECT * FROM meta").fetchall() == [("a", "b", "c")]
    assert record.execute("PRAGMA user_version").fetchone() == (2,)
    with pytest.raises(sqlite3.OperationalError):
        migrate(record, "record", (*STEPS, "SELECT 1;", "CREATE TABLE new (a);\nSELECT * FROM nothing;"))
    assert record.execute("PRAGMA user_version").fetchone() == (2,)
    assert not record.execute("SELECT 1 FROM sqlite_master WHERE name = 'new'").fetchall()
    record.close()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_text("x"), "is a file, and an archive is a folder"),
        (lambda path: (path.mkdir(), (path / "a.txt").write_text("x")), "holds other files and no archive"),
        (lambda path: (path.mkdir(), (path / NAME).write_bytes(b"no database " * 100)), "is damaged"),
    ],
    ids=["a file", "a folder of files", "no database"],
)
def test_what_is_no_archive_is_refused_with_a_sentence(tmp_path: Path, make: object, told: str) -> None:
    make(tmp_path / "news.dedup")  # type: ignore[operator]
    with pytest.raises(ArchiveError, match=told):
        opened(tmp_path)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "news.dedup").mkdir()
    with sqlite3.connect(tmp_path / "news.dedup" / NAME) as record:
        record.execute("CREATE TABLE theirs (a)")
    record.close()
    with pytest.raises(ArchiveError, match="of another program"):
        opened(tmp_path)


def test_a_missing_archive_is_made_only_where_that_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive at"):
        Archive.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_full_disk_is_a_sentence_and_what_was_added_before_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add(NEWS)
        pages = archive._store.one("PRAGMA page_count")
        archive._store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        many = (Article("\n\n".join(f"{MILL} {n} {k}" for k in range(40)), id=f"m{n}") for n in range(50))
        with pytest.raises(ArchiveError, match=r"the disk is full: .* keeps what was added before"):
            archive.add(many)
        archive._store.connection.execute("PRAGMA max_page_count = 1000000")
        assert archive.verify().whole
        assert next(iter(archive.list())).name == "news-1"
        assert archive.add(NEWS).unchanged == 1


def test_what_utf8_cannot_hold_is_stored_and_offsets_stay(tmp_path: Path) -> None:
    text = f"Odd \ud800 letters stand in this line of news.\n\n{FERRY}"
    with opened(tmp_path) as archive:
        archive.add(Article(text, id="odd \udfff"))
        found = archive.check(text).matches
        assert [one.relation for one in found] == ["identical", "identical"]
        assert text[slice(*found[1].span)] == FERRY
        assert archive.add(Article(text, id="odd \udfff")).unchanged == 1


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-02T10:00:00Z", "2024-05-02"),
        ("20240502", "2024-05-02"),
        ("2024/5/2", "2024-05-02"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26"),
        ("Thu, 02 May 2024 10:00:00 GMT", "2024-05-02"),
        ("May 2nd, 2024", "2024-05-02"),
        ("2 May 2024", "2024-05-02"),
        ("05/06/2024", None),
        ("2024-13-45", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_a_day_where_it_says_so(written: str, day: str | None) -> None:
    assert day_of(written) == day
