"""The package of a workbook (ECMA-376 part 2): its parts, their relations and content types."""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from qmxl.marking.splicing import (
    MAIN_NAMESPACE,
    RELATIONS_NAMESPACE,
    Splice,
    appended,
    elements,
    escaped,
    root_of,
    spliced,
)

Parts = Mapping[str, bytes]
"""Contents by part name, without the leading slash, in the order of the file."""

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}"></Relationships>'
)
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_NO_PACKAGE = "chỉ tệp dạng .xlsx mới chép được nguyên vẹn"
_HINDRANCES_BY_MAIN = {
    "macroEnabled.main+xml": "tệp có macro",
    "sheet.binary": "tệp ở dạng .xlsb",
    "template.main+xml": "tệp là tệp mẫu .xltx",
}
_HINDRANCES_BY_PART = {
    "digital-signature": "tệp có chữ ký số, sửa bản sao sẽ làm mất chữ ký",
    "revisionHeaders": "tệp đang ở chế độ dùng chung (Shared Workbook)",
    "vbaProject": "tệp có macro",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part; `part` is the name of the part it leads to ("" for what stands outside)."""

    id: str
    type: str
    part: str
    attributes: Mapping[str, str]


def read_parts(path: Path) -> dict[str, bytes] | None:
    """All parts of a package; None for a file that is none. Raises OSError."""
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as package:
            return {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return None


def packed(parts: Parts) -> bytes:
    """The file: same parts, same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            package.writestr(info, content)
    return buffer.getvalue()


def hindrance(parts: Parts | None) -> str | None:
    """Why no faithful copy can be made of a workbook; None where nothing stands in the way."""
    if parts is None or CONTENT_TYPES not in parts:
        return _NO_PACKAGE
    types = parts[CONTENT_TYPES].decode("utf-8", "replace")
    kinds = {**_HINDRANCES_BY_MAIN, **_HINDRANCES_BY_PART}
    told = next((reason for kind, reason in kinds.items() if kind in types), None)
    if told is None and _MAIN not in types:
        told = _NO_PACKAGE
    if told is None and MAIN_NAMESPACE.encode() not in parts.get(workbook_part(parts), b""):
        told = "tệp ở dạng Strict Open XML"
    return told


def workbook_part(parts: Parts) -> str:
    """Name of the main part."""
    return next((r.part for r in relations(parts, "") if r.type.endswith("/officeDocument")), "xl/workbook.xml")


def relations(parts: Parts, part: str) -> tuple[Relation, ...]:
    """The relations of a part; of the package itself for ""."""
    name = relations_part(part)
    if name not in parts:
        return ()
    found = elements(parts[name], lambda _depth, local, _attributes: local == "Relationship")
    return tuple(_relation(part, element.attributes) for element in found)


def _relation(part: str, attributes: Mapping[str, str]) -> Relation:
    target = unquote(attributes.get("Target", ""))
    is_outside = attributes.get("TargetMode") == "External"
    inside = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
    leads_to = "" if is_outside else posixpath.normpath(inside)
    return Relation(attributes["Id"], attributes.get("Type", ""), leads_to, attributes)


def relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def related(parts: Parts, part: str, kind: str) -> str | None:
    """The part that the first relation of a kind ("comments") leads to."""
    return next((r.part for r in relations(parts, part) if r.type.endswith(f"/{kind}") and r.part in parts), None)


def with_relation(parts: Parts, part: str, kind: str, target: str) -> tuple[dict[str, bytes], str]:
    """The parts with one more relation from `part` to `target`, and its id."""
    name = relations_part(part)
    xml = parts.get(name) or _NO_RELATIONS.encode()
    taken = {relation.id for relation in relations(parts, part)}
    new_id = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    path = posixpath.relpath(target, posixpath.dirname(part) or ".")
    item = (
        f'<Relationship xmlns="{_RELATIONS}" Id="{new_id}" Type="{RELATIONS_NAMESPACE}/{kind}" '
        f'Target="{escaped(path)}"/>'
    )
    return {**parts, name: spliced(xml, [appended(xml, root_of(xml), [item.encode()])])}, new_id


def with_part(parts: Parts, name: str, content: bytes, content_type: str) -> dict[str, bytes]:
    """The parts with a new one of a content type of its own."""
    item = f'<Override PartName="/{escaped(name)}" ContentType="{content_type}"/>'
    return {**_with_type(parts, item), name: content}


def with_default_type(parts: Parts, extension: str, content_type: str) -> dict[str, bytes]:
    """The parts with a content type for all parts of an extension."""
    known = elements(parts[CONTENT_TYPES], lambda _depth, local, _attributes: local == "Default")
    if any(element.attributes.get("Extension", "").lower() == extension for element in known):
        return dict(parts)
    return _with_type(parts, f'<Default Extension="{extension}" ContentType="{content_type}"/>')


def _with_type(parts: Parts, item: str) -> dict[str, bytes]:
    xml = parts[CONTENT_TYPES]
    root = root_of(xml)
    namespace = ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
    named = re.sub(r"^<(\w+)", rf"<\1{namespace}", item).encode()
    return {**parts, CONTENT_TYPES: spliced(xml, [Splice(root.inner_end, root.inner_end, named)])}


def free_name(parts: Parts, pattern: str) -> str:
    """The first part name of a numbered pattern ("xl/comments{}.xml") that is free."""
    taken = {name.lower() for name in parts}
    return next(name for n in range(1, len(parts) + 2) if (name := pattern.format(n)).lower() not in taken)


def sheet_parts(parts: Parts) -> dict[str, str]:
    """Part of each worksheet by its name, in the order of the tabs."""
    book = workbook_part(parts)
    worksheets = {r.id: r.part for r in relations(parts, book) if r.type.endswith("/worksheet")}
    sheets = elements(parts[book], lambda depth, name, _attributes: depth == 2 and name == "sheet")
    found = {}
    for sheet in sheets:
        id_ = next((value for name, value in sheet.attributes.items() if name.rpartition(":")[2] == "id"), "")
        if worksheets.get(id_) in parts:
            found[sheet.attributes["name"]] = worksheets[id_]
    return found
