"""Places in the bytes of an XML part, and bytes put there. What is not touched stays byte for byte what it was."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape as _escape

MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_START_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>""")
_ROOT_NAME = re.compile(rb"(?:\xef\xbb\xbf|\s|<\?.*?\?>|<!--.*?-->)*<([^\s/>]+)", re.DOTALL)
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "�")

Wanted = Callable[[int, str, Mapping[str, str]], bool]
"""Depth (the root's is 0), name without prefix, attributes as written."""


class PackageFault(ValueError):
    """A part of the workbook is built in a way that cannot be edited safely."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element and where its bytes are: `start` to `end`, its content from `inner_start` to `inner_end`."""

    name: str
    attributes: Mapping[str, str]
    depth: int
    start: int
    inner_start: int
    inner_end: int
    end: int

    @property
    def is_empty(self) -> bool:
        """Written as one tag."""
        return self.inner_start == self.end


@dataclass(frozen=True, slots=True)
class Splice:
    """`text` in place of the bytes from `start` to `end`."""

    start: int
    end: int
    text: bytes


def escaped(text: str) -> str:
    """Text for content or a quoted attribute; characters that XML cannot hold are replaced."""
    return _escape(text.translate(_FORBIDDEN), {'"': "&quot;"})


def spliced(xml: bytes, splices: Iterable[Splice]) -> bytes:
    """The part with its splices, which must not overlap; those at one place follow in the order given."""
    pieces: list[bytes] = []
    position = 0
    for splice in sorted(splices, key=lambda s: (s.start, s.end)):
        if splice.start < position:
            raise PackageFault("overlapping edits")
        pieces += [xml[position : splice.start], splice.text]
        position = splice.end
    return b"".join([*pieces, xml[position:]])


def elements(xml: bytes, is_wanted: Wanted) -> list[Element]:
    """The wanted elements in the order in which they end. Raises PackageFault for what is no plain UTF-8 XML."""
    scan = _Scan(xml, is_wanted)
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: scan.start(name, attributes, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda _: scan.end(parser.CurrentByteIndex)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_other_encodings
    try:
        parser.Parse(xml, True)  # noqa: FBT003  expat takes no keywords
    except expat.ExpatError as fault:
        raise PackageFault(str(fault)) from fault
    return scan.found


class _Scan:
    """Collects the wanted elements while expat walks the bytes."""

    def __init__(self, xml: bytes, is_wanted: Wanted) -> None:
        self._xml, self._is_wanted = xml, is_wanted
        self._open: list[tuple[str, Mapping[str, str], int] | None] = []
        self.found: list[Element] = []

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        local = name.rpartition(":")[2]
        is_wanted = self._is_wanted(len(self._open), local, attributes)
        self._open.append((local, attributes, at) if is_wanted else None)

    def end(self, at: int) -> None:
        opened = self._open.pop()
        if opened is None:
            return
        name, attributes, start = opened
        tag = _START_TAG.match(self._xml, start)
        if tag is None:
            raise PackageFault(f"start tag of {name}")
        is_empty = bool(tag[1])
        end = tag.end() if is_empty else self._xml.index(b">", at) + 1
        inner_end = tag.end() if is_empty else at
        self.found.append(Element(name, attributes, len(self._open), start, tag.end(), inner_end, end))


def _refuse_doctype(*_: object) -> None:
    raise PackageFault("DOCTYPE")


def _refuse_other_encodings(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise PackageFault(f"encoding {encoding}")


def root_of(xml: bytes) -> Element:
    return elements(xml, lambda depth, _name, _attributes: depth == 0)[0]


def children_of(xml: bytes) -> list[Element]:
    """The elements just below the root."""
    return elements(xml, lambda depth, _name, _attributes: depth == 1)


def fragment(xml: bytes, text: str) -> bytes:
    """An element of the root's namespace, ready to be put in: where the root has a prefix it names its namespace."""
    root = _ROOT_NAME.match(xml)
    if root is None or b":" not in root[1]:
        return text.encode()
    return re.sub(r"^<(\w+)", rf'<\1 xmlns="{MAIN_NAMESPACE}"', text).encode()


def place_for(xml: bytes, name: str, order: Sequence[str]) -> int:
    """Where a child `name` of the root goes: before the first that the schema's `order` puts after or beside it."""
    rank = {child: position for position, child in enumerate(order)}
    for child in children_of(xml):
        if rank.get(child.name, len(order)) >= rank[name]:
            return child.start
    return root_of(xml).inner_end


def appended(xml: bytes, parent: Element, items: Iterable[bytes]) -> Splice:
    """`items` as the last children of `parent`; its `count`, where it has one, follows."""
    content = list(items)
    tag = xml[parent.start : parent.inner_start]
    if "count" in parent.attributes:
        tag = with_attribute(tag, "count", str(int(parent.attributes["count"]) + len(content)))
    if not parent.is_empty:
        return Splice(
            parent.start, parent.inner_end, tag + xml[parent.inner_start : parent.inner_end] + b"".join(content)
        )
    name = tag[1:].split(None, 1)[0].rstrip(b"/>")
    return Splice(parent.start, parent.end, tag.removesuffix(b"/>") + b">" + b"".join(content) + b"</" + name + b">")


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """A start tag with an attribute set, or taken away (None)."""
    pattern = re.compile(rb"\s+" + re.escape(name.encode()) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""")
    bare = pattern.sub(b"", tag, count=1)
    if value is None:
        return bare
    head = bare.removesuffix(b"/>").removesuffix(b">")
    return head.rstrip() + f' {name}="{escaped(value)}"'.encode() + bare[len(head) :]
