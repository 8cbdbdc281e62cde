"""Write the small whole inputs that the fuzzer damages. Run: python -m tests.fuzz.make_corpus

Those for html are written by hand; what the fuzzer found and was mended lies beside them, named after what was wrong.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile

from tests.documents import columns, deleted, docx, inserted, mail, packed, paragraph, pdf, run, table, warc
from tests.fuzz.targets import CORPUS

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound, and forty passengers had to wait."
MILL = "The mill at Melby burnt down in the night; nobody was hurt, and the cause is not known, said Ida Holm."
QUOTED = f"“{FERRY}” isn’t all, said Holm — so she’ll wait."


def inputs() -> dict[str, bytes]:
    """Return the inputs by their path in the corpus."""
    page = f"<!doctype html><html><title>Fog</title><p>{FERRY}</p><p>{MILL}</p></html>".encode()
    link = "https://melby.example/1"
    lines = [{"id": n, "body": text, "url": link, "date": "2024-03-04"} for n, text in enumerate((QUOTED, MILL))]
    jsonl = "\n".join(json.dumps(line, ensure_ascii=n > 0) for n, line in enumerate(lines)).encode()
    rows = io.StringIO()
    csv.writer(rows, delimiter=";").writerows([["text", "id"], [f"{FERRY}\n{MILL}", "1"], [MILL, "2"]])
    feed = f"<item><title>Fog</title><guid>1</guid><description>&lt;p&gt;{FERRY}&lt;/p&gt;</description></item>"
    entry = f"<entry><title>Fog</title><content type='xhtml'><div><p>{QUOTED}</p></div></content></entry>"
    parts = "--a\r\nContent-Type: text/plain\r\n\r\n> Late?\r\nYes.\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>Yes.\r\n--a--\r\n"
    headers = (("From", "=?utf-8?q?Holm=C3=A9?= <i@melby.example>"), ("Subject", "Fog"), ("MIME-Version", "1.0"))
    return {
        "docx/plain.docx": docx(
            paragraph(run("Fog"), style="berschrift1"), paragraph(run(FERRY)), table(["a", "b"], [MILL, "d"])
        ),
        "docx/tracked.docx": docx(
            paragraph(run("The ferry was "), deleted("early"), inserted(run("late"))), header=paragraph(run("Melby Post")),
            footnotes=f"<w:footnote>{paragraph(run(MILL))}</w:footnote>",
        ),
        "pdf/columns.pdf": columns(FERRY, MILL),
        "pdf/pages.pdf": pdf([[f"#{FERRY[:20]}", FERRY], [FERRY, MILL]], header="Melby"),
        "jsonl/two.jsonl": jsonl,
        "jsonl/html.jsonl": json.dumps({"content_html": page.decode(), "source": {"name": "Post"}}).encode() + b"\n",
        "jsonl/list.json": json.dumps({"articles": lines}, indent=1).encode(),
        "many/feed.xml": f"<rss><channel><title>Post</title>{feed * 2}</channel></rss>".encode(),
        "many/atom.xml": f"<feed>{entry}</feed>".encode(),
        "many/mail.eml": mail(*headers, ("Content-Type", "multipart/alternative; boundary=a"), body=parts),
        "many/crawl.warc": warc(("200 OK", "text/html", page), ("200 OK", "text/plain", MILL.encode()), zipped=False),
        "many/crawl.warc.gz": warc(("200 OK", "text/html", page)),
        "many/rows.csv.zip": packed({"rows.csv": rows.getvalue(), "a.md": f"---\ntitle: Fog\n---\n\n# Fog\n\n{FERRY}\n"}),
        "many/dump.tgz": gzip.compress(_tar(("a.html", page), ("b/c.jsonl", jsonl)), mtime=0),
    }  # fmt: skip


def _tar(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


if __name__ == "__main__":
    for path, data in inputs().items():
        (CORPUS / path).parent.mkdir(parents=True, exist_ok=True)
        (CORPUS / path).write_bytes(data)
        print(f"{path}: {len(data):,} bytes")
