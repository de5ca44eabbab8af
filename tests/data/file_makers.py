"""Files made in code: CSV, Parquet, and Excel workbooks part by part."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TYPES = "http://schemas.openxmlformats.org"
NAMES = ["artist", "track", "streams", "views"]
HEADER = "artist,track,streams,views\n"
ONE = HEADER + "Ada,First Light,1,2\n"
TYPES = "http://schemas.openxmlformats.org"


def text(*rows: str, header: str = HEADER) -> bytes:
    """Return CSV: an honest row and then those given."""
    return (header + "Ada,First Light,1,2\n" + "\n".join(rows) + "\n").encode()


def parquet(table: dict[str, Any] | pa.Table, **options: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), file, **options)
    return file.getvalue()


def tracks(n: int = 3, **changes: Any) -> dict[str, Any]:
    """Return columns of `n` recordings for a Parquet file."""
    return {
        "artist": ["Ada"] * n,
        "track": [f"Track {i}" for i in range(n)],
        "streams": list(range(n)),
        "views": [2.5e3] * n,
    } | changes


def cell(place: str, value: Any, kind: str = "inlineStr") -> str:
    if kind == "inlineStr":
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" t="{kind}"><v>{value}</v></c>'


def sheet(*rows: Sequence[Any], first: int = 1) -> str:
    """Return a worksheet's XML: texts and numbers from column A, row `first` on."""
    lines = []
    for line, row in enumerate(rows, start=first):
        cells = [
            cell(f"{chr(65 + n)}{line}", v, "inlineStr" if isinstance(v, str) else "n")
            for n, v in enumerate(row)
            if v is not None
        ]
        lines.append(f'<row r="{line}">{"".join(cells)}</row>')
    return "".join(lines)


def workbook(*sheets: str, extra: dict[str, str] | None = None, after: str = "") -> bytes:
    """Return an XLSX with these worksheets' rows, each part of it by hand."""
    numbers = range(1, len(sheets) + 1)
    office = f"{TYPES}/officeDocument/2006/relationships"
    package = f"{TYPES}/package/2006"
    main = f"{TYPES}/spreadsheetml/2006/main"
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    named = "".join(f'<sheet name="Sheet {n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        f"<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}'
        "</Relationships>",
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}'
            f"</sheetData>{after}</worksheet>"
            for n, rows in zip(numbers, sheets, strict=True)
        },
        **(extra or {}),
    }
    return zipped({name: part.encode() for name, part in parts.items()})


def zipped(parts: dict[str, bytes], *, claimed: int | None = None) -> bytes:
    """Return a zip archive; each part unpacks to `claimed` bytes where that is given."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
            if claimed:
                archive.getinfo(name).file_size = claimed
    return file.getvalue()


def flipped(content: bytes, *places: int) -> bytes:
    broken = bytearray(content)
    for place in places:
        broken[place] ^= 0xFF
    return bytes(broken)


def bad_strings() -> bytes:
    """Return Parquet in which an artist is no UTF-8."""
    raw = pa.array([b"\xff\xfe", b"Ada", b"Bo"], pa.binary())
    broken = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    return parquet(tracks(artist=broken), use_dictionary=False)
