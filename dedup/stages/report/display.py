"""Text for a terminal: wrapped by display width, marked, and with nothing in it that a terminal would obey."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntFlag

_JOINERS = "\u200c\u200d"
_NEVER_SHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_CONTROL_SPACES = "\x1c\x1d\x1e\x1f\x85"
_DOTTED_CIRCLE = "\u25cc"
_RESET = "\x1b[0m"


class Style(IntFlag):
    """How a character stands out. Colour is never the only sign: brackets mark what one side says alone."""

    PLAIN = 0
    LEFT = 1
    RIGHT = 2
    FACT = 4
    STRONG = 8
    FAINT = 16
    QUOTE = 32
    CLASH = 64


_CODES = {Style.LEFT: "31", Style.RIGHT: "32", Style.FACT: "4", Style.STRONG: "1", Style.FAINT: "2"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at one place of a line: a character with its combining marks, or the badge of an unseen one."""

    text: str
    width: int
    style: Style = Style.PLAIN

    @property
    def blank(self) -> bool:
        """Return whether a line may be broken here."""
        return self.text == " "

    @property
    def unseen(self) -> bool:
        """Return whether this is a badge: no character with its marks begins like one."""
        return self.text.startswith("<U+")


Line = list[Cell]


def cells(text: str, styles: Sequence[Style] | None = None) -> Line:
    """Return the cells of a text, each run of white space as one. `styles` holds the style of each character."""
    found: Line = []
    for n, char in enumerate(text):
        style = styles[n] if styles else Style.PLAIN
        last = found[-1] if found else Cell(" ", 1)
        if char.isspace() and char not in _CONTROL_SPACES:
            if not last.blank or not found:
                found.append(Cell(" ", 1, style))
        elif badge := _badge(char, text[n - 1] if n else ""):
            found.append(Cell(badge, len(badge), style))
        elif not _joins(char):
            found.append(Cell(char, 2 if unicodedata.east_asian_width(char) in "WF" else 1, style))
        elif last.blank:
            found.append(Cell(_DOTTED_CIRCLE + char, 1, style))
        else:
            found[-1] = Cell(last.text + char, last.width, last.style)
    return found


def visible(text: str) -> str:
    """Return the text with a badge such as <U+202E> for each control, bidi or other unseen character; spaces stay."""
    return "".join(
        char if char == " " else _badge(char, text[n - 1] if n else "") or char for n, char in enumerate(text)
    )


def width_of(line: Iterable[Cell]) -> int:
    """Return how many columns of a terminal the cells take."""
    return sum(cell.width for cell in line)


def wrap(line: Line, width: int) -> list[Line]:
    """Return the cells in lines of at most `width` columns, broken at spaces; a longer word is broken where it must."""
    lines: list[Line] = []
    current: Line = []
    for word in _words(line):
        room = width - width_of(current) - (1 if current else 0)
        if width_of(word) <= room:
            current += [Cell(" ", 1, _between(current, word)), *word] if current else word
            continue
        if current:
            lines.append(current)
        *full, current = _pieces(word, width)
        lines.extend(full)
    return [*lines, current] if current else lines


def flow(text: str, width: int, indent: str = "", *, hang: str | None = None) -> list[str]:
    """Return a text as lines of at most `width` columns, the first after `indent`, the others after `hang`."""
    after = indent if hang is None else hang
    lines = wrap(cells(text), max(8, width - max(len(indent), len(after))))
    return [(after if n else indent) + paint(line) for n, line in enumerate(lines)]


def paint(line: Line, width: int = 0, *, colour: bool = False) -> str:
    """Return the line as text, filled with spaces to `width`; with ANSI codes if asked."""
    parts: list[str] = []
    style = Style.PLAIN
    for cell in line:
        if colour and cell.style != style:
            parts.append((_RESET if style else "") + _code(cell.style))
            style = cell.style
        parts.append(cell.text)
    if colour and style:
        parts.append(_RESET)
    return "".join(parts) + " " * (width - width_of(line))


def strong(text: str, *, colour: bool) -> str:
    """Return a heading in bold where colour is on."""
    return f"{_code(Style.STRONG)}{text}{_RESET}" if colour and text else text


def _code(style: Style) -> str:
    codes = [code for flag, code in _CODES.items() if flag & style]
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _badge(char: str, before: str) -> str:
    """Return the badge of a character that cannot be seen or would be obeyed, or "" for one that is shown as it is.

    The joiners that Persian, Hindi and emoji are written with stay where they follow a letter of such a script.
    """
    if char.isascii() and char.isprintable():
        return ""
    if char in _JOINERS and before > "\u0300":
        return ""
    return f"<U+{ord(char):04X}>" if unicodedata.category(char) in _NEVER_SHOWN else ""


def _joins(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in {"Mn", "Me"}


def _words(line: Line) -> list[Line]:
    words: list[Line] = [[]]
    for cell in line:
        if cell.blank:
            words.append([])
        else:
            words[-1].append(cell)
    return [word for word in words if word]


def _between(left: Line, right: Line) -> Style:
    """Return the style of the space between two words: what both have in common, figures and names aside."""
    return left[-1].style & right[0].style


def _pieces(word: Line, width: int) -> list[Line]:
    pieces: list[Line] = [[]]
    for cell in word:
        if pieces[-1] and width_of(pieces[-1]) + cell.width > width:
            pieces.append([])
        pieces[-1].append(cell)
    return pieces
