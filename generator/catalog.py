"""Which templates, clauses, profiles, layouts and word lists there are, and their texts.

The only module that lists folders. It reads; it does not understand: what a file means is for the steps.

The same folders (`templates/`, `profiles/`) may lie in two places: under `--root`, whose files come first, and with
the engine (`generator/_data/` when installed, else the checkout). A file goes by its name relative to the place it was
found in, always with `/`.
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.problem import InputError, Problem, Source, Span
from generator.yaml_values import decode

MAX_BYTES = 8 * 1024 * 1024  # far above any profile or template; keeps a device or a film from being read
_ID = re.compile(r"[^\W_][\w-]*")  # an id, as against a path: letters (Han too), digits, - and _
_TEMPLATE, _YAML = ".md.j2", ".yaml"
_NOT_A_SECTOR = "fields"


def engine_folder() -> Path:
    """Where the engine's own `templates/` and `profiles/` lie: in the installed package, else in the checkout."""
    here = Path(__file__).resolve().parent
    packaged = here / "_data"
    return packaged if packaged.is_dir() else here.parent


class Catalog:
    """The files under `root` (if given) before those of the engine.

    `used` names the files of `root` that were read in place of, or besides, the engine's: stderr says so.
    """

    def __init__(self, root: Path | None = None, engine: Path | None = None) -> None:
        self._engine = (engine or engine_folder()).resolve()
        if root is not None and not root.is_dir():
            raise InputError([Problem(Span(str(root)), "没有这个文件夹", "请检查 --root 后面的路径")])
        self._root = (root or Path.cwd()).resolve()
        self._bases = (self._engine,) if self._root == self._engine else (self._root, self._engine)
        self._found: dict[tuple[str, str], Mapping[str, Path]] = {}
        self._read: dict[Path, Source] = {}
        self._opened: dict[str, Path] = {}  # files the user named himself, by the name they go by
        self._used: list[str] = []

    @property
    def used(self) -> tuple[str, ...]:
        return tuple(sorted(self._used))

    # ------------------------------------------------------------ by id

    def kinds(self) -> tuple[str, ...]:
        return tuple(self._files("templates", _TEMPLATE))

    def template(self, kind: str) -> Source:
        """The template of a kind; an unknown one is an InputError that names the nearest."""
        return self._by_id("templates", _TEMPLATE, kind, "材料种类", "nigao list kinds")

    def clause_groups(self) -> tuple[str, ...]:
        return tuple(sorted({folder.name for base in self._bases for folder in _folders(base / "templates" / "clauses")}))

    def clauses(self, group: str) -> tuple[Source, ...]:
        """The clauses of a group by id; the name of each is `templates/clauses/<group>/<id>.md.j2`."""
        return tuple(self._source(path) for path in self._files(f"templates/clauses/{group}", _TEMPLATE).values())

    def layouts(self) -> tuple[str, ...]:
        return tuple(self._files("templates/layouts", _YAML))

    def layout(self, name: str) -> Source:
        return self._by_id("templates/layouts", _YAML, name, "版式", "nigao list layouts")

    def sectors(self) -> tuple[str, ...]:
        return tuple(name for name in self._files("profiles", _YAML) if name != _NOT_A_SECTOR)

    def sector(self, name: str) -> Source:
        return self._by_id("profiles", _YAML, name, "领域", "nigao list sectors", without=_NOT_A_SECTOR)

    def campaigns(self) -> tuple[str, ...]:
        return tuple(self._files("profiles/campaigns", _YAML))

    def campaign(self, name: str) -> Source:
        return self._by_id("profiles/campaigns", _YAML, name, "活动", "nigao list campaigns")

    def fields(self) -> Source:
        """The dictionary of fields, profiles/fields.yaml."""
        return self._by_id("profiles", _YAML, "fields", "字段表", "nigao doctor")

    def lexicon(self, name: str) -> Source:
        return self._by_id("profiles/lexicon", _YAML, name, "词表", "nigao doctor")

    # ------------------------------------------------------------ by path

    def open_profile(self, path: str) -> Source:
        """The profile a user named: a file anywhere, else a sector's id or a name such as `profiles/village.yaml`.

        It goes by its name in the catalogue, or relative to the current folder when it lies inside, or as it was given.
        """
        given = Path(path)
        if not os.path.exists(given):
            if _ID.fullmatch(path) and path in self.sectors():
                return self.sector(path)
            found = self._inside(path, self._engine) if not given.is_absolute() and ".." not in given.parts else None
            if found is None:
                raise InputError([Problem(Span(path), "没有这个档案文件", self._hint_for(path))])
            return self._source(found)
        name = self._name_of_given(given)
        source = Source(name, _text(given, name))
        self._opened[name] = given.resolve()
        return source

    def load(self, reference: str, referrer: str) -> Source:
        """What `extends: reference` in the file named `referrer` means: a sector's id, or a path inside the root.

        A path is tried beside the referrer, then from the root, then among the engine's files. The folder of a profile
        that the user named counts as a root. InputError (at the referrer, without a line: the caller knows it) when
        nothing is there, or when the path leads outside.
        """
        if _ID.fullmatch(reference) and reference in self.sectors():
            return self.sector(reference)
        where = Span(referrer)
        normal = reference.replace("\\", "/")
        if normal.startswith("/") or re.match(r"[A-Za-z]:", normal):
            raise InputError([Problem(where, f"“{reference}”是绝对路径", "请写领域名称，或相对于根目录的路径")])
        home = self._home_of(referrer)
        for base, start in ((home[0], home[1]), *((base, base) for base in self._bases)):
            joined = Path(os.path.normpath(start / normal))
            if not joined.is_relative_to(base):
                continue
            if os.path.isfile(joined):
                if not joined.resolve().is_relative_to(base):
                    raise InputError([Problem(where, f"“{reference}”指向根目录以外的文件", "请把文件复制到根目录里")])
                return self._remember(joined, base, referrer)
        if not Path(os.path.normpath(home[1] / normal)).is_relative_to(home[0]) and ".." in normal.split("/"):
            raise InputError([Problem(where, f"“{reference}”指向根目录以外的文件", "请用 --root 指定包含它的文件夹")])
        raise InputError([Problem(where, f"找不到“{reference}”", self._hint_for(reference))])

    # ------------------------------------------------------------ inside

    def _files(self, folder: str, suffix: str) -> Mapping[str, Path]:
        """Id → path of the files of one folder, the root's in place of the engine's, sorted by id."""
        key = (folder, suffix)
        if key not in self._found:
            found: dict[str, Path] = {}
            for base in reversed(self._bases):
                for name in _listed(base / folder):
                    if name.endswith(suffix) and _ID.fullmatch(name.removesuffix(suffix)):
                        path = base / folder / name
                        if path.is_file():
                            found[name.removesuffix(suffix)] = path
            self._found[key] = dict(sorted(found.items()))
        return self._found[key]

    def _by_id(self, folder: str, suffix: str, name: str, what: str, see: str, without: str = "") -> Source:
        files = self._files(folder, suffix)
        if name in files and name != without:
            return self._source(files[name])
        near = _nearest(name, [n for n in files if n != without], cutoff=0.5)
        hint = f"是不是“{near}”？" if near else f"用 {see} 看有哪些"
        raise InputError([Problem(Span(f"{folder}/{name}{suffix}"), f"没有名为“{name}”的{what}", hint)])

    def _source(self, path: Path) -> Source:
        if path not in self._read:
            base = self._base_of(path)
            assert base is not None  # every listed file lies in one
            name = path.relative_to(base).as_posix()
            if not path.resolve().is_relative_to(base):
                raise InputError([Problem(Span(name), "这是指向根目录以外的链接", "请把文件复制到根目录里")])
            self._read[path] = Source(name, _text(path, name))
            if base == self._root and len(self._bases) == 2:
                self._used.append(name)
        return self._read[path]

    def _inside(self, path: str, base: Path) -> Path | None:
        found = base / path
        return found if os.path.isfile(found) and found.resolve().is_relative_to(base) else None

    def _home_of(self, referrer: str) -> tuple[Path, Path]:
        """(the folder not to be left, the folder a relative path starts from) for a file that refers to another."""
        if referrer in self._opened:
            folder = self._opened[referrer].parent
            return self._base_of(folder) or folder, folder
        for base in self._bases:
            if (base / referrer).is_file():
                return base, (base / referrer).parent
        return self._root, self._root

    def _remember(self, path: Path, base: Path, referrer: str) -> Source:
        if base in self._bases and path.parts[len(base.parts)] in ("templates", "profiles"):
            return self._source(path)
        name = self._name_of_given(path) if base in self._bases else self._beside(path, referrer)
        source = Source(name, _text(path, name))
        self._opened[name] = path
        return source

    def _beside(self, path: Path, referrer: str) -> str:
        """The name of a file near a profile that was given by a path outside: in the words that path was given in."""
        steps = os.path.relpath(path, self._opened[referrer].parent).replace("\\", "/")
        return Path(os.path.normpath(Path(referrer).parent / steps)).as_posix()

    def _name_of_given(self, path: Path) -> str:
        real = path.resolve()
        base = self._base_of(real) or Path.cwd()
        return real.relative_to(base).as_posix() if real.is_relative_to(base) else path.as_posix()

    def _base_of(self, path: Path) -> Path | None:
        """The innermost of root and engine that holds a path: one may lie inside the other."""
        return max((base for base in self._bases if path.is_relative_to(base)), key=lambda b: len(b.parts), default=None)

    def _hint_for(self, reference: str) -> str:
        near = _nearest(Path(reference).name.removesuffix(_YAML), self.sectors(), cutoff=0.6)
        return f"是不是领域“{near}”？" if near else "请检查路径，或用 nigao list sectors 看有哪些领域"


def _nearest(name: str, known: Sequence[str], cutoff: float) -> str:
    import difflib  # only on a mistake

    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=cutoff)), "")


def _listed(folder: Path) -> list[str]:
    """Names in a folder, none if it is not there; hidden and editors' files left out."""
    try:
        return [name for name in os.listdir(folder) if not name.startswith((".", "~"))]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def _folders(parent: Path) -> list[Path]:
    return [parent / name for name in _listed(parent) if (parent / name).is_dir()]


def _text(path: Path, name: str) -> str:
    if not path.is_file():
        raise InputError([Problem(Span(name), "这不是文件", "请给出一个 YAML 文件")])
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError([Problem(Span(name), f"读不了这个文件（{error.strerror}）", "请检查读取权限")]) from None
    if len(data) > MAX_BYTES:
        raise InputError([Problem(Span(name), "文件超过 8 MB", "档案和模板都不会这么大，请检查是不是给错了文件")])
    return decode(data, name).text
