"""The seven questions and what an answer to one of them is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asculum.report.anchors import Anchors
from asculum.report.summary import Cited, Sentence
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.speech import message, say


@dataclass(frozen=True, kw_only=True)
class Question:
    """One of the seven: its key, its words, and the section of the page that answers it."""

    key: str
    words: str
    section: str


#: In the order of the page.
QUESTIONS = (
    Question(key="lost", words=message("How many were lost?"), section="lost"),
    Question(key="fought", words=message("How was it fought?"), section="fought"),
    Question(key="place", words=message("What was the place worth?"), section="worth"),
    Question(key="options", words=message("What else could have been done?"), section="weighed"),
    Question(key="others", words=message("Who else paid?"), section="others"),
    Question(key="deal", words=message("Was there a deal?"), section="deal"),
    Question(key="pyrrhic", words=message("Was the victory pyrrhic?"), section="pyrrhic"),
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Words that carry a number, with the ids of the rows it rests on and what it is.

    ``bare`` is a number that nobody vouches for.
    """

    words: str
    sources: tuple[str, ...] = ()
    what: str = ""
    bare: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question answered in a sentence, or the reason it is not.

    ``sentence`` holds plain words and words with evidence in turn; it is empty where ``refusal``
    says why. ``definition`` is what the words mean and whose meaning it is; ``change`` what would
    change the answer.
    """

    key: str
    sentence: tuple[str | Told, ...] = ()
    definition: str = ""
    change: str = ""
    refusal: str = ""

    @property
    def text(self) -> str:
        """The sentence in plain words."""
        return "".join(part if isinstance(part, str) else part.words for part in self.sentence)

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of every row that the sentence rests on."""
        ids = [name for part in self.sentence if isinstance(part, Told) for name in part.sources]
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True, kw_only=True, repr=False)
class SevenAnswers(Tabular):
    """The questions with their answers, in the order of the page.

    A question that no part of the reckoning speaks of has an answer with a refusal.
    """

    answers: tuple[Answer, ...]

    @property
    def given(self) -> tuple[tuple[Question, Answer], ...]:
        """The questions that are answered in a sentence or refused by their own part."""
        return tuple(pair for pair in self._pairs() if pair[1] != _silent(pair[0]))

    @property
    def silent(self) -> tuple[Question, ...]:
        """The questions that this reckoning does not speak of."""
        return tuple(question for question, answer in self._pairs() if answer == _silent(question))

    def _pairs(self) -> list[tuple[Question, Answer]]:
        return list(zip(QUESTIONS, self.answers, strict=True))

    def sheet(self) -> Sheet:
        """Return a row for each question."""
        pairs = self._pairs()
        return Sheet(
            title=say("The seven questions"),
            names=("question", "key", "sentence", "definition", "change", "refusal", "sources"),
            rows=tuple(
                (
                    *(question.words, answer.key, answer.text, answer.definition, answer.change),
                    *(answer.refusal, " ".join(answer.sources)),
                )
                for question, answer in pairs
            ),
            heads=("question", "answer"),
            printed=tuple(
                (question.words, answer.text or answer.refusal) for question, answer in pairs
            ),
        )

    def as_json(self) -> list[dict[str, object]]:
        """Return the answers as the JSON contract spells them."""
        return [
            {
                "question": question.words,
                "key": question.key,
                "sentence": answer.text,
                "definition": answer.definition,
                "change": answer.change,
                "refusal": answer.refusal,
                "sources": list(answer.sources),
            }
            for question, answer in self._pairs()
        ]


def seven_answers(found: Sequence[Answer | None]) -> SevenAnswers:
    """Return the answers that the parts gave, a refusal in the place of each that is missing.

    Raises ``ValueError`` for a key that is none of the questions or that is answered twice.
    """
    by_key: dict[str, Answer] = {}
    known = {question.key for question in QUESTIONS}
    for answer in found:
        if answer is None:
            continue
        if answer.key not in known or answer.key in by_key:
            raise ValueError(f"{answer.key!r} is no question, or one answered twice")
        by_key[answer.key] = answer
    return SevenAnswers(
        answers=tuple(by_key.get(question.key, _silent(question)) for question in QUESTIONS)
    )


def cited(answer: Answer, anchors: Anchors) -> Sentence:
    """Return the sentence of an answer with the way to its evidence on the page."""
    return tuple(
        part
        if isinstance(part, str)
        else Cited(
            words=part.words,
            evidence=anchors.evidence(part.sources),
            what=part.what or part.words,
            bare=part.bare,
        )
        for part in answer.sentence
    )


def rows(seven: SevenAnswers, anchors: Anchors) -> list[Mapping[str, object]]:
    """Return the answers for the page: number, question, sentence with evidence, definition."""
    return [
        {
            "number": QUESTIONS.index(question) + 1,
            "question": question,
            "answer": answer,
            "sentence": cited(answer, anchors),
        }
        for question, answer in seven.given
    ]


def _silent(question: Question) -> Answer:
    return Answer(
        key=question.key,
        refusal=say("Nothing that bears on it was reckoned from this dossier."),
    )
