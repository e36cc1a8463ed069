"""How others write text and numbers: which encoding a file is in, and what a number that is none could be."""

from __future__ import annotations

import codecs
import re

from patronage.sim.files.faults import Fault, FaultError

# no two parts of it could take the same digits, which would be tried in every way
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_MARKS = re.compile(r"[-+]?[0-9][0-9.,'\u2019_\s]*", re.ASCII)  # a number with anything within that parts it
_SPACES = re.compile(r"['\u2019_\s]")
_LONGEST = 40  # characters of a number with marks in it that are worth a guess
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # the first begins as that of UTF-16 does
HALF_EMPTY = 0.6  # share of zero bytes from which a text without a mark is taken for UTF-16


def encoded(raw: bytes, file: str) -> str:
    """The text of UTF-8, or of UTF-16 with a byte-order mark; FaultError that names any other encoding."""
    if raw.startswith(UTF_32):
        raise FaultError([Fault(file, 0, 0, "", "is UTF-32 text; save the file as UTF-8")])
    if raw.startswith(UTF_16):
        try:
            text = raw.decode("utf-16")
        except UnicodeDecodeError:
            raise FaultError([Fault(file, 0, 0, "", "begins as UTF-16 text and is none")]) from None
        if _BINARY.search(text.encode("utf-8", "surrogatepass")):
            raise FaultError([Fault(file, 0, 0, "", "is a binary file, not text")])
        return text
    if _BINARY.search(raw):
        zeros = [raw[k::2].count(0) / max(1, len(raw[k::2])) for k in (0, 1)]
        if max(zeros) > HALF_EMPTY and min(zeros) == 0.0 and not _BINARY.search(raw.replace(b"\0", b"")):
            message = "seems to be UTF-16 text without a byte-order mark; save the file as UTF-8"
        else:
            message = "is a binary file, not text"
        raise FaultError([Fault(file, 0, 0, "", message)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        body, at = error.object, error.start  # counted from behind a byte-order mark
        lines = _LINE_END.split(body[:at])
        column = len(lines[-1].decode("utf-8", "replace")) + 1
        message = f"is not UTF-8 text: byte 0x{body[at]:02x}{_letter(body[at])}"
        fault = Fault(file, len(lines), column, "", f"{message}; save the file as UTF-8")
        raise FaultError([fault]) from None


def _letter(byte: int) -> str:
    """What a byte stands for in the one-byte encodings that spreadsheets save."""
    found = []
    for name, codec in (("Windows-1252", "cp1252"), ("Mac Roman", "mac_roman")):
        letter = bytes([byte]).decode(codec, "ignore")
        if letter.isalpha():
            found.append(f"'{letter}' in {name}")
    return f", which is {' and '.join(found)}" if found else ""


def readings(text: str) -> str:
    """What a text that is not a number could mean, every reading of it; empty where none comes to mind.

    A percent sign is of a scale to 100 or one to 1. A comma or a point may be the decimal sign or part
    thousands. Which it is only the author knows, so none of them is recommended.
    """
    if len(text) > _LONGEST:
        return ""
    core = text.removesuffix("%").rstrip()
    choices = [f"{value:.15g}{words}" for value, words in _values(core).items() if core == text]
    if core != text:
        choices = [
            f"{value:.15g}{words} on a scale to 100 and {value / 100:.15g} on one to 1"
            for value, words in _values(core).items()
        ]
    return (
        f": {', '.join(choices)}; write the one that is meant, with a point for decimals" if choices else ""
    )


def _values(text: str) -> dict[float, str]:
    """The numbers that a text may stand for, each with the condition for it."""
    if NUMBER.fullmatch(text):
        return {float(text): ""}
    if not _MARKS.fullmatch(text):
        return {}
    joined = _SPACES.sub("", text)
    found: dict[float, str] = {}
    for decimal, name, other, its_name in ((",", "comma", ".", "point"), (".", "point", ",", "comma")):
        plain = joined.replace(other, "").replace(decimal, ".")
        if NUMBER.fullmatch(plain):
            parting = f" if the {its_name if other in joined else 'mark'} parts thousands"
            decimals = f" if the {name} is the decimal sign"
            found.setdefault(float(plain), decimals if decimal in joined else parting)
    return found
