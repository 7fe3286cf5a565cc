"""What tweets, numbers and homes must be after anything people did, kept as plainly as can be, to compare with."""

from collections import Counter
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
        self._by_uri = {}
        self._answers = {}
        """What answers a uri, known or not."""
        self._shares = {}
        """By (who, what): the same as `retweets`."""

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
        """An account is gone with all it wrote, shared, liked, followed and blocked; blocks of it stay."""
        person.gone = True
        self.blocks = {(who, whom) for who, whom in self.blocks if who is not person}
        for tweet in self.tweets:
            tweet.liked_by.discard(person)
            if tweet.author is person:
                self.delete(tweet)
        for retweet in [some for some in self.retweets if some.by is person]:
            self.take_back(retweet)
        for ends in [ends for ends in self.follows if person in ends]:
            self.end(*ends)

    def delete(self, tweet):
        tweet.deleted = True
        self.buried.add((tweet.author, tweet.uri))

    def share(self, retweet):
        self.retweets.append(retweet)
        self._shares[retweet.by, retweet.of] = retweet

    def take_back(self, retweet):
        self.retweets.remove(retweet)
        del self._shares[retweet.by, retweet.of]
        self.buried.add((retweet.by, retweet.uri))

    def tweet(self, uri):
        return self._by_uri.get(uri)

    def retweet(self, by, of):
        return self._shares.get((by, of))

    def sees(self, viewer, tweet):
        if tweet.deleted or tweet.author.gone or ((tweet.author, viewer) in self.blocks):
            return False
        if tweet.visibility in OPEN or viewer is tweet.author or viewer in tweet.spoken_to:
            return True
        return tweet.visibility == "followers" and self.follows.get((viewer, tweet.author)) == "following"

    def numbers(self):
        """Of each tweet that stands (likes, retweets, replies, quotes), by id.

        Of the latter two only those that everybody may see count.
        """
        standing = [some for some in self.tweets if not some.deleted and some.visibility in OPEN]
        shares = Counter(some.of for some in self.retweets)
        replies = Counter(some.answers for some in standing)
        quotes = Counter(some.quotes for some in standing)
        return {
            tweet.id: (len(tweet.liked_by), shares[tweet], replies[tweet.uri], quotes[tweet])
            for tweet in self.tweets
            if not tweet.deleted
        }

    def figures(self):
        """Of each person (followers, following, tweets), by id."""
        pairs = [ends for ends, state in self.follows.items() if state == "following"]
        followers, following = Counter(followee for _, followee in pairs), Counter(follower for follower, _ in pairs)
        told = Counter(some.author for some in self.tweets if not some.deleted and some.visibility != "direct")
        return {person.id: (followers[person], following[person], told[person]) for person in self.people.values()}

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
        self._by_uri[tweet.uri] = tweet
        self._answers.setdefault(tweet.answers, []).append(tweet)
        below = joining = set(self._answers.get(tweet.uri, ()))
        orphans = {some.uri for some in joining} - {tweet.thread}
        self.thread_mutes = {(who, tweet.thread if uri in orphans else uri) for who, uri in self.thread_mutes}
        while joining:
            joining = {some for one in joining for some in self._answers.get(one.uri, ())} - below
            below = below | joining
        for some in below:
            some.thread = tweet.thread
