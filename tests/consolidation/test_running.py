"""The same result on whatever runs the tasks, in whatever order; whatever becomes of a worker, one file is lost."""

import logging
import os
import random
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from qmxl.consolidated import Consolidated, Prepared, Wishes, cluster_for, consolidate_files, prepare
from qmxl.consolidation import running
from qmxl.consolidation.running import AllCores, OneAfterAnother, cancelling, unit_files
from qmxl.consolidation.workbook_paths import WorkbookPaths
from qmxl.model.consolidation import UnitFile, WorkbookPath
from qmxl.model.diagnostics import Refusal
from tests.consolidation.conftest import Sent
from tests.odd_tasks import odd_task, slow_touch
from tests.processes import begin_consolidating, children, is_parser, wait_until

FILES = 10


def output_of(paths: Sequence[Path], executor: Executor, output_path: Path, order: int | None = None) -> bytes:
    """The consolidated workbook of the files; `order` shuffles them after they were found."""
    prepared = prepare(Wishes([str(path) for path in paths], output_path))
    assert isinstance(prepared, Prepared)
    sources = list(prepared.paths.sources)
    if order is not None:
        random.Random(order).shuffle(sources)  # noqa: S311  an order, no secret
    with executor:
        done = consolidate_files(Prepared(prepared.wishes, WorkbookPaths(tuple(sources)), None), executor)
    assert isinstance(done, Consolidated)
    assert [len(done.consolidation.used), len(done.consolidation.strays)] == [7, 2]  # one of a duplicate is left out
    return output_path.read_bytes()


@pytest.fixture(scope="module")
def few(sent: Sent) -> list[Path]:
    return sent.few(FILES)


