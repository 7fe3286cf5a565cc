"""Own things: what one person has here, as JSON, a portion at a time in the order of their ids."""

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader


class Thing(Struct, frozen=True):
    """`id` is where the next portion goes on, `body` is JSON."""

    id: int
    body: str


class Person(Struct, frozen=True):
    """Somebody in a list, as other software names them, and what is said of them there."""

    id: int
    username: str
    host: str
    is_on: bool = True
    is_also_on: bool = False
    title: str = ""


class Picture(Struct, frozen=True):
    """A file of one's own as it was uploaded, without what it said besides."""

    id: int
    file_key: str
    purpose: str
    mime: str
    hash: bytes
    bytes: int


async def tweet_ids(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[TweetId]:
    """Tweets and retweets that are not deleted, oldest first."""
    found = await reader.values(
        """
        select id from tweets where author_id = :account_id and deleted_at_ms is null and id > :after
        order by id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )
    return [TweetId(value) for value in found if isinstance(value, int)]


async def tweets(reader: Reader, ids: list[TweetId]) -> list[Thing]:
    """With how they were before, and what they asked, without totals that are hidden yet; at most 500."""
    return await reader.all(
        Thing,
        """
        select id, json_object(
            'id', cast(id as text), 'content', content, 'content_warning', content_warning, 'language', language,
            'visibility', visibility, 'sensitive', sensitive, 'created_at_ms', created_at_ms,
            'edited_at_ms', edited_at_ms, 'pinned_at_ms', pinned_at_ms,
            'reply_to_id', cast(reply_to_id as text), 'quote_of_id', cast(quote_of_id as text),
            'retweet_of_id', cast(retweet_of_id as text),
            'like_count', like_count, 'retweet_count', retweet_count, 'reply_count', reply_count,
            'media', (
                select json_group_array(json_object('file', file_key, 'alt', alt, 'mime', mime))
                from media where media.tweet_id = tweets.id and media.purpose = 'tweet'
            ),
            'poll', (
                select json_group_array(json_object('option', title, 'votes', case
                    when polls.hide_totals and polls.closed_at_ms is null then null else vote_count end))
                from poll_options cross join polls
                where poll_options.tweet_id = tweets.id and polls.tweet_id = tweets.id
            ),
            'earlier', (
                select json_group_array(
                    json_object('content', content, 'content_warning', content_warning, 'at_ms', at_ms)
                )
                from tweet_versions where tweet_versions.tweet_id = tweets.id
            )
        ) as body
        from tweets where id in :ids order by id
        """,
        ids=list[int](ids),
    )


async def deleted_words(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    """Of deleted tweets that one may still have back."""
    return await reader.all(
        Thing,
        """
        select tweet_id as id, json_object(
            'id', cast(tweet_id as text), 'words', json(cast(body as text)), 'deleted_at_ms', deleted_at_ms
        ) as body
        from kept_tweets where author_id = :account_id and tweet_id > :after order by tweet_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def votes(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    return await reader.all(
        Thing,
        """
        select tweet_id as id, json_object(
            'tweet_id', cast(tweet_id as text), 'places', json_group_array(place), 'at_ms', min(created_at_ms)
        ) as body
        from poll_votes where account_id = :account_id and tweet_id > :after
        group by tweet_id order by tweet_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def sessions(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    """Where one is and was signed in; nothing by which one could be."""
    return await reader.all(
        Thing,
        """
        select id, json_object(
            'kind', kind, 'name', name, 'created_at_ms', created_at_ms, 'last_used_at_ms', last_used_at_ms,
            'ended_at_ms', revoked_at_ms
        ) as body
        from sessions where account_id = :account_id and id > :after order by id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def notes(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    """What one wrote about people, for one's own eyes."""
    return await reader.all(
        Thing,
        """
        select notes.target_id as id, json_object(
            'about', accounts.username, 'host', accounts.host, 'content', notes.content
        ) as body
        from notes join accounts on accounts.id = notes.target_id
        where notes.account_id = :account_id and notes.target_id > :after order by notes.target_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def invites(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    return await reader.all(
        Thing,
        """
        select id, json_object(
            'note', note, 'max_uses', uses_max, 'use_count', use_count, 'created_at_ms', created_at_ms
        ) as body
        from invites where account_id = :account_id and id > :after order by id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def drafts(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    """What was begun, and what is to be posted later."""
    return await reader.all(
        Thing,
        """
        select id, json_object(
            'tweets', json(cast(body as text)), 'scheduled_at_ms', scheduled_at_ms, 'changed_at_ms', changed_at_ms
        ) as body
        from drafts where account_id = :account_id and id > :after order by id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def liked(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    """The addresses of tweets one liked; empty for those that live here."""
    return await reader.all(
        Thing,
        """
        select tweets.id, coalesce(tweets.uri, '') as body from likes cross join tweets on tweets.id = likes.tweet_id
        where likes.account_id = :account_id and likes.tweet_id > :after and tweets.deleted_at_ms is null
        order by likes.tweet_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def bookmarked(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Thing]:
    """As `liked`."""
    return await reader.all(
        Thing,
        """
        select tweets.id, coalesce(tweets.uri, '') as body
        from bookmarks cross join tweets on tweets.id = bookmarks.tweet_id
        where bookmarks.account_id = :account_id and bookmarks.tweet_id > :after and tweets.deleted_at_ms is null
        order by bookmarks.tweet_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def hashtags(reader: Reader, account_id: AccountId) -> list[str]:
    found = await reader.values(
        "select tag from followed_hashtags where account_id = :account_id order by tag", account_id=account_id
    )
    return [str(value) for value in found]


async def hosts(reader: Reader, account_id: AccountId) -> list[str]:
    """Whole peers one blocked."""
    found = await reader.values(
        "select host from peer_blocks where account_id = :account_id order by host", account_id=account_id
    )
    return [str(value) for value in found]


async def following(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Person]:
    """With their retweets or without, with a bell or without."""
    return await reader.all(
        Person,
        """
        select accounts.id, accounts.username, accounts.host, follows.retweets as is_on, follows.bell as is_also_on
        from follows cross join accounts on accounts.id = follows.followee_id
        where follows.follower_id = :account_id and follows.followee_id > :after
        order by follows.followee_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def followers(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Person]:
    return await reader.all(
        Person,
        """
        select follows.id, accounts.username, accounts.host
        from follows cross join accounts on accounts.id = follows.follower_id
        where follows.followee_id = :account_id and follows.state = 'following' and follows.id > :after
        order by follows.id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def blocked(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Person]:
    return await reader.all(
        Person,
        """
        select accounts.id, accounts.username, accounts.host
        from blocks cross join accounts on accounts.id = blocks.target_id
        where blocks.account_id = :account_id and blocks.target_id > :after
        order by blocks.target_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def muted(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Person]:
    """And whether their notifications are hidden, too."""
    return await reader.all(
        Person,
        """
        select accounts.id, accounts.username, accounts.host, mutes.notifications as is_on
        from mutes cross join accounts on accounts.id = mutes.target_id
        where mutes.account_id = :account_id and mutes.target_id > :after
        order by mutes.target_id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def listed(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Person]:
    """Who is in which list; `after` is the id of the membership."""
    return await reader.all(
        Person,
        """
        select list_members.id, accounts.username, accounts.host, lists.title
        from lists cross join list_members on list_members.list_id = lists.id
        cross join accounts on accounts.id = list_members.account_id
        where lists.account_id = :account_id and list_members.id > :after
        order by list_members.id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )


async def pictures(reader: Reader, account_id: AccountId, after: int, limit: int) -> list[Picture]:
    """Every file that one uploaded and is there, largest form of each."""
    return await reader.all(
        Picture,
        """
        select media.id, media.file_key, media.purpose, media.mime, media.hash, media.bytes from media
        where media.account_id = :account_id and media.file_key is not null and media.state = 'ready'
          and media.hash is not null and media.id > :after
        order by media.id limit :limit
        """,
        account_id=account_id,
        after=after,
        limit=limit,
    )
