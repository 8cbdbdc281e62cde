"""Words of the formats, to be put where they do not belong."""

DOCX = tuple(
    token.encode()
    for token in (
        *("<w:p>", "</w:p>", "<w:r>", "<w:t>", "</w:t>", "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", "<w:del>"),
        *("<w:ins>", "</w:ins>", "<w:sdt><w:sdtContent>", "<w:txbxContent>", "<w:pPr>", "<w:rPr>", "<w:vanish/>"),
        *('<w:pStyle w:val="', '<w:outlineLvl w:val="0"/>', "<w:br/>", "<w:tab/>", "&lol;", "&#0;", "&#x202e;", "<!--"),
        *("<!DOCTYPE a [<!ENTITY b 'c'>]>", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>", ' w:x="'),
        *('Target="../../etc/passwd"', 'Target="document.xml"', "/officeDocument", "xmlns:w=''", "\ufdd0", "\u2028"),
    )
)
JSON = tuple(
    token.encode()
    for token in (
        *('{"text": "', '"}', '", "text": "', "\n", "[", "]", "{", "}", ",", ":", "null", "true", "NaN", "-Infinity"),
        *(
            "1e999",
            "9" * 5000,
            "\\ud800",
            "\\u0000",
            "\\u202e",
            '\\"',
            "\\",
            '"id": {"a": ["b"]}',
            '"url": "http://[::"',
        ),
        *(
            "<p>",
            "<!doctype html><p>",
            "# Heading\n",
            "---\ntitle: x\n---\n",
            "<rss>",
            "\u2028",
            "\x85",
            '"date": 1e400',
        ),
    )
)
MANY = (
    *JSON, b"WARC/1.0\r\n", b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"ffffffff\r\n", b"<item><description>", b"</item>",
    b"<entry>", b"<content type='xhtml'>", b"&lol;", b"<![CDATA[", b"MIME-Version: 1.0\r\n", b"=?utf-8?b?////?=",
    b"=?x?q?=ff?=", b"Content-Type: multipart/mixed; boundary=a\r\n", b"--a\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\x00", b"../", b"ustar", b"\0" * 512, b";;;", b'"",', b'"',
)  # fmt: skip
PDF = (
    b"<<", b">>", b"endobj", b"1 0 obj", b"stream\n", b"endstream", b"/Length 99999999", b"/Kids [1 0 R]", b"/Parent 1 0 R",
    b"/Count 1000000000", b"/Type /Page", b"/MediaBox [0 0 1e9 1e9]", b"/Filter [/FlateDecode /FlateDecode]", b"BT", b"ET",
    b"/F1 1e9 Tf", b"(x) Tj", b"[(x) -1e9 (y)] TJ", b"1 0 0 1 1e38 1e38 Tm", b"q " * 50, b"/Encrypt 5 0 R", b"xref\n0 1\n",
    b"startxref\n0\n", b"/Prev 0", b"/Contents [1 0 R 1 0 R]", b"%%EOF", b"/ToUnicode 4 0 R", b"Do", b"/XObject <</A 1 0 R>>",
)  # fmt: skip
