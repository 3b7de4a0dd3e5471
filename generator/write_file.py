"""Files written whole or not at all, several of them all or none, and nothing of the user's overwritten.

Knows nothing of what is inside a file; who wrote a .docx it asks `edited_since`. Everything here touches the disk, so
every error of the disk becomes a problem with the file's name.
"""

import contextlib
import errno
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Literal

from generator.datatype import datatype
from generator.problem import InputError, Problem, Span

State = Literal["ours", "edited", "foreign"]
MAX_CHARACTERS, MAX_BYTES = 80, 200  # of a file name: with a folder before it still inside Windows' 260
LEFTOVER_SECONDS = 3600

_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_UNSEEN = {"Cc", "Cf", "Cs"}  # control, format and half characters; private ones may be somebody's name
_WIDE = str.maketrans({"<": "＜", ">": "＞", ":": "：", '"': "”", "/": "／", "\\": "＼", "|": "｜", "?": "？", "*": "＊"})


class FileInTheWay(Exception):
    """Files that are the user's stand where we would write; nothing was written. Exit status 1."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem.span) for problem in problems))


@datatype
class Written:
    """What became of one file: `backup` is where the user's own file was kept."""

    path: Path
    changed: bool
    backup: Path | None = None


@datatype
class _Step:
    target: Path
    data: bytes
    before: bytes | None  # what stands there now
    keep: bool  # it is the user's: kept as .bak


def write_file(
    files: Sequence[tuple[Path, bytes]], *, force: bool = False, state_of: Callable[[bytes], State] | None = None
) -> tuple[Written, ...]:
    """Write every file or none, and say what became of each.

    A file that is there already is replaced when its bytes would not change anyway, or when it is a .docx of ours that
    nobody edited. Otherwise FileInTheWay is raised, naming all of them; with `force` the old file is kept beside it as
    .bak, .bak1 … InputError when the disk refuses.
    """
    targets = [_real(path) for path, _ in files]
    _refuse_twins([path for path, _ in files])
    problems: list[Problem] = []
    ask = state_of or _state_of
    steps = [_plan(target, data, force, ask, problems) for target, (_, data) in zip(targets, files, strict=True)]
    if problems:
        raise FileInTheWay(problems)
    with _undone_on_failure() as undo:
        staged = [(step, _stage(step, undo)) for step in steps if step.data != step.before]
        backups = {step.target: _back_up(step.target, undo) for step, _ in staged if step.keep}
        for step, temporary in staged:
            _put_in_place(step, temporary, undo)
    for folder in {step.target.parent for step, _ in staged}:
        _sync(folder)
        _clear_leftovers(folder)
    return tuple(Written(path, s.data != s.before, backups.get(s.target)) for s, (path, _) in zip(steps, files, strict=True))


