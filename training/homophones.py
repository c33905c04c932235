"""Makes `qa/data/syllables.tsv`: which characters of general news are read alike, by toneless pinyin.

    python -m training.homophones qa/data/syllables.tsv

Most slips in typed Chinese are a character that sounds as the right one does (优量天数). The characters are those of
qa/data/document_frequency.tsv.gz and the others of GB 2312, which names are written and mistyped with (卡奴, 哪咤); the readings
are pypinyin's. So the desk needs neither to know them.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from pypinyin import Style, pinyin

from qa.word_weights import general_words


def characters() -> set[str]:
    """The 6,763 of GB 2312: rows 16 to 87, of which row 55 ends early."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return {cell.decode("gb2312", errors="ignore") for cell in cells} - {""}


def syllables(words: Mapping[str, int]) -> dict[str, str]:
    """Each syllable with its characters, the most used first."""
    used = dict.fromkeys(characters(), 0)
    for word, articles in words.items():
        for character in word:
            if "\u4e00" <= character <= "\u9fff":
                used[character] = max(used.get(character, 0), articles)
    out: dict[str, list[str]] = {}
    for character in sorted(used, key=lambda c: (-used[c], c)):
        [[syllable]] = pinyin(character, style=Style.NORMAL)
        out.setdefault(syllable, []).append(character)
    return {syllable: "".join(out[syllable]) for syllable in sorted(out)}


def main(file: str) -> int:
    """Write the table to `file`."""
    table = syllables(general_words())
    rows = [
        "# Characters read alike, the most used first: syllable<TAB>characters. Made by training/homophones.py.",
        *(f"{syllable}\t{characters}" for syllable, characters in table.items()),
    ]
    Path(file).write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(table)} syllables, {len(set(''.join(table.values())))} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
