"""`make demo`, as a program: one at a time, on a free port, and gone without a trace."""

import os
import signal
import socket
import urllib.request
from pathlib import Path

from tests.portal.embedded.demos import RunningDemo, alive, command_of, until
from tests.web import free_port


def test_it_says_where_it_is_and_answers_there(demo):
    address = demo.said.split("ready at ")[1].split()[0]

    with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
        assert answer.status == 200


def test_it_names_the_people_and_their_passwords(demo):
    for name in ("ana", "ben", "rae", "dev", "cleo"):
        assert f"│ {name} " in demo.said


def test_its_web_reads_saved_reports_anew(demo):
    environments = [Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") for pid in demo.processes()]
    assert any(b"RELOAD_REPORTS=1" in each for each in environments)


def test_commands_run_beside_it_with_its_settings(demo, home):
    command = ["manage", "runreport", "category-performance", "--as", "ana", "--visual", "headline_sales"]

    beside = RunningDemo.start(home, command=command)

    assert beside.ended() == 0, beside.said
    assert "Category performance, as ana of Shopper insights" in beside.said


def test_a_command_without_a_demo_says_what_to_start(state):
    beside = RunningDemo.start(state, command=["manage", "checkreports"])

    assert beside.ended() == 1
    assert "No demo has been started here yet" in beside.said


def test_a_second_one_is_refused_with_the_address_of_the_first(demo, home):
    second = RunningDemo.start(home)

    assert second.ended() == 1
    assert "A demo already runs at http://localhost:" in second.said


def test_ctrl_c_ends_every_process(demo):
    everyone = demo.processes()

    demo.send(signal.SIGINT)

    assert demo.ended() == 0, demo.said
    assert len(everyone) >= 5
    assert not [pid for pid in everyone if alive(pid)]


def test_after_a_kill_no_process_is_left(demo):
    everyone = demo.processes()

    demo.send(signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in everyone), seconds=20)

    assert not [pid for pid in everyone if alive(pid)]


def test_a_start_right_after_a_kill_waits_for_what_is_still_ending(demo, home, running):
    demo.send(signal.SIGKILL)
    demo.ended()

    again = running["now"] = RunningDemo.start(home)

    again.until_ready()


def test_the_start_after_a_kill_finds_everything_and_collects_nothing_again(demo):
    assert "clearing up after a PostgreSQL that was killed" not in demo.said  # it was told to end in order
    assert "loaded" not in demo.said
    assert "collecting static files" not in demo.said


def test_a_process_that_ends_by_itself_ends_the_demo_by_name(demo):
    worker = next(pid for pid in demo.processes() if "rqworker" in command_of(pid))

    os.kill(worker, signal.SIGKILL)

    assert demo.ended() == 1
    assert "worker ended by itself (code -9), so the demo stops." in demo.said


def test_a_taken_port_is_passed_over_aloud(home, running):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        demo = running["now"] = RunningDemo.start(home, port=taken)
        until(lambda: "is taken" in demo.said, seconds=60)
        demo.send(signal.SIGINT)
        demo.ended()

    assert f"port {taken} is taken, so the portal is at " in demo.said


def test_a_folder_with_other_files_in_it_is_left_alone(state):
    (state / "thesis.txt").write_text("all my work")

    for command in ([], ["forget"]):
        demo = RunningDemo.start(state, command=command)
        assert demo.ended() == 1
        assert f"{state} holds other files. Set PORTICO_STATE to a folder that is empty or new." in demo.said

    assert [each.name for each in state.iterdir()] == ["thesis.txt"]


def test_forget_leaves_nothing(state):
    (state / "lock").touch()
    (state / "warehouse").mkdir()

    demo = RunningDemo.start(state, command=["forget"])

    assert demo.ended() == 0
    assert not state.exists()


def test_ctrl_c_in_the_middle_of_the_start_ends_it_too(state):
    demo = RunningDemo.start(state, port=free_port())
    until(lambda: "loaded" in demo.said, seconds=60)
    everyone = demo.processes()

    demo.send(signal.SIGINT)

    assert demo.ended() == 0, demo.said
    assert not [pid for pid in everyone if alive(pid)]
    assert "Traceback" not in demo.said
