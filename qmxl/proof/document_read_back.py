"""A written document, read without the library that wrote it, against the texts it must hold."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_WORD}br": "\n", f"{_WORD}tab": "\t"}
_READ = ("word/document.xml", "word/header", "word/footer", "word/footnotes", "word/endnotes")


def missing_texts(wanted: Iterable[str], path: Path) -> Iterator[str]:
    """Texts that stand in no paragraph of the document."""
    whole = "\x00".join(_paragraphs(path))
    return (text for text in wanted if text not in whole)


def _paragraphs(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith(_READ) and name.endswith(".xml"):
                root = ElementTree.fromstring(package.read(name))
                for paragraph in root.iter(f"{_WORD}p"):
                    yield "".join(_text(element) for element in paragraph.iter())


def _text(element: ElementTree.Element) -> str:
    return (element.text or "") if element.tag == f"{_WORD}t" else _SIGNS.get(element.tag, "")
