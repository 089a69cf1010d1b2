"""Names of persons as keys: transliterated, folded, and cut down to their consonants.

A key forgets what clerks spell differently (script, diacritics, kh or h, y or i, doubled letters,
the feminine ending of a family name) and keeps the rest. Three depths of forgetting are compared:
``plain`` (transliterated), ``folded`` (common spellings are one), ``skeleton`` (consonants only,
for scripts that write no short vowels).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

#: Cyrillic to Latin after ISO 9 without its marks, with the digraphs that clerks write.
_CYRILLIC_AS = (
    "a b v g g d g dj e e e zh z dz i i i i i k k l l m n n o p r s t c u u f kh ts ch dzh sh "
    "_ i _ _ _ e shch iu ia"
)
_CYRILLIC = "абвгґдѓђеєэжзѕиіїйјкќлљмнњопрстћуўфхцчџшъыьʼ’ёщюя"
#: Arabic and Persian letters to Latin; short vowels are not written.
_ARABIC_AS = (
    "a b t th j h kh d dh r z s sh s d t z _ gh f k k l m n h u i a a _ a i a u i p ch zh g k i"
)
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئپچژگکی"
_LATIN = ("łđøßæœıð", "l d o ss ae oe i d")
_TABLE = {
    ord(letter): "" if latin == "_" else latin
    for letters, spellings in ((_CYRILLIC, _CYRILLIC_AS), (_ARABIC, _ARABIC_AS), _LATIN)
    for letter, latin in zip(letters, spellings.split(), strict=True)
}
#: Spellings of one sound, the longer first.
_FOLDS = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"shch|sch|sc(?=h)", "sh"),
        (r"tsch|tch|tsh", "ch"),
        (r"dzh|dj|dg(?=[ei])", "j"),
        (r"zh", "j"),
        (r"kh|gh(?!t)", "h"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ph", "f"),
        (r"ts|tz|cz", "z"),
        (r"ck|q", "k"),
        (r"c(?!h)", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"ou|oo", "u"),
        (r"[iyj]?[eё](?=[iy])", "e"),
        (r"[iyj]a", "a"),
        (r"[iyj]u", "u"),
        (r"[iy]e", "e"),
        (r"[iyj]+", "i"),
        (r"(?<=[aeiou])h(?=$|[^aeiou])", ""),
        (r"o", "u"),
        (r"e", "i"),
        (r"(.)\1+", r"\1"),
    )
)
_ENDING = re.compile(r"(sk|zk)(?:aia|aya|a|oi|oy|yi|yy|iy|ii|ij|y|i)$|([oei]v|in)a$")
_ARTICLE = re.compile(r"\b(al|el|ul|as|ash|ad|ar|an|at)[- ](?=\w{2})")
_PATRONYMIC = re.compile(
    r".{2,}(ovich|evich|ovych|evych|iovych|ovna|evna|ivna|ichna|ovic|evic|ogly|oglu|kyzy|qizi|kizi)$"
)
_VOWELS = re.compile(r"(?<=.)[aeiou]")
_NOT_LETTERS = re.compile(r"[^a-z\- ]+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True, repr=False)
class Name:
    """The parts of a name, transliterated; ``""`` for a part that is not there."""

    given: str = ""
    family: str = ""
    patronymic: str = ""


@lru_cache(maxsize=400_000)
def plain(text: str) -> str:
    """Return a name in Latin letters, lower case, without marks; hyphens and spaces stay.

    Examples
    --------
    >>> plain("Ќосев-Ѓорѓи"), plain("Şahin"), plain("Щукина")
    ('kosev-gorgi', 'sahin', 'shchukina')
    """
    lower = text.casefold().translate(_TABLE)
    if not lower.isascii():
        marks = unicodedata.normalize("NFKD", lower)
        lower = "".join(mark for mark in marks if not unicodedata.combining(mark)).translate(_TABLE)
    lower = _NOT_LETTERS.sub("", lower.replace("_", " ").replace(".", " "))
    return _SPACES.sub(" ", lower).strip(" -")


@lru_cache(maxsize=400_000)
def folded(plain_name: str, *, family: bool = False) -> str:
    """Return the key in which common spellings are one; parts of a double name in order.

    Examples
    --------
    >>> folded("mikhail") == folded("mihail"), folded("ivanova", family=True)
    (True, 'ivanuv')
    """
    parts = []
    for part in re.split(r"[- ]", _ARTICLE.sub("", plain_name)):
        if not part:
            continue
        word = _ENDING.sub(lambda end: end[1] or end[2], part) if family else part
        word = re.sub(r"(ii|iy|yi|yj|ij|y)$", "i", word)
        for pattern, into in _FOLDS:
            word = pattern.sub(into, word)
        parts.append(word)
    return "-".join(sorted(part for part in parts if part))


@cache
def skeleton(folded_name: str) -> str:
    """Return the first letter and the consonants of a folded key, at most six.

    Examples
    --------
    >>> skeleton("muhamid") == skeleton("muhamad")
    True
    """
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", folded_name.replace("-", "")))[:6]


def parts_of(*, given: str, family: str, patronymic: str, full: str) -> Name:
    """Return the parts of a name: those that are given, the others cut from the full name.

    A full name with a comma begins with the family name. Without one, a patronymic shows the
    order; where there is none the last word is the family name. Swapped parts are left to the
    comparison, which looks for them.
    """
    found = {"given": plain(given), "family": plain(family), "patronymic": plain(patronymic)}
    if full and not (found["given"] and found["family"]):
        for part, word in _cut(full).items():
            found[part] = found[part] or word
    if found["given"] and not found["patronymic"]:
        words = found["given"].split(" ")
        if len(words) == 2 and _PATRONYMIC.match(words[1]):
            found["given"], found["patronymic"] = words
    return Name(**found)


def _cut(full: str) -> dict[str, str]:
    before, comma, after = full.partition(",")
    if comma:
        words = plain(after).split(" ")
        return {
            "family": plain(before),
            "given": words[0],
            "patronymic": " ".join(words[1:]),
        }
    words = _ARTICLE.sub(lambda found: found.group(1) + "-", plain(full)).split(" ")
    fathers = [at for at, word in enumerate(words) if _PATRONYMIC.match(word)]
    if len(words) == 3 and fathers == [2]:
        return {"family": words[0], "given": words[1], "patronymic": words[2]}
    if len(words) == 1:
        return {"family": words[0]}
    return {"given": words[0], "patronymic": " ".join(words[1:-1]), "family": words[-1]}
