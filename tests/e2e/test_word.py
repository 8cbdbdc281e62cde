"""The exported document in LibreOffice: it opens, the cuts are tracked deletions, and the comments are there."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from dedup.editing import Choice
from dedup.passages import Article
from dedup.web.before import InOriginal
from dedup.web.desk import Desk
from dedup.web.exports import export
from tests.fakes import detector
from tests.unit.test_editing import TEXT

pytestmark = pytest.mark.e2e
ONLY_HERE = "Fishermen waited on the pier until the fog had lifted over the northern sandbank."


def test_libreoffice_shows_cuts_as_tracked_deletions_with_comments(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no LibreOffice; on Debian: apt-get install libreoffice-writer-nogui")
    article = Article(TEXT, title="Fog & roofs \u202e")
    bakery = "The bakery on the quay opens at five from the first of May, and sells coffee too."
    original = Article(f"{ONLY_HERE}\n\n{bakery}", title="On the pier")
    look = InOriginal(original, article, detector().compare(original, article))
    desk = Desk(article, detector(), detector().check(article), "normal", lambda: "2026-03-04T05:06:07Z", look)
    desk.all_safe()
    desk.decide("e1", Choice.CUT)
    desk.decide("2-4", Choice.CUT, "the bill says <2.3>")
    (tmp_path / "edited.docx").write_bytes(export(desk, "docx").data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "odt",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "edited.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "edited.odt") as package:
        root = etree.fromstring(package.read("content.xml"))
    comments = ["".join(one.itertext()) for one in taken(root, "annotation")]
    (changes,) = taken(root, "tracked-changes")
    (body,) = (element for element in root.iter() if etree.QName(element).localname == "text")
    shorter = export(desk, "text").data.decode()
    assert words(body) == shorter.split()
    gone = [passage.text for passage in desk.found.passages if passage.id in desk.now.choices.gone]
    assert len(gone) >= 4
    assert sorted(words(changes)) == sorted(word for text in gone for word in text.split())
    assert len(comments) >= len(gone)
    assert any("Told by “On the pier”" in comment for comment in comments)
    assert any("Note: the bill says <2.3>" in comment for comment in comments)


def taken(root: etree._Element, name: str) -> list[etree._Element]:
    """Take the elements of a name out of the tree, the text behind them left in place. Return them."""
    found = list(root.iter("{*}" + name))
    for element in found:
        etree.strip_elements(element, "{http://purl.org/dc/elements/1.1/}*", with_tail=False)
        tail, element.tail = element.tail or "", None
        before, parent = element.getprevious(), element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)
    return found


def words(element: etree._Element) -> list[str]:
    etree.strip_elements(element, "{*}change-info", with_tail=False)
    return " ".join("".join(p.itertext()) for p in element.iter("{*}p", "{*}h")).split()
