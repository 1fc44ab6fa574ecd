"""Who may ask: every other request is refused, and says nothing of anybody."""

import json
from base64 import b64encode
from typing import Any

import pytest

from isoplan.cli.web.safety import HEADERS, MOST_BYTES, Access, header_of
from served_page import SMALL, Server

CHECK = {"text": SMALL}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param(
            {"Host": "evil.example:{port}"}, 421, id="a name made to lead here"
        ),
        pytest.param({"Host": "127.0.0.1.evil.example:{port}"}, 421, id="one like it"),
        pytest.param({"Host": "127.0.0.1"}, 421, id="no port"),
        pytest.param({"Host": "127.0.0.1:1"}, 421, id="another port"),
        pytest.param({"Host": "[::1]:{port}"}, 421, id="an address not listened on"),
        pytest.param({"Host": "127.0.0.1:{port}@evil"}, 421, id="half an address"),
        pytest.param({"Origin": "http://evil.example"}, 403, id="another site"),
        pytest.param({"Origin": "null"}, 403, id="a file, or a frame in a sandbox"),
        pytest.param({"Origin": "http://127.0.0.1:1"}, 403, id="another port's page"),
        pytest.param({"Origin": "https://127.0.0.1:{port}"}, 403, id="another scheme"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="sent by another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="by another port"),
        pytest.param({"Authorization": ""}, 401, id="no key"),
        pytest.param({"Authorization": "Bearer "}, 401, id="an empty key"),
        pytest.param({"Authorization": header_of("x" * 43)}, 401, id="a wrong key"),
        pytest.param({"Authorization": "Bearer \u00e9"}, 401, id="no base 64"),
        pytest.param({"Authorization": "", "Cookie": "key={key}"}, 401, id="a cookie"),
        pytest.param({"Content-Type": "text/plain"}, 415, id="what a form can send"),
        pytest.param({"Content-Type": ""}, 415, id="of no kind"),
    ],
)
def test_a_request_that_may_not_be_sent(
    headers: dict[str, str], status: int, server: Server
) -> None:
    """Its answer names no scenario, and carries the policy too."""
    filled = {
        name: value.format(port=server.port, key=server.key)
        for name, value in headers.items()
    }
    answer = server.request("/api/check", CHECK, filled)
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] is None
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    body = json.loads(answer.body)
    assert body.keys() == {"message"}
    assert server.key not in body["message"]


def test_the_key_in_the_address_of_a_request_counts_for_nothing(server: Server) -> None:
    """It would stand in logs."""
    path = f"/api/check?key={server.key}"
    assert server.request(path, CHECK, {"Authorization": ""}).status == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"])
def test_other_methods_ask_for_nothing(method: str, server: Server) -> None:
    """Nor is another site told that it may ask."""
    answer = server.request("/api/plan", method=method)
    assert answer.status in {404, 405}
    assert answer.headers["Access-Control-Allow-Methods"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/../app.py",
        "/%2e%2e/app.py",
        "/..%2fapp.py",
        "/static/../../app.py",
        "//etc/passwd",
        "/%00",
        "/app.py",
        "/api/",
        "/api/../api/check",
    ],
)
def test_no_file_but_the_page_s_own(path: str, server: Server) -> None:
    """Whatever the path."""
    assert server.request(path, method="GET").status in {400, 404, 405}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"text": NaN}',
        b'{"text": 1}',
        b'{"text": "", "more": 1}',
        b'{"texts": ""}',
        b"[" * 100_000,
        b'{"text": ' + b"[" * 1_000 + b"]" * 1_000 + b"}",
    ],
)
def test_what_is_no_request_is_refused(body: bytes, server: Server) -> None:
    """In a sentence; the next one is answered."""
    answer = server.request("/api/check", body=body)
    assert answer.status == 400
    assert json.loads(answer.body)["message"]
    assert server.said("check", **CHECK)[-1]["problems"] == []


def test_what_is_too_large_is_not_read(server: Server) -> None:
    """It is far beyond any scenario."""
    body = json.dumps({"text": "#" * MOST_BYTES}).encode()
    assert server.request("/api/check", body=body).status == 413
    assert server.request("/api/nothing", {}).status == 404


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000 + "b = 1",
        "a = " + "[" * 400_000,
        "a = [" + "{}," * 250_000 + "]",
        "\n".join(f"[[grants]]\nname = '{n}'" for n in range(20_000)),
        "x = " + "9" * 900_000,
        "\x00",
        '{"a":' * 100_000,
        "market.prices = {" + ", ".join(f"{y}-01-01=1" for y in range(1000, 9999)),
    ],
    ids=["key", "brackets", "tables", "grants", "digits", "nul", "json", "prices"],
)
def test_a_hostile_text_is_a_text_with_problems(text: str, server: Server) -> None:
    """Answered within its time, or ended; nothing else has to wait for long."""
    last = server.said("check", text=text)[-1]
    assert last["kind"] in {"checked", "refused"}
    assert last["problems"] or last["message"]
    assert server.said("check", **CHECK)[-1]["problems"] == []


