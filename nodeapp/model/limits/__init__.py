"""Everything has a limit, and every limit is here: a module for each part of the node."""

from nodeapp.model.limits.inside import Inside


class Limits(Inside, frozen=True, kw_only=True):
    """Sizes, counts, queue lengths, times. A node may change those named in its settings under [limits].

    Each part extends the one before it, since a Struct has one line of ancestors.
    """
