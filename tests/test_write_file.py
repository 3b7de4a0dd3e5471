"""Files are written whole or not at all, all or none, and what belongs to the user is kept (promise 5)."""

import errno
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problem import InputError
from generator.write_file import FileInTheWay, State, safe_name, write_file

OURS, OURS_AGAIN, EDITED, FOREIGN = b"ours 1", b"ours 2", b"edited", b"foreign"


def state_of(data: bytes) -> State:
    return "ours" if data.startswith(b"ours") else "edited" if data == EDITED else "foreign"


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# ---------------------------------------------------------------- what may be overwritten


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    target = tmp_path / "材料 一" / "柳河村" / "01 实施方案.docx"
    (done,) = write_file([(target, OURS)], state_of=state_of)
    assert (done.path, done.changed, done.backup) == (target, True, None)
    assert target.read_bytes() == OURS
    assert names(tmp_path) == ["材料 一", "材料 一/柳河村", "材料 一/柳河村/01 实施方案.docx"]


def test_a_file_of_ours_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(OURS)
    (done,) = write_file([(target, OURS_AGAIN)], state_of=state_of)
    assert done.changed and target.read_bytes() == OURS_AGAIN
    assert names(tmp_path) == ["a.docx"]


@pytest.mark.parametrize("theirs", [EDITED, FOREIGN])
def test_a_file_of_the_users_is_not(tmp_path: Path, theirs: bytes) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(theirs)
    with pytest.raises(FileInTheWay) as error:
        write_file([(tmp_path / "b.docx", OURS), (target, OURS)], state_of=state_of)
    assert target.read_bytes() == theirs
    assert names(tmp_path) == ["a.docx"], "the other paper was not written either"
    assert "a.docx" in str(error.value) and "--force" in error.value.problems[0].hint


def test_every_file_in_the_way_is_named(tmp_path: Path) -> None:
    for name in ("a.docx", "b.md"):
        (tmp_path / name).write_bytes(FOREIGN)
    with pytest.raises(FileInTheWay) as error:
        write_file([(tmp_path / name, OURS) for name in ("a.docx", "b.md", "c.docx")], state_of=state_of)
    assert len(error.value.problems) == 2


@pytest.mark.parametrize("suffix", ["md", "html", "pdf", "json", "ics", "txt", "yaml"])
def test_a_file_without_a_hash_is_replaced_only_by_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"a.{suffix}"
    target.write_bytes(OURS)
    before = target.stat()
    (done,) = write_file([(target, OURS)], state_of=state_of)
    assert not done.changed and target.stat().st_mtime_ns == before.st_mtime_ns
    with pytest.raises(FileInTheWay):
        write_file([(target, OURS_AGAIN)], state_of=state_of)