@pytest.fixture(scope="module")
def in_order(few: list[Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return output_of(few, OneAfterAnother(), tmp_path_factory.mktemp("in-order") / "tong-hop.xlsx")


def test_the_order_of_the_files_does_not_matter(few: list[Path], in_order: bytes, tmp_path: Path) -> None:
    shuffled = few[::-1]
    assert output_of(shuffled, OneAfterAnother(), tmp_path / "tong-hop.xlsx", order=3) == in_order


def test_all_cores_give_the_same_bytes(few: list[Path], in_order: bytes, tmp_path: Path) -> None:
    assert output_of(few, AllCores(2), tmp_path / "tong-hop.xlsx", order=7) == in_order


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Address of a cluster of two processes, which gives a task up that has ended two of them."""
    distributed = pytest.importorskip("distributed")
    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.scheduler.worker-saturation": 1.0}
    with (
        pytest.importorskip("dask").config.set(settings),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as machines,
    ):
        yield machines.scheduler_address


def on(scheduler: str) -> Executor:
    executor = cluster_for(scheduler)
    assert isinstance(executor, Executor)
    return executor


def test_a_cluster_gives_the_same_bytes(scheduler: str, few: list[Path], in_order: bytes, tmp_path: Path) -> None:
    assert output_of(few, on(scheduler), tmp_path / "tong-hop.xlsx", order=11) == in_order


def test_a_worker_of_a_cluster_that_dies_costs_one_file(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "unit_file", odd_task)
    names = [*(f"xa-{number}" for number in range(6)), "killed", "raises", *(f"xa-{n}" for n in range(6, 12))]
    found, done = results(names, on(scheduler))
    assert done == len(names)
    assert {name for name, sentence in found.items() if sentence} == {"killed", "raises"}
    assert found["killed"].startswith("Tiến trình đọc tệp “killed.xlsx” bị dừng giữa chừng")


def test_what_was_cancelled_does_not_run_on_a_cluster(scheduler: str, tmp_path: Path) -> None:
    def interrupted() -> None:
        with on(scheduler) as executor:
            futures = [executor.submit(slow_touch, str(tmp_path / str(number))) for number in range(40)]
            wait_until(lambda: any(future.done() for future in futures))
            with cancelling(futures):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(list(tmp_path.iterdir())) < 40


def test_a_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("qmxl.consolidation.cluster._SECONDS_TO_ANSWER", 0.3)
    refusal = cluster_for("tcp://0.0.0.0:9")
    assert isinstance(refusal, Refusal)
    assert refusal.sentence.startswith("Không kết nối được cụm máy Dask “tcp://0.0.0.0:9”.")


def results(names: Sequence[str], executor: Executor) -> tuple[dict[str, str], int]:
    """What is said of each file, and how often it was told that one is done."""
    done: list[None] = []
    sources = [WorkbookPath(f"{name}.xlsx", f"{name}.xlsx") for name in names]
    with executor:
        files = unit_files(sources, executor, lambda: done.append(None))
    assert [file.source for file in files] == sources
    assert all(isinstance(file, UnitFile) and (file.refusal or file.sha256) for file in files)
    return {Path(file.name).stem: file.refusal for file in files}, len(done)


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ("killed", "Tiến trình đọc tệp “killed.xlsx” bị dừng giữa chừng"),
        ("leaves", "Tiến trình đọc tệp “leaves.xlsx” bị dừng giữa chừng"),
        ("hangs", "Đọc tệp “hangs.xlsx” quá lâu nên đã dừng."),
        ("raises", "Chương trình gặp lỗi ngoài dự kiến ở tệp “raises.xlsx” (raises)."),
    ],
)
def test_a_task_that_goes_wrong_loses_its_file_only(odd: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "unit_file", odd_task)
    names = [*(f"xa-{number}" for number in range(6)), odd, *(f"xa-{number}" for number in range(6, 20))]
    found, done = results(names, AllCores(2, most_seconds=1.0))
    assert done == len(names)
    assert {name: sentence for name, sentence in found.items() if sentence}.keys() == {odd}
    assert found[odd].startswith(said)


def test_every_worker_may_die(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "unit_file", odd_task)
    names = [name for number in range(3) for name in (f"killed-{number}", f"xa-{number}")]
    found, done = results(names, AllCores(2))
    assert done == len(names)
    assert {name for name, sentence in found.items() if sentence} == {f"killed-{number}" for number in range(3)}


def test_a_task_that_raises_in_this_process_loses_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "unit_file", odd_task)
    found, done = results(["xa-1", "raises", "xa-2"], OneAfterAnother())
    assert (done, [bool(sentence) for sentence in found.values()]) == (3, [False, True, False])


class Broken(OneAfterAnother):
    """As a pool that has lost all its workers at once."""

    def submit(self, *_: object, **_named: object) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("All workers expired"))
        return future


def test_where_a_whole_pool_is_broken_this_process_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "unit_file", odd_task)
    found, _ = results(["xa-1", "xa-2"], Broken())
    assert found == {"xa-1": "", "xa-2": ""}


def test_workers_killed_while_they_load_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "unit_file", odd_task)
    executor = AllCores(2)
    for worker in children(os.getpid()):
        if b"spawn_main" in Path(f"/proc/{worker}/cmdline").read_bytes():
            os.kill(worker, signal.SIGKILL)
    found, _ = results([f"xa-{number}" for number in range(20)], executor)
    assert not any(found.values())


def test_a_worker_killed_from_outside_costs_one_file(sent: Sent, tmp_path: Path) -> None:
    """The command ends well, and tells which."""
    output_path = tmp_path / "tong-hop.xlsx"
    readable = [path for path in sent.few(12) if path.stat().st_size % 512]
    with begin_consolidating(readable, output_path, "--workers", "2") as command:
        worker = wait_until(lambda: next((n for n in children(command.pid) if any(map(is_parser, children(n)))), None))
        os.kill(worker, signal.SIGKILL)
        told, _ = command.communicate(timeout=60)
    assert command.returncode == 1
    assert f"Đã ghi: {output_path}" in told
    lines = CalamineWorkbook.from_path(output_path).get_sheet_by_name("Kiểm tra").to_python()
    assert sum("bị dừng giữa chừng" in str(line) for line in lines) == 1
