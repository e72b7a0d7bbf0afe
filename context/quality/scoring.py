"""What do the answers to a form come to? Weighted, with what does not apply taken out."""

from collections.abc import Iterable, Mapping, Sequence

from context.quality.model import Answer, Form, Kind, Question, Result


class WrongAnswersError(ValueError):
    """Answers that the form has no place for; the message says which and what it takes."""


def score(form: Form, answers: Iterable[Answer]) -> Result:
    """Return the score of 0 to 100. A fatal question answered no makes it 0."""
    by_question = {one.question: one for one in answers}
    fatal = tuple(
        one.id
        for one in form.questions
        if one.fatal and (said := by_question.get(one.id)) is not None and said.points == 0
    )
    counted = [one for one in form.questions if share(one, by_question.get(one.id)) is not None]
    return Result(
        score=0.0 if fatal else _mean(counted, by_question),
        fatal=fatal,
        sections={one.name: _mean(one.questions, by_question) for one in form.sections},
        answered=len(counted),
    )


def share(question: Question, answer: Answer | None) -> float | None:
    """Return how much of the best answer this is, 0 to 1; None for one that does not count."""
    if answer is None or not answer.applies or answer.points is None:
        return None
    if question.kind is Kind.SCALE:
        return (answer.points - 1) / (question.scale - 1)
    return float(answer.points)


def check_answers(form: Form, answers: Sequence[Answer]) -> None:
    """Raise WrongAnswersError unless a person answered every question, each as it may be."""
    known = {one.id: one for one in form.questions}
    for one in answers:
        question = known.get(one.question)
        if question is None:
            raise WrongAnswersError(
                f"form {form.name!r} has no question {one.question!r}: it has {', '.join(known)}"
            )
        _check(question, one)
    said = [one.question for one in answers]
    twice = sorted({one for one in said if said.count(one) > 1})
    if twice:
        raise WrongAnswersError(f"answered twice: {', '.join(twice)}; answer each question once")
    missing = [id for id in known if id not in said]
    if missing:
        raise WrongAnswersError(
            f"not answered: {', '.join(missing)}; say that one does not apply where it may not"
        )


def _check(question: Question, answer: Answer) -> None:
    if not answer.applies:
        if not question.may_not_apply:
            raise WrongAnswersError(f"{question.id!r} always applies: answer it")
        if answer.points is not None:
            raise WrongAnswersError(f"{question.id!r} does not apply and has points: say which")
        return
    low, high = (1, question.scale) if question.kind is Kind.SCALE else (0, 1)
    if answer.points is None or not low <= answer.points <= high:
        meant = "1 for yes or 0 for no" if question.kind is Kind.YES_NO else f"{low} to {high}"
        raise WrongAnswersError(f"{question.id!r} is answered with {answer.points}: {meant} counts")


def _mean(questions: Iterable[Question], answers: Mapping[str, Answer]) -> float | None:
    weighed = [
        (one.weight, part)
        for one in questions
        if (part := share(one, answers.get(one.id))) is not None
    ]
    weights = sum(weight for weight, _ in weighed)
    if not weights:
        return None
    return round(100 * sum(weight * part for weight, part in weighed) / weights, 1)
