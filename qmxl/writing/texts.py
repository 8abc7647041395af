"""Texts as the file format wants them, where XlsxWriter would write them otherwise."""

import html

_ERROR_WORDS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def escaped(text: str) -> str:
    """A cached text as the file format wants it: XlsxWriter escapes shared strings, but not formula results.

    A text that looks like an error ("#N/A") would be written as one, were its first character not escaped too.
    """
    safe = text.replace("_x", "_x005F_x")
    return f"_x0023_{safe[1:]}" if text in _ERROR_WORDS else safe


def shared(text: str) -> str:
    """A typed text as XlsxWriter takes it.

    It would write `<r>…</r>` as it stands, as markup, and escapes `_x005F_x0041_` so that it reads back as `_x005FA`.
    Such texts are given to it as the markup of one plain run, without a sign that it would change.
    """
    if not is_odd(text):
        return text
    return f'<r><t xml:space="preserve">{html.escape(escaped(text), quote=False).replace("_", "&#95;")}</t></r>'


def is_odd(text: str) -> bool:
    return "_x" in text or text.startswith("<r>")
