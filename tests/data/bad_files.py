"""Bad and strange files of every kind that we could think of, made in code.

`PUBLISHED` maps a kind to its file's name, its content and what becomes of its rows (read,
recordings kept, merged, rejected). `REFUSED` maps a kind to name, content and words that the
refusal must have. A content is bytes, or a function that returns them where they are large.
"""

import datetime as dt
import decimal
import gzip
import random
from collections.abc import Callable

import pyarrow as pa

from tests.data.file_makers import (
    HEADER,
    NAMES,
    ONE,
    bad_strings,
    cell,
    flipped,
    parquet,
    sheet,
    text,
    tracks,
    workbook,
    zipped,
)

Content = bytes | Callable[[], bytes]
Rows = tuple[int, int, int, int]


WORKBOOK = workbook(sheet(NAMES, ["Ada", "First Light", 1, 2], ["Bo", "Late", 3.5e3, 4]))
PARQUET = parquet(tracks(500))
LONG = "x" * 900_000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9

PUBLISHED: dict[str, tuple[str, Content, Rows]] = {
    # How text is written
    "UTF-8 with a mark": ("bom.csv", b"\xef\xbb\xbf" + text("Beyoncé,Halo,3,4"), (2, 2, 0, 0)),
    "UTF-16": ("u16.csv", text("Beyoncé,Halo,3,4").decode().encode("utf-16"), (2, 2, 0, 0)),
    "UTF-16, big end": ("u16be.csv", b"\xfe\xff" + ONE.encode("utf-16-be"), (1, 1, 0, 0)),
    "UTF-32": ("u32.csv", ONE.encode("utf-32"), (1, 1, 0, 0)),
    "CP1252 quotes": ("1252.csv", text() + b"Ada,\x93Halo\x94,3,4\n", (2, 2, 0, 0)),
    "Latin-1 controls": ("latin.csv", text() + b"Ada,H\x81lo,3,4\n", (2, 2, 0, 0)),
    "UTF-8 with a lone surrogate": ("lone.csv", text() + b"Ada,\xed\xa0\x80,3,4\n", (2, 2, 0, 0)),
    "one bad byte after much UTF-8": (
        "mixed.csv",
        lambda: text(*["Beyoncé,Halo,3,4"] * 90_000) + b"Ada,\xff,3,4\n",
        (90_002, 3, 89_999, 0),
    ),
    "a mark inside a quoted header": (
        "q.csv",
        b'\xef\xbb\xbf"artist","track",views\na,b,1\n',
        (1, 1, 0, 0),
    ),
    # Delimiters, quotes, line ends
    "semicolons": ("semi.csv", ONE.replace(",", ";").encode(), (1, 1, 0, 0)),
    "tabs": ("tabs.tsv", ONE.replace(",", "\t").encode(), (1, 1, 0, 0)),
    "bars": ("bars.txt", ONE.replace(",", "|").encode(), (1, 1, 0, 0)),
    "a trailing delimiter everywhere": (
        "trail.csv",
        ONE.replace("\n", ",\n").encode(),
        (1, 1, 0, 0),
    ),
    "delimiters and line ends in quotes": (
        "in.csv",
        text('"A, B","x\r\ny\n\n;|z",3,4'),
        (2, 2, 0, 0),
    ),
    "quotes doubled": ("dd.csv", text('Ada,"say ""hi""",3,4'), (2, 2, 0, 0)),
    "quotes within a plain field": ("within.csv", text('Ada,12" mix,3,4'), (2, 2, 0, 0)),
    "carriage returns alone": ("cr.csv", text("Bo,Late,3,4").replace(b"\n", b"\r"), (2, 2, 0, 0)),
    "line ends mixed": ("ends.csv", b"artist,track,views\r\nA,b,1\nC,d,2\rE,f,3", (3, 3, 0, 0)),
    "blank lines": ("blank.csv", b"\n\n" + text("", "", "Bo,Late,3,4", ""), (2, 2, 0, 0)),
    "form feeds and line separators": ("ff.csv", text("A\fB,x\u2028y\x1cz,3,4"), (2, 2, 0, 0)),
    # Headers and columns
    "the header again and again": (
        "again.csv",
        text(HEADER.strip(), "B,c,1,2", HEADER.strip()),
        (4, 2, 0, 2),
    ),
    "10,000 columns": (
        "wide.csv",
        (",".join([*NAMES, *(f"c{n}" for n in range(9_996))]) + "\nA,b,1,2" + "," * 9_996).encode(),
        (1, 1, 0, 0),
    ),
    "a header name without end": (
        "name.csv",
        f"{LONG},artist,track,views\n1,A,b,2\n".encode(),
        (1, 1, 0, 0),
    ),
    "unknown columns twice": (
        "twice.csv",
        b"x,x,,,artist,track,views\n1,2,3,4,A,b,5\n",
        (1, 1, 0, 0),
    ),
    "columns named like ours inside": (
        "inner.csv",
        b"line,problem,file,import_no,captured_on,artist,track,views\n9,8,7,6,5,A,b,4\n",
        (1, 1, 0, 0),
    ),
    "columns named like paths and SQL": (
        "paths.csv",
        b'../../etc/passwd,"\'; drop table tracks; --",$x,artist,track,views\n1,2,3,A,b,4\n',
        (1, 1, 0, 0),
    ),
    "rows too short and too long": (
        "ragged.csv",
        text("A,b", "A", "A,b,1,2,3", "B,c,1,2"),
        (5, 2, 0, 3),
    ),
    # Values
    "not a number in counts": (
        "nan.csv",
        text("A,a,NaN,1", "A,b,inf,1", "A,c,-Infinity,1", "A,d,1e400,1", "A,e,1,nan", "A,f,,"),
        (7, 4, 0, 3),
    ),
    "numbers that are none": (
        "odd.csv",
        text(
            "A,a,0x1F,1",
            "A,b,1_000,1",
            "A,c,50%,1",
            "A,d,\uff11\uff12,1",
            "A,e,١٢,1",
            "A,f,1.5,1",
            "A,g,-1,1",
        ),
        (8, 2, 0, 6),
    ),
    "numbers beyond every limit": (
        "far.csv",
        text(
            "A,a,9e15,9e15",
            "A,b,9e15,9e15",
            "A,c,1e16,1",
            f"A,d,{'9' * 400},1",
            f"A,e,1,{'9' * 30}",
        ),
        (6, 3, 0, 3),
    ),
    "features beyond every limit": (
        "features.csv",
        text(
            "A,a,1,2,1e300,1,1,1,1",
            "A,b,1,2,1,1e308,1,1,1",
            "A,c,1,2,1,1,-1e308,1,1",
            "A,d,1,2,1,1,-1,1e308,",
            "A,e,1,2,1,1,-1,,1e305",
            "A,f,1,2,5.0,120,-7,1,1",
            header=HEADER.replace("\n", ",key,tempo,loudness,duration_ms,duration_min\n"),
        ).replace(b"Light,1,2\n", b"Light,1,2,,,,,\n"),
        (7, 2, 0, 5),
    ),
    "dates where counts should be": (
        "dates.csv",
        text("A,a,2024-01-31,1", "A,b,31.01.2024,1"),
        (3, 1, 0, 2),
    ),
    "types mixed in a column": (
        "types.csv",
        text("A,a,True,1", "A,b,[],1", "A,c,{},1", "A,d,3.0,1"),
        (5, 2, 0, 3),
    ),
    "formulas": (
        "formulas.csv",
        text("\"=cmd|'/c calc'!A1\",@x,3,4", "+A,-b,=1+1,4"),
        (3, 2, 0, 1),
    ),
    "markup": (
        "markup.csv",
        text("<script>alert(1)</script>,[x](javascript:alert(1)),3,4"),
        (2, 2, 0, 0),
    ),
    "emoji": ("emoji.csv", text("👩‍👩‍👧‍👦,🏴󠁧󠁢󠁥󠁮󠁧󠁿 🎵,3,4"), (2, 2, 0, 0)),
    "right to left": (
        "rtl.csv",
        text("فيروز,حبيتك بالصيف,3,4", "A,\u202egnp.exe,3,4"),
        (3, 3, 0, 0),
    ),
    "names that show nothing": (
        "zero.csv",
        text("\u200b\u2060,b,1,2", "A,\ufeff\u200d,1,2", "\xa0\u3000,c,1,2"),
        (4, 1, 0, 3),
    ),
    "marks on marks": ("zalgo.csv", text("A" + "\u0301" * 900 + ",b,1,2"), (2, 2, 0, 0)),
    "names like paths": (
        "../../../etc/passwd",
        text("../../etc/passwd,C:\\\\nul,1,2"),
        (2, 2, 0, 0),
    ),
    "words for nothing": ("null.csv", text("None,NULL,n/a,-", "NaN,nan,null,1"), (3, 3, 0, 0)),
    "a title without end": ("huge.csv", text(f"A,{LONG},1,2", f"A,b,{LONG},2"), (3, 1, 0, 2)),
    "one row a thousand times": (
        "dup.csv",
        text(*["Ada,first light ,1,2"] * 999),
        (1000, 1, 999, 0),
    ),
    "one artist, many capitals": (
        "case.csv",
        text("ADA,first light,1,2", "ada,FIRST LIGHT,9,9"),
        (3, 1, 2, 0),
    ),
    # Packed, or not what the name says
    "gzip in parts": (
        "parts.csv.gz",
        gzip.compress(ONE.encode()) + gzip.compress(b"B,c,3,4\n"),
        (2, 2, 0, 0),
    ),
    "gzip called CSV": ("packed.csv", gzip.compress(ONE.encode()), (1, 1, 0, 0)),
    "CSV called XLSX": ("text.xlsx", ONE.encode(), (1, 1, 0, 0)),
    "Parquet called CSV": ("arrow.csv", parquet(tracks()), (3, 3, 0, 0)),
    # Parquet
    "Parquet, columns named like ours inside": (
        "inner.parquet",
        parquet(tracks(line=[7, 7, 7], problem=["x"] * 3, file=["y"] * 3, import_no=[9] * 3)),
        (3, 3, 0, 0),
    ),
    "Parquet, unknown columns of every kind": (
        "kinds.parquet",
        parquet(
            tracks(
                nested=[{"a": [1]}, None, {"a": []}],
                raw=[b"\0\xff", None, b""],
                at=[dt.datetime(2024, 1, 31)] * 3,
                day=[dt.date(1, 1, 1)] * 3,
                price=[decimal.Decimal("1.5")] * 3,
                none=pa.nulls(3),
                FILENAME=["z"] * 3,
            )
        ),
        (3, 3, 0, 0),
    ),
    "Parquet, known columns of odd kinds": (
        "odd.parquet",
        parquet(
            tracks(
                4,
                artist=pa.array(["A", "B", None, "D"]).dictionary_encode(),
                streams=pa.array([1, None, 3, 4], pa.uint64()),
                views=[decimal.Decimal("7"), None, decimal.Decimal("8"), decimal.Decimal("-1")],
                danceability=pa.array([0.5, None, 1.5, float("nan")], pa.float32()),
                has_official_video=[True, None, False, True],
                album=pa.array(["x", None, "y", "z"], pa.large_string()),
                valence=pa.nulls(4),
            )
        ),
        (4, 2, 0, 2),
    ),
    "Parquet, times where counts should be": (
        "times.parquet",
        parquet(tracks(2, streams=[dt.datetime(2024, 1, 31), None])),
        (2, 1, 0, 1),
    ),
    "Parquet, an infinite count": (
        "inf.parquet",
        parquet(tracks(views=[float("inf"), -0.0, 1e20])),
        (3, 1, 0, 2),
    ),
    "Parquet in many small groups": (
        "groups.parquet",
        parquet(tracks(50), row_group_size=1),
        (50, 50, 0, 0),
    ),
    "Parquet, a NUL in a title": ("nul.parquet", parquet(tracks(1, track=["a\0b"])), (1, 1, 0, 0)),
    # Excel
    "Excel, tracks on the third sheet": (
        "third.xlsx",
        workbook(sheet(["Notes"]), sheet(), sheet(NAMES, ["Ada", "One", 1, 2])),
        (1, 1, 0, 0),
    ),
    "Excel, merged cells": (
        "merged.xlsx",
        workbook(
            sheet(NAMES, ["Ada", "One", 1, 2], [None, "Two", 3, 4]),
            after='<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
        ),
        (2, 1, 0, 1),
    ),
    "Excel, rows that begin further down": (
        "down.xlsx",
        workbook(sheet(NAMES, ["Ada", "One", 1, 2], ["Bo", "", -1, 2], first=40)),
        (2, 1, 0, 1),
    ),
    "Excel, errors, flags and formulas": (
        "cells.xlsx",
        workbook(
            sheet(NAMES, ["Ada", "One", 1, 2])
            + f'<row r="3">{cell("A3", "Bo")}{cell("B3", "#N/A", "e")}{cell("C3", 1, "b")}</row>'
            + f'<row r="4">{cell("A4", "Bo")}{cell("B4", "Two")}'
            + '<c r="C4"><f>1+1</f><v>2</v></c></row>'
        ),
        (3, 2, 0, 1),
    ),
    "Excel, a date for a count": (
        "date.xlsx",
        workbook(
            sheet(NAMES, ["Ada", "One", 1, 2])
            + f'<row r="3">{cell("A3", "B")}{cell("B3", "C")}'
            + f"{cell('C3', '2024-01-31T00:00:00', 'd')}</row>"
        ),
        (2, 1, 0, 1),
    ),
    "Excel, a thousand sheets": (
        "many.xlsx",
        workbook(*[sheet(["x"])] * 300, sheet(NAMES, ["Ada", "One", 1, 2])),
        (1, 1, 0, 0),
    ),
}