@pytest.mark.parametrize(
    "edits",
    [
        [1],
        [{"path": "name", "value": 1}],
        [{"path": [None]}],
        [{"path": [True]}],
        [{"value": 1}],
        [{"path": ["name"], "value": 1, "more": 1}],
    ],
)
def test_an_edit_that_is_none_is_refused(edits: list[Any], server: Server) -> None:
    """Before any process hears of it."""
    asked = {"text": SMALL, "edits": edits}
    assert server.request("/api/edit", asked).status == 400


@pytest.mark.parametrize(
    "files",
    [
        [1],
        [{"name": "a.csv"}],
        [{"name": "a.csv", "content": 1}],
        [{"name": "a.csv", "content": "", "more": ""}],
    ],
)
def test_a_file_that_is_none_is_refused(files: list[Any], server: Server) -> None:
    """Before any process hears of it."""
    asked = {"text": SMALL, "files": files}
    assert server.request("/api/import", asked).status == 400


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04" + b"0" * 600_000, "cannot be read as a workbook"),
        (b'a,"' + b"b," * 200_000, "no row of text with separators"),
        (b"a,b\n" * 150_000, "more than 5,000 rows"),
        (b"," * 600_000, "more than 5,000 rows or 500 columns"),
        (b"\xff\xfe", "is empty"),
        (b"<html>", "is a web page"),
    ],
    ids=["workbook", "quotes", "rows", "columns", "mark", "page"],
)
def test_a_hostile_file_is_a_file_with_problems(
    content: bytes, message: str, server: Server
) -> None:
    """Answered within its time; the text stays what it was."""
    files = [{"name": "a.csv", "content": b64encode(content).decode()}]
    last = server.said("import", text=SMALL, files=files)[-1]
    assert last["kind"] == "refused"
    assert "text" not in last
    assert any(message in each["message"] for each in last["problems"]), last


def test_a_file_that_is_cut_off_is_refused(server: Server) -> None:
    """As are none, and two of one name."""
    file = {"name": "a.csv", "content": "no base 64"}
    good = {"name": "a.csv", "content": "YSxi"}
    for files, message in (
        ([file], "did not arrive whole"),
        ([], "there is no file"),
        ([good, good], "two files are called a.csv"),
    ):
        last = server.said("import", text=SMALL, files=files)[-1]
        assert message in last["message"]


@pytest.mark.parametrize(
    "edits",
    [
        [{"path": []}],
        [{"path": ["no", "such"]}],
        [{"path": ["grants", 99, "name"], "value": "x"}],
        [{"path": ["grants", -1, "name"], "value": "x"}],
        [{"path": ["name", "x"], "value": 1}],
        [{"path": ["a\nb = 1\n[c]"], "value": None}],
        [{"path": ["__class__"], "value": {"__init__": None}}],
    ],
)
def test_an_edit_that_leads_nowhere_changes_nothing(
    edits: list[Any], server: Server
) -> None:
    """Its answer says why."""
    last = server.said("edit", text=SMALL, edits=edits)[-1]
    assert last["kind"] == "refused"
    assert last["message"]


def test_each_answer_carries_the_policy(server: Server) -> None:
    """No script but the page's own, no frame around it, nothing kept by a browser."""
    answer = server.request("/", method="GET", headers={"Authorization": ""})
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["Set-Cookie"] is None
    assert answer.headers["Server"] is None
    assert server.key not in answer.body.decode()


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("10.0.0.7:80", True),
        ("10.0.0.7", True),
        ("[fe80::1]:80", True),
        ("office:80", True),
        ("127.0.0.1:80", True),  # by the server in front of docs/web.md
        ("OFFICE:80", True),
        ("evil.example:80", False),
        ("10.0.0.7.evil.example:80", False),
        ("10.0.0.7:81", False),
        ("", False),
    ],
)
def test_an_office_is_asked_for_by_number_or_name(host: str, is_here: bool) -> None:
    """A name that a stranger can make lead here is none of them."""
    access = Access("a password", 80, frozenset({"office"}), any_address=True)
    assert access.is_here(host) == is_here


def test_a_key_of_any_letters_is_compared_whole() -> None:
    """Passwords have all letters."""
    access = Access("p\u00e4ssw\u00f6rd", 80, frozenset())
    assert access.has_key(header_of("p\u00e4ssw\u00f6rd"))
    for other in ("", "p", "p\u00e4ssw\u00f6rd ", "passw\u00f6rd"):
        assert not access.has_key(header_of(other))
    assert not access.has_key(
        header_of("p\u00e4ssw\u00f6rd").replace("Bearer", "Basic")
    )
