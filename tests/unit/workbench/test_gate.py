"""Who may speak to the workbench: its own name, its own pages, one session, so much and no more."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from benching import Visitor, enter, open_workbench

from asculum.workbench import gate

ROW = "/d/mill/t/claims/row"


def test_the_link_opens_one_session_once(root: Path) -> None:
    with open_workbench(root) as (visitor, link):
        address = link.partition(f":{visitor.port}")[2]
        assert visitor.get("/").status == 403
        assert visitor.get("/?token=guess").status == 403
        other = Visitor(port=visitor.port, secret=visitor.secret)
        enter(visitor, link)
        assert visitor.get("/").status == 200
        assert visitor.get(address).status == 303  # again in the same browser leads on
        assert other.get(address).status == 403
        other.cookie = visitor.cookie[:-2]
        assert other.get("/").status == 403
        answer = visitor.get("/d/mill")
        assert answer.headers["content-security-policy"] == gate.POLICY
        assert "unsafe" not in gate.POLICY


def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(root: Path) -> None:
    with open_workbench(root) as (visitor, link):
        answer = visitor.get(link.partition(f":{visitor.port}")[2])
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", ""])
def test_no_other_name_is_answered(visitor: Visitor, host: str) -> None:
    assert visitor.ask("GET", "/", headers={"Host": host}).status == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_page_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.post(ROW, {"id": "n1", "do": "save"}, **headers)
    assert answer.status == 403


def test_a_form_without_origin_or_secret_is_refused(visitor: Visitor) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": visitor.cookie}
    assert visitor.ask("POST", ROW, body=b"id=n1", headers=kind, plain=True).status == 403
    visitor.secret = "guess"
    answer = visitor.post(ROW, {"id": "n1"})
    assert answer.status == 403
    assert "not of this session" in answer.text


def test_other_methods_and_kinds_are_refused(visitor: Visitor) -> None:
    assert visitor.ask("DELETE", "/d/mill").status == 405
    assert visitor.post("/d/mill", {}).status == 405
    answer = visitor.ask("POST", ROW, body=b"{}", headers={"Content-Type": "application/json"})
    assert answer.status == 400


def test_more_than_may_be_sent_is_refused(visitor: Visitor) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    told = {**kind, "Content-Length": str(gate.FORM + 1)}
    assert visitor.ask("POST", ROW, body=b"", headers=told).status == 413
    assert visitor.ask("POST", ROW, headers={**kind, "Content-Length": "x"}).status == 400


def test_a_body_that_grows_past_what_it_told_is_refused(visitor: Visitor) -> None:
    with socket.create_connection(("127.0.0.1", visitor.port), timeout=10) as link:
        link.sendall(
            f"POST {ROW} HTTP/1.1\r\nHost: 127.0.0.1:{visitor.port}\r\nCookie: {visitor.cookie}\r\n"
            f"Origin: http://127.0.0.1:{visitor.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        chunk = b"a" * 65536
        try:
            for _ in range(20):
                link.sendall(b"10000\r\n" + chunk + b"\r\n")
            link.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # it hung up, as it may
        else:
            assert b" 413 " in link.recv(4096)
    assert visitor.get("/").status == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\nno header", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'],
)
def test_a_damaged_upload_is_refused_in_words(visitor: Visitor, body: bytes) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
        answer = visitor.ask("POST", ROW, body=body, headers={"Content-Type": kind})
        assert answer.status in (400, 403)
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "address",
    ["/d/..%2fmill", "/d/%2e%2e", "/d/mill%00", "/static/..%2fapp.py", "/d/@../claims", "/runs/.."],
)
def test_no_address_leads_out_of_the_library(visitor: Visitor, address: str) -> None:
    assert visitor.get(address).status == 404
