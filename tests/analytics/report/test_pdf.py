"""A page of HTML printed by Chromium, and what is said where there is none."""

import re

import pytest

from analytics.report import html, pdf

PAGE = "<!doctype html><title>x</title><p>x</p>"


def test_without_chromium_there_is_none_to_find(no_chromium):
    assert pdf.find() is None
    with pytest.raises(pdf.NoChromium, match="no Chromium is on PATH"):
        pdf.print_pdf(PAGE)


def test_a_program_of_that_name_that_does_not_start_is_none(no_chromium):
    broken = no_chromium / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert pdf.find() is None


def test_one_that_starts_but_does_not_print_is_said(no_chromium):
    mute = no_chromium / "chromium"
    mute.write_text("#!/bin/sh\nexit 0\n")
    mute.chmod(0o755)
    assert pdf.find() == str(mute)
    with pytest.raises(pdf.NoChromium, match="did not print"):
        pdf.print_pdf(PAGE)


@pytest.mark.browser
def test_pdf_is_a_few_pages_of_a4(findings):
    if pdf.find() is None:
        pytest.skip("no Chromium here")
    content = pdf.print_pdf(html.page(findings))
    assert content.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", content)) <= 6
