"""The fonts of this machine, and what it takes in place of those it lacks. Installs nothing and draws nothing."""

import shutil
import subprocess
from collections.abc import Iterable, Sequence

from generator.pdf_bytes import font_names


def installed_fonts() -> frozenset[str] | None:
    """The names of all installed fonts, None where they cannot be asked for (no fontconfig: Windows, macOS)."""
    said = _ask("fc-list", ":", "family")
    return None if said is None else frozenset(name.strip() for line in said.splitlines() for name in line.split(","))


def substituted_fonts(wanted: Iterable[str], pdfs: Sequence[bytes]) -> tuple[str, ...]:
    """A line for each font that papers name and their PDFs had to do without, saying what stands there instead.

    Without fontconfig a PDF's own names of its fonts are all there is to go by: one line then, if any is not a wanted one.
    """
    asked = sorted(set(wanted))
    used = frozenset[str]().union(*map(font_names, pdfs))
    installed = installed_fonts()
    if installed is None:
        strange = sorted(used - set(asked))
        found = f"查不出这台机器有没有 {'、'.join(asked)}；PDF 里用的字体是 {'、'.join(strange)}，请打开看一看"
        return (found,) if strange and asked else ()
    return tuple(_line(name, used) for name in asked if name not in installed)


def _line(name: str, used: frozenset[str]) -> str:
    """What to say of one that is missing; what stands instead is named where the PDFs bear it out."""
    found = _ask("fc-match", "-f", "%{family[0]}\t%{postscriptname}", f"{name}:lang=zh-cn") or ""
    family, _, own_name = found.partition("\t")
    seen = any(known in (own_name, family.replace(" ", "")) for known in used)
    instead = f"PDF 里用 {family} 代替" if seen else "PDF 里要用它的地方换成了别的字体"
    return f"这台机器没有字体 {name}，{instead}；版面可能与打印的不同"


def _ask(command: str, *arguments: str) -> str | None:
    """What one of fontconfig's commands says, None where there is none or it fails."""
    found = shutil.which(command)
    if found is None:
        return None
    try:
        said = subprocess.run([found, *arguments], capture_output=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return said.decode("utf-8", "replace")
