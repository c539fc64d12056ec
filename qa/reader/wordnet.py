"""Build the list of other words for a word: ``python -m qa.reader.wordnet --out FILE``.

Candidates are WordNet's synonyms and next broader terms of a word's commonest senses, in the same
grammatical form; those stay that the embedding model finds near to the word. Needs WordNet's
database files (Debian: ``wordnet-base``) and the public question sets; training reads the list.

Source: WordNet 3.0, Princeton University (Fellbaum 1998).
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.embedders import load_embedder
from qa.reader.mix import PUBLIC
from qa.reader.reword import SYNONYMS
from qa.reader.sources import data_folder
from settings import load_settings

_PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")
_SENSES = 3  # of a word, the commonest
_BROADER = frozenset({"noun", "verb"})
_MIN_COUNT = 4  # in the questions' paragraphs: rarer forms are not taken
_MIN_COSINE = 0.42
_MOST = 5
# Endings by part of speech: what is cut, what is put in its place, and the form's name.
_ENDINGS = {
    "noun": [("ies", "y", "s"), ("es", "", "s"), ("s", "", "s")],
    "verb": [
        ("ies", "y", "s"), ("es", "e", "s"), ("es", "", "s"), ("s", "", "s"),
        ("ied", "y", "ed"), ("ed", "e", "ed"), ("ed", "", "ed"),
        ("ing", "e", "ing"), ("ing", "", "ing"),
    ],
    "adj": [("er", "", "er"), ("er", "e", "er"), ("est", "", "est"), ("est", "e", "est")],
    "adv": [],
}  # fmt: skip

Form = tuple[str, str, str]  # lemma, part of speech, form


class WordNet:
    """The synonyms and broader terms of WordNet's database files."""

    def __init__(self, folder: Path) -> None:
        """Read the files.

        Raises:
            OSError: they are not in the folder.
        """
        self._senses: dict[tuple[str, str], list[str]] = {}
        self._synsets: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
        self._exceptions: dict[tuple[str, str], str] = {}
        for kind in _PARTS_OF_SPEECH:
            for line in _lines(folder / f"index.{kind}"):
                fields = line.split()
                count = int(fields[2])
                self._senses[fields[0], kind] = fields[-count:]
            for line in _lines(folder / f"data.{kind}"):
                fields = line.split(" | ")[0].split()
                count = int(fields[3], 16)
                words = [re.sub(r"\(.*\)", "", word) for word in fields[4 : 4 + 2 * count : 2]]
                links = fields[5 + 2 * count :]
                broader = [links[n + 1] for n, link in enumerate(links) if link in ("@", "@i")]
                self._synsets[fields[0], kind] = words, broader
            for line in _lines(folder / f"{kind}.exc"):
                form, lemma = line.split()[:2]
                self._exceptions[form, kind] = lemma

    def forms(self, word: str) -> Iterator[Form]:
        """What a word can be: base forms and regular or listed inflections."""
        for kind in _PARTS_OF_SPEECH:
            if (word, kind) in self._senses:
                yield word, kind, ""
            if lemma := self._exceptions.get((word, kind)):
                yield lemma, kind, _irregular(word, kind)
            for cut, put, form_name in _ENDINGS[kind]:
                lemma = word[: -len(cut)] + put
                if word.endswith(cut) and len(lemma) > 2 and (lemma, kind) in self._senses:
                    yield lemma, kind, form_name

    def related(self, lemma: str, kind: str) -> Iterator[str]:
        """Lemmas that can stand for it in its commonest senses."""
        for sense in self._senses.get((lemma, kind), [])[:_SENSES]:
            words, broader = self._synsets[sense, kind]
            yield from words
            if kind in _BROADER:
                for other in broader:
                    yield from self._synsets[other, kind][0]


def other_words(net: WordNet, counts: Mapping[str, int]) -> dict[str, list[str]]:
    """Candidates for each word of a vocabulary, themselves of the vocabulary."""
    known = {word: list(net.forms(word)) for word, count in counts.items() if count >= _MIN_COUNT}
    by_form: dict[Form, list[str]] = defaultdict(list)
    for word, forms in known.items():
        for form in forms:
            by_form[form].append(word)
    found = {}
    for word, forms in known.items():
        lemmas = {lemma for lemma, _, _ in forms}
        others = {
            other
            for lemma, kind, form in forms
            for near in net.related(lemma, kind)
            if near not in lemmas
            for other in by_form.get((near, kind, form), [])
            if other != word
        }
        if others:
            found[word] = sorted(others)
    return found


def nearest(candidates: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Of each word's candidates those that mean nearly the same, the nearest first."""
    settings = load_settings()
    embedder = load_embedder(settings.embedder, settings.model)
    words = sorted({*candidates, *(other for others in candidates.values() for other in others)})
    vectors = np.concatenate(
        [embedder.embed_queries(words[first : first + 256]) for first in range(0, len(words), 256)]
    )
    row = {word: number for number, word in enumerate(words)}
    chosen = {}
    for word, others in sorted(candidates.items()):
        scored = [(float(vectors[row[word]] @ vectors[row[other]]), other) for other in others]
        near = [other for cosine, other in sorted(scored, reverse=True) if cosine >= _MIN_COSINE]
        if near:
            chosen[word] = near[:_MOST]
    return chosen


def vocabulary(folder: Path) -> Counter[str]:
    """The lower-case words of the training sets' paragraphs and questions, counted."""
    counts: Counter[str] = Counter()
    for load in PUBLIC.values():
        for article in load(folder):
            for text in {
                *(p.text for p in article.paragraphs),
                *(q.text for q in article.questions),
            }:
                counts.update(re.findall(r"\b[a-z]{4,}\b", text))
    return counts


def _irregular(word: str, kind: str) -> str:
    """The form that a listed inflection most likely is."""
    if kind == "noun":
        return "s"
    if kind == "verb":
        return "ing" if word.endswith("ing") else "ed"
    return "est" if word.endswith("st") else "er"


def _lines(file: Path) -> Iterator[str]:
    """The lines that are no licence text; none where there is no such file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            yield line


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.wordnet", description=__doc__)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=SYNONYMS)
    options = parser.parse_args(arguments)
    words = nearest(other_words(WordNet(options.wordnet), vocabulary(data_folder())))
    lines = [f"{json.dumps(word)}: {json.dumps(others)}" for word, others in words.items()]
    options.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