REFUSED: dict[str, tuple[str, Content, str]] = {
    # Nothing there
    "no byte": ("none.csv", b"", "is empty"),
    "only spaces": ("spaces.csv", b" \n\t\n", "is empty"),
    "only a mark": ("mark.csv", b"\xef\xbb\xbf", "lacks the columns"),
    "only delimiters": ("commas.csv", b",,,,\n,,,,\n", "lacks the columns"),
    "a header alone": ("header.csv", HEADER.encode(), "no rows"),
    "a packed header alone": ("header.csv.gz", gzip.compress(HEADER.encode()), "no rows"),
    "gzip of nothing": ("none.csv.gz", gzip.compress(b""), "is empty"),
    "Parquet without rows": ("none.parquet", parquet(tracks(0)), "no rows"),
    "Parquet without columns": ("bare.parquet", parquet({}), "lacks the columns"),
    "a workbook without rows": ("none.xlsx", workbook(sheet()), "no sheet with rows"),
    "a workbook without sheets": ("bare.xlsx", workbook(), "no sheet with rows"),
    "a workbook with a header alone": ("header.xlsx", workbook(sheet(NAMES)), "no rows"),
    # Not ours
    "a picture": ("cover.png", PNG, "NUL"),
    "a PDF": ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "lacks the columns"),
    "a web page": ("page.csv", b"<!doctype html>\n<title>Sign in</title>\n", "lacks the columns"),
    "JSON": ("rows.json", b'[{"artist": "A", "track": "b", "views": 1}]', "lacks the columns"),
    "random bytes": ("noise.csv", random.Random(1).randbytes(5_000), "NUL|lacks the columns"),
    "an old Excel file": ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
    "a zip of CSV": ("tracks.zip", zipped({"a.csv": ONE.encode()}), "zip archive"),
    "a document": ("letter.docx", zipped({"word/document.xml": b"<x/>"}), "zip archive"),
    "an empty zip": ("empty.zip", zipped({}), "NUL"),
    "gzip within gzip": ("twice.csv.gz", gzip.compress(gzip.compress(text())), "NUL|lacks"),
    "gzip of Parquet": ("p.parquet.gz", gzip.compress(PARQUET), "NUL"),
    "encrypted Parquet": ("e.parquet", b"PARE" + PARQUET[4:-4] + b"PARE", "NUL"),
    # Damaged text
    "UTF-16 without a mark": ("u16.csv", ONE.encode("utf-16-le"), "NUL"),
    "UTF-16 cut within a character": ("cut.csv", ONE.encode("utf-16")[:-1], "utf-16"),
    "UTF-16 with a lone surrogate": (
        "lone.csv",
        b"\xff\xfe" + ONE.encode("utf-16-le") + b"\x3d\xd8A\0,\0b\0,\0",
        "utf-16",
    ),
    "bad bytes after a mark": ("bom.csv", b"\xef\xbb\xbf" + text() + b"A,\xff,1,2\n", "utf-8"),
    "NULs in mid-file": (
        "nul.csv",
        text(*["A,b,1,2"] * 999) + b"\0" * 99,
        "NUL character at line 1,002",
    ),
    "a NUL far down": (
        "deep.csv",
        lambda: text(*["A,b,1,2"] * 300_000, "A,\0,1,2"),
        "NUL character at line 300,003",
    ),
    "a quote never closed": ("open.csv", text('A,"b,1,2', "C,d,3,4"), "line"),
    "text after a closing quote": ("after.csv", text('A,"b"c,1,2'), "line 3"),
    "a field without end": ("field.csv", lambda: text(f"A,{LONG}{LONG},1,2"), "line 3.*limit"),
    "a quoted field without end": ("q.csv", lambda: text('A,"' + "b\n" * 600_000), "limit"),
    "a line without end": (
        "line.csv.gz",
        lambda: gzip.compress(b"x" * 70_000_000, 1),
        "line of more than 64,000,000",
    ),
    # Columns
    "no header": ("rows.csv", b"Ada,First Light,1,2\nBo,Late,3,4\n", "'Ada', 'First Light'"),
    "another delimiter": ("caret.csv", ONE.replace(",", "^").encode(), "artist.track"),
    "a line about the delimiter": ("sep.csv", b"sep=;\n" + ONE.encode(), "lacks"),
    "one column twice": ("two.csv", b"artist,track,Streams,stream\nA,b,1,2\n", "two columns"),
    "the same name twice": ("same.csv", b"artist,artist,track,views\nA,B,c,1\n", "two columns"),
    "needed columns missing": ("few.csv", b"artist,energy\nA,0.5\n", "track, streams or views"),
    "a header as long as a book": (
        "book.csv",
        lambda: (",".join([LONG] * 5 + ["y"] * 5_000) + "\n1\n").encode(),
        "and 4,965 more",
    ),
    "Parquet, a list of artists": (
        "list.parquet",
        parquet(tracks(1, artist=[["A", "B"]])),
        "'artist' holds list",
    ),
    "Parquet, titles as bytes": ("raw.parquet", parquet(tracks(1, track=[b"x"])), "holds binary"),
    "Parquet, a record of counts": (
        "record.parquet",
        parquet(tracks(1, streams=[{"total": 1}])),
        "'streams' holds struct",
    ),
    "Parquet, its reader's own column": (
        "own.parquet",
        parquet(tracks(File_Row_Number=[1, 2, 3])),
        "File_Row_Number",
    ),
    "Parquet, one column twice": (
        "twice.parquet",
        parquet(pa.table([["A"], ["B"], ["c"], [1]], names=["artist", "Artist", "track", "views"])),
        "two columns",
    ),
    "Parquet, text that is no text": ("bad.parquet", bad_strings(), "damaged"),
    # Every row rejected
    "all counts negative": ("minus.csv", (HEADER + "A,b,-1,2\nA,c,-2,2\n").encode(), "of 2 read"),
    "all rows short": ("short.csv", (HEADER + "A,b\nC,d\n").encode(), "row has 2 columns"),
    "decimal commas": ("comma.csv", b"artist;track;energy;views\nA;b;0,5;1\n", "no number"),
    # Damaged packing
    "gzip cut short": ("cut.csv.gz", gzip.compress(text(*["A,b,1,2"] * 999))[:-9], "gzip"),
    "gzip with a wrong sum": ("sum.csv.gz", flipped(gzip.compress(text()), -6), "gzip"),
    "gzip with rubbish after": ("tail.csv.gz", gzip.compress(text()) + b"rubbish", "gzip"),
    "gzip of a broken stream": ("s.csv.gz", flipped(gzip.compress(text()), 12, 15, 20), "gzip"),
    "gzip's first bytes alone": ("g.csv.gz", b"\x1f\x8b", "gzip"),
    "Parquet's first bytes alone": ("p.parquet", b"PAR1", "Parquet"),
    "Parquet's ends alone": ("pp.parquet", b"PAR1PAR1", "Parquet"),
    "Parquet with a broken page": ("page.parquet", flipped(PARQUET, *range(30, 60)), "Parquet"),
    "Parquet with a broken footer": ("foot.parquet", flipped(PARQUET, *range(-90, -60)), "Parquet"),
    "zip's first bytes alone": ("z.xlsx", b"PK\x03\x04", "Excel"),
    "a workbook cut short": ("cut.xlsx", WORKBOOK[:-200], "Excel"),
    "a workbook with a broken part": (
        "broken.xlsx",
        flipped(WORKBOOK, *range(600, 700)),
        "Excel|damaged",
    ),
    "a workbook of broken XML": ("xml.xlsx", workbook("<row r='1'><c r='A1'"), "Excel"),
    "a workbook of nested XML": (
        "deep.xlsx",
        lambda: workbook("<row>" * 200_000),
        "rows|Excel|damaged",
    ),
    "a workbook with a loose text": (
        "loose.xlsx",
        workbook(f'<row r="1">{cell("A1", 99, "s")}</row>'),
        "Excel|rows|damaged|lacks",
    ),
    # What would take all memory
    "a cell at the far end": (
        "far.xlsx",
        workbook(sheet(NAMES) + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'),
        "damaged, or needs more than",
    ),
    "a cell beyond the far end": (
        "beyond.xlsx",
        workbook(sheet(NAMES) + f'<row r="2">{cell("ZZZZZZ99999999999", "x")}</row>'),
        "damaged",
    ),
    "a workbook that unpacks without end": (
        "bomb.xlsx",
        zipped({"xl/workbook.xml": b"<workbook/>"}, claimed=600 * 2**20),
        "unpacks to more than 512 MiB",
    ),
}
