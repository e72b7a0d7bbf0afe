"""A form as it was when somebody scored by it: written down, and read again years later."""

import hashlib
import json
from dataclasses import replace
from typing import Any, Final

from context.policies.words import condition_in_words
from context.quality.model import Form, Kind, Question, Rule, Section

VERSION_CHARACTERS: Final = 12


def form_text(form: Form) -> str:
    """Return all that a form says, as JSON; rules in words. Equal forms give equal texts."""
    said = {
        "name": form.name,
        "title": form.title,
        "for": list(form.over),
        "sections": [
            {"name": one.name, "questions": [_question(it) for it in one.questions]}
            for one in form.sections
        ],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def with_version(form: Form) -> Form:
    """Return the form with its fingerprint."""
    digest = hashlib.blake2b(form_text(form).encode(), digest_size=VERSION_CHARACTERS // 2)
    return replace(form, version=digest.hexdigest())


def form_from(text: str) -> Form:
    """Return the form that a text of `form_text` tells of; its rules are in words alone."""
    said = json.loads(text)
    sections = tuple(
        Section(one["name"], tuple(_read(it) for it in one["questions"]))
        for one in said["sections"]
    )
    return with_version_of(Form(said["name"], said["title"], tuple(said["for"]), sections), text)


def with_version_of(form: Form, text: str) -> Form:
    """Return the form with the fingerprint of the text that it was read from."""
    digest = hashlib.blake2b(text.encode(), digest_size=VERSION_CHARACTERS // 2)
    return replace(form, version=digest.hexdigest())


def rule_in_words(rule: Rule | None) -> str:
    """Return `yes when contact.transfers is at most 1`, or nothing."""
    if rule is None:
        return ""
    parts = []
    if rule.applies_when is not None:
        parts.append(f"applies when {condition_in_words(rule.applies_when)}")
    if rule.yes_when is not None:
        parts.append(f"yes when {condition_in_words(rule.yes_when)}")
    parts += [f"{one.points} when {condition_in_words(one.when)}" for one in rule.points]
    return "; ".join(parts)


def _question(one: Question) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": one.id,
        "text": one.text,
        "weight": one.weight,
        "answer": one.kind.value,
    }
    if one.scale:
        said["scale"] = one.scale
    if one.fatal:
        said["fatal"] = True
    if one.may_not_apply:
        said["may_not_apply"] = True
    words = one.rule_words or rule_in_words(one.rule)
    return {**said, "rule": words} if words else said


def _read(said: dict[str, Any]) -> Question:
    return Question(
        id=said["id"],
        text=said["text"],
        weight=said["weight"],
        kind=Kind(said["answer"]),
        scale=said.get("scale", 0),
        fatal=said.get("fatal", False),
        may_not_apply=said.get("may_not_apply", False),
        rule_words=said.get("rule", ""),
    )
