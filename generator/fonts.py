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
    return tuple(line for name in asked if name not in installed if (line := _line(name, used)))


def _line(name: str, used: frozenset[str]) -> str:
    """What to say of one that is missing; '' if what fontconfig takes for it is in none of the PDFs: no paper used it."""
    family, _, own_name = (_ask("fc-match", "-f", "%{family[0]}\t%{postscriptname}", name) or "").partition("\t")
    if used and not any(known == own_name or known == family.replace(" ", "") for known in used):
        return ""
    return f"这台机器没有字体 {name}，PDF 里用 {family or '别的字体'} 代替；版面可能与打印的不同"


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
