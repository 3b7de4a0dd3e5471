"""Where a title breaks into lines (GB/T 9704 7.3.1): words whole, a trapezium or a lozenge, never a line of one character.

First a title's parts with what a break before each would cost, known from the template alone; then, when the values and so
the widths are known, the cheapest breaks. Only when no such place will do is a value itself broken, evenly.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final, NamedTuple, TypeAlias

from generator.chinese import text_width
from generator.layout import HOLE_MARK, NOT_FIRST, NOT_LAST, Atom, Layout, Piece, TitleMould
from generator.model import Value
from generator.tree import Hole, Inlines, MayBreak, Text
from generator.word.word_xml import PARAGRAPH_CLOSE, RUN_CLOSE, RUN_OPENS, TITLE_BREAK, escape_run, slot_run

Breaks: TypeAlias = frozenset[tuple[int, int]]  # before which atom, after how many of its characters

# ---------------------------------------------------------------- the parts of a title

# What a line break costs: least where a template allows it, most where it only just does no harm.
_AT_BAR: Final = 0.0
_BEFORE_ABOUT: Final = 2.0  # …党支部｜关于…
_AFTER_OF: Final = 2.0  # …的｜实施方案
_AT_NAME: Final = 3.0  # ｜《…》｜
_AFTER_COMMA: Final = 4.0
_BETWEEN_VALUES: Final = 3.0
_BESIDE_VALUE: Final = 6.0
_AFTER_ABOUT: Final = 9.0
_BEFORE_OF: Final = 12.0
_INSIDE: Final = 20.0  # a value or a text without such a place; what follows comes on top
_AFTER_PLACE: Final = 5.0  # …镇｜柳河村, …委员会｜办公室
_BESIDE_WORD: Final = 12.0  # …防汛｜工作: where a word that is never broken begins or ends
_ANYWHERE: Final = 20.0
_BEFORE_END: Final = 60.0  # …管理｜局, worse than any shape

_PLACES: Final = re.compile(
    "(?P<before_about>(?=关于))|(?<=的)(?P<after_of>)|(?P<before_name>(?=[《〈]))|(?<=[》〉])(?P<after_name>)(?!的)"
    "|(?<=、)(?P<after_comma>)|(?<=关于)(?P<after_about>)|(?P<before_of>(?=的))"
)
_NAMES_END: Final = re.compile(  # inside the name of a unit: 柳河村｜, 联合会｜, 派出所｜, but not 县｜委
    "(?:(?<=公司|中心|集团|大学|中学|小学|党组|小组)|(?<=[省市县区镇乡村局会院社队室站所校部厂处科办馆]))(?!委)"
)
_ENDINGS: Final = frozenset("局会院社队室站所校部厂处科办馆")
_PRICES: Final = {
    "before_about": _BEFORE_ABOUT,
    "before_name": _AT_NAME,
    "after_name": _AT_NAME,
    "after_comma": _AFTER_COMMA,
    "after_of": _AFTER_OF,
    "after_about": _AFTER_ABOUT,
    "before_of": _BEFORE_OF,
}


def title_atoms(inlines: Inlines, layout: Layout) -> tuple[Atom, ...]:
    """The parts of a title with the price of breaking before each. TypeError for what is to be resolved before."""
    atoms: list[Atom] = []
    bar = False
    for inline in inlines:
        if isinstance(inline, MayBreak):
            bar = bool(atoms)
            continue
        if isinstance(inline, Hole):
            parts: tuple[tuple[str | int, float | None], ...] = ((inline.index, None),)
        elif isinstance(inline, Text):
            parts = _parts(inline.text, layout.unbroken)
        else:
            raise TypeError(f"{type(inline).__name__} is to be resolved before its title is broken")
        for number, (content, price) in enumerate(parts):
            if number == 0 and atoms:
                price = _AT_BAR if bar else _edge(atoms[-1].content, content)
            atoms.append(Atom(content, inline.strong, price))
        bar = bar and not parts
    return tuple(atoms)


@lru_cache(maxsize=256)
def _parts(text: str, unbroken: tuple[str, ...]) -> tuple[tuple[str, float | None], ...]:
    """Template text cut wherever a line may break, each piece with the price before it (None for the first)."""
    prices = _prices(text, unbroken)
    cuts = [0, *sorted(prices), len(text)] if text else []
    return tuple((text[a:b], prices.get(a)) for a, b in pairwise(cuts))


def _prices(text: str, unbroken: tuple[str, ...]) -> dict[int, float]:
    """The places in a text where a line may well break, and what it costs."""
    whole = _inside_words(text, unbroken)
    prices: dict[int, float] = {}
    for found in _PLACES.finditer(text):
        place = found.start()
        if 0 < place < len(text) and place not in whole and text[place] not in NOT_FIRST and text[place - 1] not in NOT_LAST:
            assert found.lastgroup
            prices[place] = _PRICES[found.lastgroup]
    return prices


def _inside_words(text: str, words: tuple[str, ...]) -> set[int]:
    """The places in a text that lie inside a word that is never broken."""
    return {place for start, end in _found_words(text, words) for place in range(start + 1, end)}


def _beside_words(text: str, words: tuple[str, ...]) -> set[int]:
    """The places in a text where a word of the list begins or ends."""
    return {place for found in _found_words(text, words) for place in found}


def _found_words(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where words of the list begin and end in a text; they may overlap."""
    by_first = _by_first(words)
    for start, character in enumerate(text):
        for word in by_first.get(character, ()):
            if text.startswith(word, start):
                yield start, start + len(word)


