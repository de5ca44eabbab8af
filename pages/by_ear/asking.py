"""The parts of the page By ear that take files and recordings in."""

import hashlib

import streamlit as st

from analytics.by_ear import answers
from analytics.by_ear.answers import HeardFiles
from analytics.by_ear.decode import KINDS
from analytics.by_ear.heard import HeardSound
from data.jobs.queue import worker
from pages.by_ear import words
from pages.ui import access, jobs

MICROPHONE = "Recorded here"
RATE = 48_000
"""Of the microphone: the widget's own 16 kHz lose what fingerprints need."""

Uploads = list[tuple[str, bytes]]


def uploads() -> Uploads:
    """Draw what takes files and the microphone; return what was given as (name, content)."""
    left, right = st.columns(2)
    files = left.file_uploader(
        "Sound files",
        type=[*KINDS, "oga", "webm"],
        accept_multiple_files=True,
        key="by_ear_files",
        max_upload_size=answers.MAX_UPLOAD // 2**20,
        help="WAV, MP3, FLAC, OGG, OPUS or M4A, 3 seconds to 10 minutes and up to 50 MiB each. "
        "Nothing is kept unless you say so, and then only what was measured.",
    )
    spoken = right.audio_input("Or record", sample_rate=RATE, key="by_ear_microphone")
    given = [(file.name, file.getvalue()) for file in files[: answers.MAX_FILES]]
    if len(files) > answers.MAX_FILES:
        st.warning(f"The first {answers.MAX_FILES} of {len(files)} files are heard.")
    if spoken is not None:
        given.append((MICROPHONE, spoken.getvalue()))
    return given


def heard(given: Uploads) -> HeardFiles | None:
    """Return what was heard of files; None while they are being heard, showing progress."""
    digest = hashlib.sha256()
    for name, content in given:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    job = worker().submit(
        f"by_ear/{digest.hexdigest()}",
        "Listening",
        lambda progress: answers.hear(given, progress),
        lane="quick",
    )
    if jobs.is_shown(job):
        return None
    if job.error is not None:
        raise job.error
    done: HeardFiles = job.result
    return done


def in_hand(found: HeardFiles, given: Uploads) -> tuple[HeardSound, bytes]:
    """Return the recording to look at and its content; of several the reader chooses."""
    number = len(found.heards) - 1
    if len(found.heards) > 1:
        number = st.selectbox(
            "Look at",
            range(len(found.heards)),
            format_func=lambda each: found.heards[each].name,
            key="by_ear_file",
        )
    one = found.heards[number]
    return one, next(content for name, content in given if name == one.name)


def keep(one: HeardSound) -> None:
    """Offer to keep what was measured of a recording in the library."""
    if answers.is_kept(one):
        st.badge("In the sound library", icon=":material/check:", color="green")
        return
    if not access.may_write():
        access.say_read_only()
        return
    if st.button("Keep in the sound library", icon=":material/bookmark_add:", key="by_ear_keep"):
        answers.keep(one)
        st.toast(words.plain(f"{one.name}: what was measured is kept, not its sound."))
        st.rerun()
