"""What this machine has and lacks for papers: versions, LibreOffice, the faces of official papers. Installs nothing."""

import platform
from collections.abc import Iterable
from importlib import metadata

from generator.convert_pdf import HOW_TO_INSTALL, find_soffice
from generator.fonts import installed_fonts
from generator.layout import Layout
from generator.version import VERSION

_LIBRARIES = ("jinja2", "markdown-it-py", "click", "PyYAML", "python-docx", "lxml")

Row = dict[str, str]


def inspect_machine(layouts: Iterable[Layout]) -> list[Row]:
    """One row per thing (the faces are those the layouts name): what was found, and what to do where it is missing."""
    rows = [_row("nigao", VERSION), _row("Python", platform.python_version()), _row("系统", platform.platform())]
    rows += [_row(name, _version(name)) for name in _LIBRARIES]
    soffice = find_soffice()
    rows.append(_row("LibreOffice", soffice or "没有", "" if soffice else f"只有 --to pdf 要用。{HOW_TO_INSTALL}"))
    installed = installed_fonts()
    for face in sorted({face.han for layout in layouts for face in layout.faces.values()}):
        if installed is None:
            rows.append(_row(f"字体 {face}", "查不了", "这台机器没有 fc-list；请在 Word 的字体列表里看"))
        elif face in installed:
            rows.append(_row(f"字体 {face}", "有"))
        else:
            rows.append(_row(f"字体 {face}", "没有", "文件照样能生成，但在这台机器上会用别的字体显示；打印的机器上要有"))
    return rows


def _row(name: str, found: str, hint: str = "") -> Row:
    return {"item": name, "found": found, "hint": hint}


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "没有"