@lru_cache(maxsize=16)
def _by_first(words: tuple[str, ...]) -> dict[str, list[str]]:
    """The words by their first character, for a look at each character of a title rather than at each word."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[:1], []).append(word)
    return found


def _edge(left: str | int, right: str | int) -> float | None:
    """The price of breaking between two inlines: where a value begins or ends, or where the format changes."""
    before, after = left if isinstance(left, str) else "", right if isinstance(right, str) else ""
    if after.startswith("的"):
        return _BEFORE_OF
    if before.endswith("的"):
        return _AFTER_OF
    if after.startswith("关于"):
        return _BEFORE_ABOUT
    if before.endswith("关于"):
        return _AFTER_ABOUT
    if before.endswith("、"):
        return _AFTER_COMMA
    if before.endswith(("》", "〉")) or after.startswith(("《", "〈")):
        return _AT_NAME
    return (_BETWEEN_VALUES, _BESIDE_VALUE, None)[bool(before) + bool(after)]


# ---------------------------------------------------------------- the lines of a title


def title_breaks(title: TitleMould, values: Sequence[Value], layout: Layout) -> Breaks:
    """Before what a new line begins; nothing if the title fits on one, or whoever gave a value broke it himself."""
    texts = tuple(_text(atom, values) for atom in title.atoms)
    room = layout.title_characters
    if title.shape.landscape:
        room = int(room * layout.page.text_height / layout.page.text_width)
    return _breaks(texts, tuple(atom.price for atom in title.atoms), room, layout.unbroken)


def _text(atom: Atom, values: Sequence[Value]) -> str:
    return atom.content if isinstance(atom.content, str) else values[atom.content].text


_EXTRA_LINE: Final = 8.0
_UNEVEN: Final = 10.0  # times the share by which the shortest line falls behind the longest
_BLOCK: Final = 3.0
_SQUARE: Final = 45.0  # a block of three lines or more
_HOURGLASS: Final = 40.0
_STUMP: Final = 30.0  # a line of three characters or fewer, or a last one like 上的讲话
_SHORT_TAIL: Final = 4
_LONE: Final = 2  # characters: a line of fewer is out of the question
_MAX_LINES: Final = 6
_MAX_PLACES: Final = 14  # the cheapest are tried


_GAP: Final = 0.25  # characters that LibreOffice leaves between Han and digits, though our styles tell it not to


def _changes(text: str) -> int:
    """How often a text goes over from Han to digits or Latin letters, or back."""
    return len(re.findall(r"(?<=[0-9A-Za-z])(?=[^\x00-\xff])|(?<=[^\x00-\xff])(?=[0-9A-Za-z])", text))


@lru_cache(maxsize=1024)
def _breaks(texts: tuple[str, ...], prices: tuple[float | None, ...], room: int, unbroken: tuple[str, ...]) -> Breaks:
    widths = [text_width(text) for text in texts]
    if sum(widths) + _GAP * _changes("".join(texts)) <= room or any("\n" in text or "\r" in text for text in texts):
        return frozenset()
    edges = [
        (price, (number, 0))
        for number, (price, text, before) in enumerate(zip(prices, texts, ("", *texts), strict=False))
        if price is not None and not text.startswith(NOT_FIRST) and not before.endswith(NOT_LAST)
    ]
    edges = sorted(edges)[:_MAX_PLACES]
    best = _cheapest(edges, texts, room, range(1, _MAX_LINES))
    if best is None or best.valley or best.stump:
        fewest = max(1, int(-(-sum(widths) // room)) - 1)  # one that only just fits may be wrapped for the gaps
        for count in range(fewest, min(fewest + 2, _MAX_LINES)):  # a longer title is no title: Word may wrap it
            inside = list(_places_inside(texts, count, unbroken))
            other = _cheapest([*edges, *inside], texts, room, range(count, count + 1))
            best = min((found for found in (best, other) if found), default=None)
    return frozenset(best.places) if best else frozenset()


class _Found(NamedTuple):
    """A set of breaks, the cheaper the smaller.

    `valley`: a line is shorter than one above and one below; `stump`: the last is very short.
    """

    price: float
    places: tuple[tuple[int, int], ...]
    valley: bool
    stump: bool


def _cheapest(priced: Sequence[tuple[float, tuple[int, int]]], texts: Sequence[str], room: int, counts: range) -> _Found | None:
    """The cheapest set of so many breaks (or one more than the fewest that will do) with which every line fits."""
    places = sorted((place, price) for price, place in priced)
    starts = [0.0]
    for text in texts:
        starts.append(starts[-1] + text_width(text))
    at = {place: starts[place[0]] + text_width(texts[place[0]][: place[1]]) for place, _ in places}
    best: _Found | None = None
    fewest = 0
    for count in counts:
        if fewest and count > fewest + 1:
            break
        for chosen in combinations(places, count):
            ends = (0.0, *(at[place] for place, _ in chosen), starts[-1])
            lines = [b - a for a, b in pairwise(ends)]
            if max(lines) > room or min(lines) < _LONE:
                continue
            fewest = fewest or count
            price = sum(price for _, price in chosen) + _shape_price(lines) + count * _EXTRA_LINE
            found = _Found(price, tuple(place for place, _ in chosen), _valleys(lines) > 0, lines[-1] <= _SHORT_TAIL)
            best = found if best is None else min(best, found)
    return best


def _places_inside(texts: Sequence[str], count: int, unbroken: tuple[str, ...]) -> Iterator[tuple[float, tuple[int, int]]]:
    """Places inside values and words near those that cut the title into lines of one length, with their prices."""
    total = sum(map(text_width, texts))
    ideal = [total * n / (count + 1) for n in range(1, count + 1)]
    reach = 3 if count < 4 else 1
    start = 0.0
    for number, text in enumerate(texts):
        whole = _inside_words(text, unbroken)
        prices = dict.fromkeys(_beside_words(text, unbroken), _BESIDE_WORD)
        ends = (place for place, character in enumerate(text) if character in _ENDINGS and place + 1 not in whole)
        prices |= dict.fromkeys(ends, _BEFORE_END) | _prices(text, unbroken)
        prices |= {found.start(): _AFTER_PLACE for found in _NAMES_END.finditer(text)}
        for place in range(1, len(text)):
            at = start + text_width(text[:place])
            breakable = text[place] not in NOT_FIRST and text[place - 1] not in NOT_LAST and place not in whole
            if breakable and not text[place - 1 : place + 1].isascii() and min(abs(at - cut) for cut in ideal) <= reach:
                yield _INSIDE + prices.get(place, _ANYWHERE), (number, place)
        start += text_width(text)


def _shape_price(lines: list[float]) -> float:
    longest, shortest = max(lines), min(lines)
    price = _UNEVEN * (longest - shortest) / longest
    if shortest < _SHORT_TAIL or lines[-1] <= _SHORT_TAIL:
        price += _STUMP
    if longest == shortest:
        price += _BLOCK if len(lines) == 2 else _SQUARE
    return price + _HOURGLASS * _valleys(lines)


def _valleys(lines: Sequence[float]) -> int:
    """How many lines are shorter than one above them and one below."""
    return sum(max(lines[:n]) > lines[n] < max(lines[n + 1 :]) for n in range(1, len(lines) - 1))


# ---------------------------------------------------------------- the title's paragraph


def title_lines(title: TitleMould, breaks: Breaks, values: Sequence[Value]) -> Piece:
    """The title's paragraph with its line breaks, still with holes but for values that are broken themselves."""
    out: list[bytes] = [title.open]
    holes: list[int] = []
    current: bool | None = None
    for number, atom in enumerate(title.atoms):
        inside = sorted(place for atom_number, place in breaks if atom_number == number and place)
        new_line = (number, 0) in breaks
        if current is not None and (new_line or atom.strong is not current):
            out.append(RUN_CLOSE)
            current = None
        if new_line:
            out.append(TITLE_BREAK)
        if current is None:
            out.append(RUN_OPENS[0][atom.strong])
            current = atom.strong
        if inside:
            out.append(_broken(atom, inside, values))
        elif isinstance(atom.content, str):
            out.append(escape_run(atom.content).encode())
        else:
            out.append(HOLE_MARK)
            holes.append(atom.content)
    out.append(PARAGRAPH_CLOSE if current is None else RUN_CLOSE + PARAGRAPH_CLOSE)
    return Piece(b"".join(out), tuple(holes), title.shape)


def _broken(atom: Atom, places: Sequence[int], values: Sequence[Value]) -> bytes:
    """The inside of an open run: a text broken at some of its own characters."""
    text = _text(atom, values)
    start = RUN_OPENS[0][atom.strong]
    slot = isinstance(atom.content, int) and values[atom.content].kind == "slot"
    lines = [text[a:b] for a, b in pairwise((0, *places, len(text)))]
    runs = [(slot_run(start, line) if slot else None) or escape_run(line).encode() for line in lines]
    return (RUN_CLOSE + TITLE_BREAK + start).join(runs)