def test_force_keeps_what_was_there_and_never_an_older_copy_less(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    for number in range(3):
        target.write_bytes(FOREIGN + bytes([number]))
        (done,) = write_file([(target, OURS)], force=True, state_of=state_of)
        assert done.backup == tmp_path / f"a.docx.bak{number or ''}"
    assert names(tmp_path) == ["a.docx", "a.docx.bak", "a.docx.bak1", "a.docx.bak2"]
    assert (tmp_path / "a.docx.bak").read_bytes() == FOREIGN + b"\0"
    assert (tmp_path / "a.docx.bak2").read_bytes() == FOREIGN + b"\2"


def test_force_makes_no_copy_of_our_own_file(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(OURS)
    (done,) = write_file([(target, OURS_AGAIN)], force=True, state_of=state_of)
    assert done.backup is None and names(tmp_path) == ["a.docx"]


def test_two_papers_cannot_share_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_file([(tmp_path / "A.docx", OURS), (tmp_path / "a.DOCX", OURS)], state_of=state_of)
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="rights and links are different there")
def test_rights_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.docx", tmp_path / "link.docx"
    real.write_bytes(OURS)
    real.chmod(0o640)
    link.symlink_to(real)
    write_file([(link, OURS_AGAIN)], state_of=state_of)
    assert link.is_symlink() and real.read_bytes() == OURS_AGAIN
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    before = os.umask(0o022)
    try:
        write_file([(tmp_path / "new.docx", OURS)], state_of=state_of)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.docx").stat().st_mode) == 0o644


# ---------------------------------------------------------------- whole or not at all


@pytest.mark.parametrize("failing", ["fsync", "replace", "open"])
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("raised", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_anywhere_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, nth: int, raised: BaseException
) -> None:
    (tmp_path / "1.docx").write_bytes(OURS)
    (tmp_path / "2.docx").write_bytes(FOREIGN)
    files = [(tmp_path / "1.docx", OURS_AGAIN), (tmp_path / "2.docx", OURS), (tmp_path / "new/3.docx", OURS)]
    real: Callable[..., object] = getattr(os, failing)
    calls = 0

    def fail_at_nth(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise raised
        return real(*arguments, **named)

    monkeypatch.setattr(os, failing, fail_at_nth)
    with pytest.raises((InputError, KeyboardInterrupt)):
        write_file(files, force=True, state_of=state_of)
    monkeypatch.undo()
    assert names(tmp_path) == ["1.docx", "2.docx"]
    assert (tmp_path / "1.docx").read_bytes() == OURS
    assert (tmp_path / "2.docx").read_bytes() == FOREIGN


KILLED = """
import os, sys, time
from pathlib import Path
from generator.write_file import write_file
folder = Path(sys.argv[1])
def stop_here(*arguments):
    print("now", flush=True)
    time.sleep(60)
os.{where} = stop_here
write_file([(folder / "1.docx", b"ours 2" * 100000), (folder / "2.docx", b"ours 2")], state_of=lambda data: "ours")
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_killed_process_leaves_the_old_papers_whole(tmp_path: Path, root: Path, where: str) -> None:
    (tmp_path / "1.docx").write_bytes(OURS)
    program = KILLED.format(where=where)
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"now\n"
        process.kill()
    assert (tmp_path / "1.docx").read_bytes() == OURS
    assert [name for name in names(tmp_path) if not name.startswith(".nigao-")] == ["1.docx"]
    old = time.time() - 7200
    for left in tmp_path.glob(".nigao-*"):
        os.utime(left, (old, old))
    write_file([(tmp_path / "1.docx", OURS_AGAIN)], state_of=state_of)
    assert names(tmp_path) == ["1.docx"], "what a killed run left is cleared away"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_rights_is_said_in_chinese(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError) as error:
            write_file([(tmp_path / "a.docx", OURS)], state_of=state_of)
    finally:
        tmp_path.chmod(0o700)
    assert "没有写入权限" in error.value.problems[0].message


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (PermissionError(errno.EACCES, "denied"), "没有写入权限"),
        (OSError(errno.ENOSPC, "full"), "磁盘空间不足"),
        (OSError(errno.EROFS, "read-only"), "只读"),
        (OSError(errno.EIO, "broken"), "写不了"),
    ],
)
def test_errors_of_the_disk_are_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: OSError, said: str
) -> None:
    def refuse(*_: object) -> None:
        raise raised

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InputError) as error:
        write_file([(tmp_path / "a.docx", OURS)], state_of=state_of)
    assert said in error.value.problems[0].message and "a.docx" in str(error.value.problems[0].span)


def test_a_file_or_folder_where_the_other_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder.docx").mkdir()
    for target in (tmp_path / "file" / "a.docx", tmp_path / "folder.docx", tmp_path / ("长" * 300 + ".docx")):
        with pytest.raises(InputError):
            write_file([(target, OURS)], state_of=state_of)
    assert names(tmp_path) == ["file", "folder.docx"]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("柳河村", "柳河村"),
        ("01 实施方案", "01 实施方案"),
        ("a/b\\c:d", "a／b＼c：d"),
        ('<"问?*|>', "＜”问？＊｜＞"),
        ("CON", "_CON"),
        ("con.docx", "_con.docx"),
        ("LPT1", "_LPT1"),
        ("com¹.txt", "_com¹.txt"),
        ("CONTENT", "CONTENT"),
        ("名称. .", "名称"),
        (" 前后 ", "前后"),
        ("..", "未命名"),
        ("", "未命名"),
        ("\0\n\t", "未命名"),
        ("一\n二", "一 二"),
        ("~$打开.docx", "$打开.docx"),
        ("\u202e反写", "反写"),
        ("e\u0301", "\u00e9"),
        ("𠮷野", "𠮷野"),
    ],
)
def test_safe_names(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=300))
def test_a_safe_name_is_a_name_everywhere(text: str) -> None:
    name = safe_name(text)
    assert name and len(name) <= 81 and len(name.encode()) <= 201
    assert PureWindowsPath(name).name == name and not PureWindowsPath(name).is_reserved()
    assert name == name.strip(" ").rstrip(".") and not set(name) & set('<>:"/\\|?*\0\n')
    assert safe_name(name) == name


@given(st.text(alphabet="CONPRAUXLT19.~ _¹", max_size=12))
def test_reserved_names_do_not_slip_through(text: str) -> None:
    assert not PureWindowsPath(safe_name(text)).is_reserved()
    assert not PureWindowsPath(f"{safe_name(text)}.docx").is_reserved()
