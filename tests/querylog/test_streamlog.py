"""New rows go to a SIEM: none is missed and none goes before its time, whatever becomes of either side."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from querylog import log, siem
from querylog.models import Event, Kind, Mark, Purpose
from querylog.sensitive import Sensitive, digest_of
from querylog.siem import passing, targets
from tests.querylog.asking import ANA, other_server
from tests.querylog.test_seals import sealed, sealed_log, some_rows  # noqa: F401 - fixtures
from tests.web import ROOT

pytestmark = pytest.mark.usefixtures("sealed")
ALL = 4 * 36  # rows that are there


class Receiver:
    """A webhook that keeps what it took; `answers` are what it does next: a status, "hang" or "die"."""

    def __init__(self) -> None:
        self.answers: list[int | str] = []
        self.batches: list[list[dict]] = []
        self.headers: list[dict[str, str]] = []
        self.asked, self.let_go = threading.Event(), threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}/log"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def ids(self) -> list[str]:
        return [line["id"] for batch in self.batches for line in batch]

    def _handler(receiver) -> type:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = receiver.answers.pop(0) if receiver.answers else 200
                receiver.headers.append(dict(self.headers))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                if answer in (200, "die", "hang"):  # it may have taken them and not come to say so
                    receiver.batches.append([json.loads(line) for line in body.splitlines()])
                receiver.asked.set()
                if answer == "hang":
                    receiver.let_go.wait(20)
                if not isinstance(answer, int):
                    self.connection.close()
                    return
                self.send_response(answer)
                self.send_header("Location", receiver.address)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def receiver(settings, sealed):  # noqa: F811
    receiver = Receiver()
    settings.LOG_STREAM = receiver.address
    yield receiver
    receiver.let_go.set()
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def file(settings, tmp_path) -> Path:
    path = tmp_path / "stream.jsonl"
    settings.LOG_STREAM = path.as_uri()
    return path


def streamed(*options: str) -> str:
    out = io.StringIO()
    call_command("streamlog", *options, stdout=out)
    return out.getvalue()


def refused(*options: str) -> str:
    with pytest.raises(CommandError) as caught:
        streamed(*options)
    return str(caught.value)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_only_what_is_new_since_the_stream_began_is_passed_on(file):
    assert streamed() == "0 rows were passed on.\n"
    some_rows(2)
    assert streamed() == "8 rows were passed on.\n"
    assert [each["table"] for each in lines(file)] == [
        table for table in ("statement", "submission", "ending", "event") for _ in range(2)
    ]


def test_each_row_is_passed_on_once_and_has_an_id(file):
    streamed("--from", "start")
    assert streamed() == "0 rows were passed on.\n"
    assert len({each["id"] for each in lines(file)}) == len(lines(file)) == ALL


def test_a_statement_comes_with_its_sql_and_a_hidden_value_stays_hidden(file):
    streamed()
    log.intend(
        "select ? from coupons", [Sensitive("4711")], asker=ANA, purpose=Purpose.BASE, press=None, parent=None, part=""
    )
    streamed()
    (line,) = lines(file)
    assert (line["sql"], line["tables"], line["asked_by_name"]) == ("select ? from coupons", ["COUPONS"], ANA.name)
    assert line["binds"] == [{"hashed": digest_of("4711")}]


def test_set_back_to_a_day_it_passes_on_what_is_since_then(file):
    streamed()
    assert streamed("--from", "2020-01-01") == f"{ALL} rows were passed on.\n"
    assert streamed("--from", "2999-01-01") == "0 rows were passed on.\n"


def test_a_row_waits_for_transactions_that_are_not_over(file, sealed):  # noqa: F811
    streamed()
    with psycopg.connect(other_server(sealed)) as other:
        other.execute("insert into querylog_restore (after_tx, at, by) values (0, now(), 'x')")
        some_rows(1)
        assert streamed() == "0 rows were passed on.\n"
        other.commit()
    assert streamed() == "4 rows were passed on.\n"


def test_a_file_that_was_rotated_is_followed_by_a_new_one(file):
    streamed("--from", "start")
    file.rename(file.with_suffix(".1"))
    some_rows(1)
    streamed()
    assert len(lines(file)) == 4


def test_a_line_that_a_crash_has_torn_is_cut_off(file):
    streamed()
    file.write_bytes(b'{"id":"whole"}\n{"id":"to')
    some_rows(1)
    streamed()
    assert lines(file)[0] == {"id": "whole"}
    assert len(lines(file)) == 5


def test_a_file_that_cant_be_written_is_said(file):
    file.mkdir()
    assert "can't be written: Is a directory." in refused("--from", "start")


def test_a_webhook_gets_batches_of_lines(receiver, monkeypatch):
    monkeypatch.setattr(passing, "IN_A_BATCH", 10)
    streamed("--from", "start")
    assert len(set(receiver.ids)) == len(receiver.ids) == ALL
    assert {len(batch) for batch in receiver.batches} == {10, 6}
    assert receiver.headers[0]["Content-Type"] == "application/x-ndjson"


def test_it_shows_its_token_and_may_compress(receiver, settings):
    settings.LOG_STREAM_TOKEN, settings.LOG_STREAM_GZIP = "the-token", True
    streamed("--from", "start")
    assert receiver.headers[0]["Authorization"] == "Bearer the-token"
    assert receiver.headers[0]["Content-Encoding"] == "gzip"
    assert len(receiver.ids) == ALL


@pytest.mark.parametrize("answer", [500, 503, 429])
def test_what_fails_there_is_passed_on_later(receiver, answer):
    receiver.answers = [200, answer]
    assert f"127.0.0.1 answers {answer}" in refused("--from", "start")
    streamed()
    assert sorted(receiver.ids) == sorted(set(receiver.ids))
    assert len(receiver.ids) == ALL
    assert not Event.objects.filter(kind=Kind.ALERT).exists()


@pytest.mark.parametrize("trouble", ["die", "hang"])
def test_what_got_no_answer_is_passed_on_again(receiver, trouble, monkeypatch):
    monkeypatch.setattr(targets, "ANSWER_SECONDS", 1)
    receiver.answers = [200, trouble]
    assert "127.0.0.1 does not take what is streamed to it" in refused("--from", "start")
    streamed()
    assert len(set(receiver.ids)) == ALL
    assert len(receiver.ids) == ALL + 36  # the batch that may not have been taken comes twice


@pytest.mark.parametrize("answer", [400, 401, 404, 302])
def test_what_is_refused_there_is_an_alert_once_and_nothing_is_lost(receiver, answer):
    receiver.answers = [answer, answer]
    for options in (["--from", "start"], []):
        assert f"refuses what is streamed to it: it answers {answer}." in refused(*options)
    assert Event.objects.get(kind=Kind.ALERT).facts["sentence"].startswith("127.0.0.1 refuses")
    streamed()
    assert len(set(receiver.ids)) >= ALL


def test_nobody_there_is_said(receiver, settings):
    settings.LOG_STREAM = "http://127.0.0.1:9/log"
    assert "127.0.0.1 does not take what is streamed to it: ConnectionError." in refused("--from", "start")


def test_after_a_kill_it_goes_on_where_it_was(receiver, sealed):  # noqa: F811
    streamed()
    some_rows(3)
    receiver.asked.clear()
    receiver.answers = [200, 200, "hang"]
    environment = {**os.environ, "DATABASE_URL": other_server(sealed), "LOG_STREAM": receiver.address}
    process = subprocess.Popen([sys.executable, "manage.py", "streamlog"], cwd=ROOT, env=environment)
    while len(receiver.batches) < 3:
        assert receiver.asked.wait(60)
        receiver.asked.clear()
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    streamed()
    assert len(set(receiver.ids)) == 12
    assert len(receiver.ids) == 15  # what it was killed over comes twice


def test_of_two_at_once_one_waits(file, sealed):  # noqa: F811
    with psycopg.connect(other_server(sealed)) as other:
        other.execute("select pg_advisory_lock(hashtext('querylog_stream'))")
        assert siem.pass_on() == 0
        assert "Another process passes rows on just now." in refused("--from", "start")


def test_how_far_it_came_is_kept_for_each_table_and_month(file):
    streamed("--from", "start")
    assert Mark.objects.filter(name__startswith="stream ").count() == 5


def test_without_a_place_it_says_so(settings):
    settings.LOG_STREAM = ""
    assert refused() == "LOG_STREAM is not set: it says where rows are passed on to."
    assert siem.pass_on() == 0


def test_a_day_that_is_none_is_said(file):
    with pytest.raises(CommandError, match="'tomorrow' is no day"):
        streamed("--from", "tomorrow")
