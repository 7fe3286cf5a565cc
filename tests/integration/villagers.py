"""Who lives in a village, and what they may be asked to do, as Hypothesis draws it, or a die."""

from hypothesis import strategies as st

from nodeapp.model.visibility import VISIBILITIES

VALUES = {}
"""What there is to draw from each strategy here, by its id."""


def one_of(*values):
    strategy = st.sampled_from(values)
    VALUES[id(strategy)] = values
    return strategy


HERE, ELSEWHERE = ("ada", "bo", "cy", "di"), ("yo", "zed")
anybody, anybody_or_none = one_of(*HERE, *ELSEWHERE), one_of(None, *HERE, *ELSEWHERE)
somebody_here, somebody_elsewhere = one_of(*HERE), one_of(*ELSEWHERE)
visibilities = one_of(*VISIBILITIES, "public", "public")
either = one_of(False, True)
which = one_of(*range(8))
"""Counted from the newest: what is near in time meets more often."""
perhaps = one_of(None, *range(8))
TAGS = ("tea", "cake")
one_tag = one_of(*TAGS)
tags = one_of((), (), ("tea",), ("cake",), ("tea", "cake"))