def safe_name(text: str, instead: str = "未命名") -> str:
    """A name for a file or folder that Windows, macOS and Linux take, as near to `text` as can be; never empty."""
    name = unicodedata.normalize("NFC", text).translate(_WIDE)
    name = "".join(" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    name = _shortened(_FORBIDDEN.sub("", " ".join(name.split(" "))).strip(" ").lstrip("~. "))
    name = name.rstrip(" .")
    if not name:
        return instead
    return f"_{name}" if _RESERVED.fullmatch(name) else name


# ---------------------------------------------------------------- what may be written


def _real(path: Path) -> Path:
    """The file a symbolic link means, so that the link stays."""
    return Path(os.path.realpath(path))


def _refuse_twins(paths: Sequence[Path]) -> None:
    seen: dict[str, Path] = {}
    for path in paths:
        key = unicodedata.normalize("NFC", str(path)).casefold()
        if key in seen:
            raise InputError([Problem(Span(str(path)), "两份材料要写到同一个文件", "请分别生成，或改用文件夹作为 -o")])
        seen[key] = path


def _plan(target: Path, data: bytes, force: bool, state_of: Callable[[bytes], State], problems: list[Problem]) -> _Step:
    with _as_problem(target):
        if target.is_dir():
            raise InputError([Problem(Span(str(target)), "这里已有同名的文件夹", "请换一个文件名")])
        before = target.read_bytes() if target.exists() else None
    if before is None or before == data:
        return _Step(target, data, before, keep=False)
    state = state_of(before) if target.suffix.lower() == ".docx" else "edited"
    if state != "ours" and not force:
        said = "不是本程序写的文件" if state == "foreign" else "文件已有改动，或内容将会不同"
        if target.suffix.lower() == ".docx" and state == "edited":
            said = "文件生成后被人改过"
        problems.append(Problem(Span(str(target)), said, "请换一个文件名；确要覆盖请加 --force（原文件另存为 .bak）"))
    return _Step(target, data, before, keep=state != "ours")


def _state_of(data: bytes) -> State:
    from generator.fill_docx import edited_since  # only where a .docx already stands

    return edited_since(data)


# ---------------------------------------------------------------- the disk

Undo = list[Callable[[], None]]


@contextlib.contextmanager
def _undone_on_failure() -> Iterator[Undo]:
    """A list of what undoes each thing done; run backwards if anything fails or the user interrupts."""
    undo: Undo = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            with contextlib.suppress(OSError):
                step()
        raise


def _stage(step: _Step, undo: Undo) -> Path:
    """The data in a temporary file beside its target, on the disk for sure."""
    folder = step.target.parent
    with _as_problem(step.target):
        _make_folders(folder, undo)
        temporary, descriptor = _new_file(folder)
        undo.append(lambda: temporary.unlink(missing_ok=True))
        with os.fdopen(descriptor, "wb") as file:
            file.write(step.data)
            file.flush()
            os.fsync(file.fileno())
        if step.before is not None:
            shutil.copymode(step.target, temporary)
    return temporary


def _make_folders(folder: Path, undo: Undo) -> None:
    missing = [folder, *folder.parents]
    for parent in reversed(missing[: next((i for i, p in enumerate(missing) if p.exists()), len(missing))]):
        with contextlib.suppress(FileExistsError):
            parent.mkdir()
            undo.append(parent.rmdir)


def _new_file(folder: Path) -> tuple[Path, int]:
    """A new file with the rights a new file has here (tempfile's would be the owner's only)."""
    for number in count():
        path = folder / f".nigao-{os.getpid()}-{number}.tmp"
        with contextlib.suppress(FileExistsError):
            return path, os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    raise AssertionError("count() has no end")


def _back_up(target: Path, undo: Undo) -> Path:
    """A copy of the user's file under the first free name of .bak, .bak1, .bak2 …"""
    with _as_problem(target):
        for number in count():
            backup = target.with_name(f"{target.name}.bak{number or ''}")
            with contextlib.suppress(FileExistsError):
                with backup.open("xb") as file:
                    undo.append(backup.unlink)
                    file.write(target.read_bytes())
                    file.flush()
                    os.fsync(file.fileno())
                shutil.copystat(target, backup)
                return backup
    raise AssertionError("count() has no end")


def _put_in_place(step: _Step, temporary: Path, undo: Undo) -> None:
    undo.append(lambda: _restore(step, temporary))
    with _as_problem(step.target):
        os.replace(temporary, step.target)


def _restore(step: _Step, temporary: Path) -> None:
    """What stood there before, unless it still does."""
    if temporary.exists():
        return
    if step.before is None:
        step.target.unlink()
        return
    again, descriptor = _new_file(step.target.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(step.before)
    os.replace(again, step.target)


def _sync(folder: Path) -> None:
    """The new names on the disk for sure; a system that cannot sync a folder is let be."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _clear_leftovers(folder: Path) -> None:
    """Without the temporary files of runs that were killed; the young ones may belong to a run beside this one."""
    for left in folder.glob(".nigao-*.tmp"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFTOVER_SECONDS:
                left.unlink()


@contextlib.contextmanager
def _as_problem(path: Path) -> Iterator[None]:
    """An error of the disk as a problem of the file, in words a clerk can act on."""
    try:
        yield
    except PermissionError:
        hint = "文件可能正在 Word 或 WPS 中打开，请关闭后再试；否则请换一个能写的文件夹"
        raise InputError([Problem(Span(str(path)), "没有写入权限", hint)]) from None
    except (FileExistsError, NotADirectoryError):
        raise InputError([Problem(Span(str(path)), "路径中有一段是文件，不是文件夹", "请检查 -o 后面的路径")]) from None
    except OSError as error:
        known = {errno.ENOSPC: "磁盘空间不足", errno.EROFS: "这个位置是只读的", errno.ENAMETOOLONG: "文件名太长"}
        said = known.get(error.errno or 0, f"写不了（{error.strerror}）")
        raise InputError([Problem(Span(str(path)), said, "请换一个文件名或文件夹")]) from None


def _shortened(name: str) -> str:
    """At most MAX_CHARACTERS and MAX_BYTES, cut at the end, not inside a character."""
    name = name[:MAX_CHARACTERS]
    while len(name.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        name = name[:-1]
    return name
