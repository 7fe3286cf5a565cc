"""What tweets, numbers and homes must be after anything people did, kept as plainly as can be, to compare with."""

from dataclasses import dataclass, field

OPEN = ("public", "unlisted")


@dataclass(eq=False)
class Person:
    name: str
    id: int
    here: bool
    locked: bool = False
    gone: bool = False


@dataclass(eq=False)
class Told:
    """A tweet. `answers` is the uri of what it answers, known or not; what it quotes was known when it came."""

    uri: str
    id: int
    at: int
    author: Person
    visibility: str
    answers: str | None
    quotes: "Told | None"
    spoken_to: tuple[Person, ...]
    tags: tuple[str, ...] = ()
    thread: str = ""
    """The uri of what the conversation began with."""
    deleted: bool = False
    liked_by: set[Person] = field(default_factory=set)


@dataclass(eq=False)
class Shared:
    """A retweet that stands."""

    at: int
    by: Person
    of: Told
    uri: str | None


class Oracle:
    def __init__(self, people):
        self.people = people
        self.tweets = []
        self.retweets = []
        self.follows = {}
        self.blocks = set()
        self.mutes = set()
        self.thread_mutes = set()
        """(who, the uri of what the conversation began with)."""
        self.silenced = set()
        """(follower, followee), as long as there is a follow."""
        self.peer_blocks = set()
        """(who, the name of somebody elsewhere, who is alone on their host)."""
        self.listed = set()
        """(who, member of their list)."""
        self.exclusive = set()
        """Those whose list takes its members out of home."""
        self.tags = set()
        """(who, hashtag)."""
        self.buried = set()

    def follow(self, me, target):
        """Whether it may be; then it is done."""
        if target is me or target.gone or {(me, target), (target, me)} & self.blocks:
            return False
        if {(me, target.name), (target, me.name)} & self.peer_blocks:
            return False
        if self.follows.get((me, target)) != "following":
            asks = target.locked or not target.here
            self.follows[me, target] = "requested" if asks else "following"
        return True

    def unfollow(self, me, target):
        return self.end(me, target) is not None or not target.gone

    def end(self, follower, followee):
        """A follow or request goes, with what was wanted of it; what it was."""
        self.silenced.discard((follower, followee))
        return self.follows.pop((follower, followee), None)

    def block_peer(self, me, person):
        self.peer_blocks.add((me, person.name))
        self.end(me, person)
        self.end(person, me)

    def block(self, me, target):
        if target is me or target.gone:
            return False
        if (me, target) not in self.blocks:
            self.blocks.add((me, target))
            self.end(me, target)
            self.end(target, me)
        return True

    def leave(self, person):
        """An account is gone with all it wrote, shared and followed. What it liked stays liked."""
        person.gone = True
        for tweet in self.tweets:
            if tweet.author is person:
                self.delete(tweet)
        for retweet in [some for some in self.retweets if some.by is person]:
            self.take_back(retweet)
        for ends in [ends for ends in self.follows if person in ends]:
            self.end(*ends)

    def delete(self, tweet):
        tweet.deleted = True
        self.buried.add((tweet.author, tweet.uri))

    def take_back(self, retweet):
        self.retweets.remove(retweet)
        self.buried.add((retweet.by, retweet.uri))

    def tweet(self, uri):
        return next((tweet for tweet in self.tweets if tweet.uri == uri), None)

    def retweet(self, by, of):
        return next((some for some in self.retweets if some.by is by and some.of is of), None)

    def sees(self, viewer, tweet):
        if tweet.deleted or tweet.author.gone or ((tweet.author, viewer) in self.blocks):
            return False
        if tweet.visibility in OPEN or viewer is tweet.author or viewer in tweet.spoken_to:
            return True
        return tweet.visibility == "followers" and self.follows.get((viewer, tweet.author)) == "following"

    def numbers_of(self, tweet):
        """(likes, retweets, replies, quotes); of the latter two only those that everybody may see count."""
        standing = [some for some in self.tweets if not some.deleted and some.visibility in OPEN]
        return (
            len(tweet.liked_by),
            sum(some.of is tweet for some in self.retweets),
            sum(some.answers == tweet.uri for some in standing),
            sum(some.quotes is tweet for some in standing),
        )

    def figures_of(self, person):
        """(followers, following, tweets)."""
        pairs = [ends for ends, state in self.follows.items() if state == "following"]
        return (
            sum(followee is person for _, followee in pairs),
            sum(follower is person for follower, _ in pairs),
            sum(some.author is person and not some.deleted and some.visibility != "direct" for some in self.tweets),
        )

    def home(self, viewer):
        """(tweet's uri, who retweeted it), newest first."""
        entries = [(tweet.at, tweet, None) for tweet in self.tweets]
        entries += [(some.at, some.of, some.by) for some in self.retweets]
        shown, seen = [], set()
        for _, tweet, by in sorted(entries, key=lambda entry: -entry[0]):
            author = by or tweet.author
            stands = self._reads(viewer, author) and (by is not None or self._belongs(viewer, tweet))
            if not stands and not (by is None and self._is_tagged(viewer, tweet)):
                continue
            if author.gone or not self.sees(viewer, tweet) or (by and tweet.uri in seen):
                continue
            if self._is_hidden(viewer, tweet.author) or self._is_hidden(viewer, author):
                continue
            if self._is_apart(viewer, author, tweet, by):
                continue
            shown.append((tweet.uri, by and by.name))
            seen.add(tweet.uri)
        return shown

    def _reads(self, viewer, author):
        return author is viewer or (not author.gone and self.follows.get((viewer, author)) == "following")

    def _belongs(self, viewer, tweet):
        """An answer belongs into the home of those who follow both ends, or are one of them."""
        if tweet.visibility == "direct":
            return False
        if tweet.answers is None or tweet.author is viewer:
            return True
        parent = self.tweet(tweet.answers)
        return parent is not None and (parent.author is tweet.author or self._reads(viewer, parent.author))

    def _is_tagged(self, viewer, tweet):
        followed = {(viewer, tag) for tag in tweet.tags} & self.tags
        return tweet.visibility == "public" and tweet.answers is None and bool(followed)

    def _is_hidden(self, viewer, person):
        return {(viewer, person)} & (self.blocks | self.mutes) or (viewer, person.name) in self.peer_blocks

    def _is_apart(self, viewer, author, tweet, by):
        """Kept out of home alone; one's own never is."""
        if author is viewer:
            return False
        if viewer in self.exclusive and (viewer, author) in self.listed:
            return True
        if (viewer, tweet.thread) in self.thread_mutes:
            return True
        return by is not None and (viewer, by) in self.silenced

    def arrive(self, tweet):
        """It stands where it answers; what came before and answers it joins its conversation, muted or not."""
        parent = self.tweet(tweet.answers)
        tweet.thread = parent.thread if parent else tweet.uri
        self.tweets.append(tweet)
        below = joining = {some for some in self.tweets if some.answers == tweet.uri}
        orphans = {some.uri for some in joining} - {tweet.thread}
        self.thread_mutes = {(who, tweet.thread if uri in orphans else uri) for who, uri in self.thread_mutes}
        while joining:
            joining = {some for some in self.tweets if some.answers in {one.uri for one in joining}} - below
            below = below | joining
        for some in below:
            some.thread = tweet.thread
