"""Video lift: what an official video does for streams, from the raw ratio to like with like."""

from functools import partial

import streamlit as st

from analytics.video_lift import answers
from analytics.video_lift.sample import FLAGS
from data.reads.video_lift import MAX_TRACKS
from pages.ui import filters, jobs, layout, sampling, wording
from pages.ui.errors import shown_to_reader
from pages.video_lift import figures, words

chosen = filters.chosen()
st.title("Video lift", anchor=False)
head = st.container()
flag = st.segmented_control(
    "What is compared",
    list(words.LABELS),
    format_func=words.LABELS.__getitem__,
    default="has_official_video",
    required=True,
    key="video_lift_flag",
    bind="query-params",
)

with shown_to_reader():
    comparison = answers.comparison(chosen, flag=flag)
    robust = answers.robust_if_known(chosen, flag=flag)
    judgement = answers.judgement(comparison, robust) if robust else None
    is_identified = judgement.is_identified if judgement else None
    with head:
        layout.lead(words.lead(comparison, robust, judgement))
    layout.kpis(words.kpis(comparison, robust, judgement))
    n_seen = comparison.n_with + comparison.n_without
    if sampled := sampling.said(chosen, n_seen, at_most=MAX_TRACKS):
        layout.note(sampled)

    table = words.ladder(comparison, robust)
    layout.chart(
        partial(figures.ladder, table, is_identified=is_identified),
        key="video_lift_ladder",
        how_to_read="Dots are ratios, bars their 95 % intervals. Grey compares all tracks with "
        "all others; green holds something equal. Dotted: no difference.",
        data=table,
    )
    layout.note(
        f"Tracks alike in artist, audio and release are taken to differ only by {FLAGS[flag]} and "
        "by chance: label spend is not in the data."
    )

    st.header("What would change our mind", anchor=False)
    st.markdown(words.together(comparison))
    layout.chart(
        partial(
            figures.specifications,
            words.specifications(comparison),
            is_identified=is_identified,
        ),
        key="video_lift_specifications",
        how_to_read="The same-artist ratio again, with something else held equal or left out. "
        "Where a choice moves it across 1, the answer changes.",
        data=words.specifications(comparison),
    )
    st.markdown(words.doubtful(comparison))
    if comparison.without_doubtful:
        layout.chart(
            partial(
                figures.without_doubtful,
                words.without_doubtful(comparison),
                is_identified=is_identified,
            ),
            key="video_lift_without_doubtful",
            how_to_read="Grey: all tracks. Green: without those that may have the wrong video.",
            data=words.without_doubtful(comparison),
        )

    robust = jobs.answer(answers.robust, chosen, flag=flag)
    if robust is not None:
        judgement = answers.judgement(comparison, robust)
        if judgement.is_identified:
            st.markdown(words.sampling())
            st.markdown(words.strength(robust))
        st.header("Is the comparison fair?", anchor=False)
        for reason in judgement.reasons:
            st.warning(f"**Cannot be told.** {wording.plain(reason)}", icon=":material/info:")
        left, right = st.columns(2)
        with left:
            layout.chart(
                partial(figures.overlap, robust, FLAGS[flag]),
                key="video_lift_overlap",
                how_to_read="Up: tracks with; down: tracks without. Fair where both are.",
                data=robust.overlap,
            )
        with right:
            layout.chart(
                partial(figures.balance, words.balance(robust)),
                key="video_lift_balance",
                how_to_read="Grey: as they are; green: weighted. In the band, both are alike.",
                data=robust.balance,
            )
        st.header("For whom", anchor=False)
        st.markdown(wording.plain(words.for_whom(robust)))
        layout.chart(
            partial(figures.groups, words.groups(robust), robust),
            key="video_lift_groups",
            how_to_read="Dashed: all tracks. Green: differs from the rest. An arrow at the edge: "
            "the interval goes on. Groups with too few comparable tracks are in the CSV only.",
            data=words.groups(robust),
        )
    layout.method(words.HOW)
