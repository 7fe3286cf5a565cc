"""Who lives in a village, and what they may be asked to do, as Hypothesis draws it."""

from hypothesis import strategies as st

from nodeapp.model.visibility import VISIBILITIES

HERE, ELSEWHERE = ("ada", "bo", "cy", "di"), ("yo", "zed")
anybody = st.sampled_from(HERE + ELSEWHERE)
somebody_here, somebody_elsewhere = st.sampled_from(HERE), st.sampled_from(ELSEWHERE)
visibilities = st.sampled_from((*VISIBILITIES, "public", "public"))
which = st.integers(0, 7)
"""Counted from the newest: what is near in time meets more often."""
perhaps = st.none() | which
TAGS = ("tea", "cake")
tags = st.sampled_from(((), (), ("tea",), ("cake",), ("tea", "cake")))
