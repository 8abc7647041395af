"""Stub until the branch `values` lands."""


def converted(text: str, font: str | None) -> tuple[str, str | None]:
    return text, None
