#!/usr/bin/env python3
"""Validates a folder of documents and compares the forms of each invoice.

check_samples.py DIR: every *.xml and *.pdf must pass the official rules without error or warning. NAME.ubl.xml,
NAME.cii.xml, NAME.pdf and NAME.xrechnung.pdf must carry the same business terms; only NAME.pdf may differ in BT-24,
because its profile is plain EN 16931. DIR/plain/*.pdf are letters without an invoice inside: only PDF/A-3b is asked. Exit 0 when all is well, 1 otherwise, 2 when the tool itself could not run.
"""
from __future__ import annotations

import sys
from pathlib import Path

from lxml import etree

import einvoice_check
import pdfa
import semantic


def validate(files: list[Path]) -> int:
    bad = 0
    for file in files:
        found = [f for f in einvoice_check.check_file(str(file)) if f["severity"] in ("error", "warning")]
        for f in found:
            print(f"{file.name}: {f['severity']} {f['stage']} {f['rule']}: {f['text'][:240]}")
        bad += bool(found)
    return bad


def terms(file: Path) -> dict:
    data = file.read_bytes()
    if file.suffix == ".pdf":
        import pikepdf

        with pikepdf.open(file) as pdf:
            data = pdf.Root.AF[0].EF.F.read_bytes()
    return semantic.extract(etree.fromstring(data))


def compare(folder: Path) -> tuple[int, int]:
    pairs = bad = 0
    for ubl in sorted(folder.glob("*.ubl.xml")):
        name = ubl.name.removesuffix(".ubl.xml")
        first = terms(ubl)
        for other in (folder / f"{name}.cii.xml", folder / f"{name}.pdf", folder / f"{name}.xrechnung.pdf"):
            if not other.exists():
                continue
            diff = semantic.compare(first, terms(other))
            if other.name == f"{name}.pdf":
                diff = [d for d in diff if not d.startswith("/BT-24:")]
            pairs += 1
            bad += bool(diff)
            for d in diff:
                print(f"{ubl.name} against {other.name}: {d}")
    return pairs, bad


def plain(files: list[Path]) -> int:
    bad = 0
    for file in files:
        good, failed = pdfa.check(str(file))
        for f in failed:
            print(f"plain/{file.name}: error pdfa-3b {f['rule']}: {f['text'][:240]}")
        bad += not good
    return bad


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    files = sorted([*folder.glob("*.xml"), *folder.glob("*.pdf")])
    if not files:
        print(f"{folder}: no documents", file=sys.stderr)
        return 2
    try:
        invalid = validate(files)
        pairs, different = compare(folder)
        letters = sorted((folder / "plain").glob("*.pdf"))
        unfit = plain(letters)
    except einvoice_check.ToolError as e:
        print(f"check_samples: {e}", file=sys.stderr)
        return 2
    print(f"{len(files) - invalid} of {len(files)} documents valid, {pairs - different} of {pairs} comparisons equal, "
          f"{len(letters) - unfit} of {len(letters)} plain letters PDF/A-3b")
    return 1 if invalid or different or unfit else 0


if __name__ == "__main__":
    sys.exit(main())
