"""Timelines: which entries stand where, newest first; who may see them is judged in views."""

from nodeapp.model.ids import AccountId, ListId, TweetId
from nodeapp.model.lists import RepliesPolicy
from nodeapp.model.timelines import Entry, Window
from nodeapp.seams.database import Reader, Value


async def home(reader: Reader, account_id: AccountId, window: Window) -> list[Entry]:
    """Tweets and retweets of those followed and one's own; replies only where the reader follows both ends, or is one.
    Besides, whatever is public, has a hashtag the reader follows, and answers nothing.

    An answer to what is not known here (a uri and no author) answers somebody the reader does not follow.
    The follows come first (`cross join` keeps SQLite from turning it round): one range of the covering index each.
    """
    return await reader.all(
        Entry,
        """
        select position, tweet_id, retweet_of_id from (
            select * from (
                select tweets.id as position, tweets.id as tweet_id, tweets.retweet_of_id as retweet_of_id
                from (
                    select followee_id as author_id from follows
                    where follower_id = :account_id and state = 'following'
                    union all select :account_id
                ) as followed
                cross join tweets
                where tweets.author_id = followed.author_id
                  and tweets.id < :before and tweets.id > :since
                  and tweets.deleted_at_ms is null and tweets.visibility <> 'direct'
                  and ((tweets.reply_to_author_id is null and tweets.reply_to_uri is null)
                       or tweets.author_id = :account_id
                       or tweets.reply_to_author_id in (tweets.author_id, :account_id)
                       or exists (select 1 from follows as other where other.follower_id = :account_id
                                  and other.followee_id = tweets.reply_to_author_id and other.state = 'following'))
                order by tweets.id desc limit :most
            )
            union
            select * from (
                select tagged.tweet_id as position, tagged.tweet_id as tweet_id, null as retweet_of_id
                from followed_hashtags cross join tweet_hashtags as tagged
                where followed_hashtags.account_id = :account_id and tagged.tag = followed_hashtags.tag
                  and tagged.tweet_id < :before and tagged.tweet_id > :since
                  and exists (select 1 from tweets where tweets.id = tagged.tweet_id
                              and tweets.visibility = 'public' and tweets.deleted_at_ms is null
                              and tweets.reply_to_author_id is null and tweets.reply_to_uri is null)
                  and not exists (select 1 from tweet_hashtags as twice cross join followed_hashtags as both
                                  where twice.tweet_id = tagged.tweet_id and twice.tag < tagged.tag
                                    and both.account_id = :account_id and both.tag = twice.tag)
                order by tagged.tweet_id desc limit :most
            )
        )
        order by position desc limit :limit offset :offset
        """,
        account_id=account_id,
        most=window.limit + (window.offset or 0),
        **_part(window),
    )


async def home_above(reader: Reader, account_id: AccountId, position: int, limit: int) -> list[Entry]:
    """What stands just above a place in home and could come again as a retweet, nearest first."""
    return await reader.all(
        Entry,
        """
        select position, tweet_id, retweet_of_id from (
            select * from (
                select tweets.id as position, tweets.id as tweet_id, tweets.retweet_of_id as retweet_of_id
                from (
                    select followee_id as author_id from follows
                    where follower_id = :account_id and state = 'following'
                    union all select :account_id
                ) as followed
                cross join tweets
                where tweets.author_id = followed.author_id and tweets.id > :position
                  and tweets.deleted_at_ms is null and tweets.visibility <> 'direct'
                  and (tweets.retweet_of_id is not null
                       or (tweets.reply_to_author_id is null
                           and (tweets.reply_to_uri is null or tweets.author_id = :account_id)))
                order by tweets.id limit :limit
            )
            union
            select * from (
                select tagged.tweet_id as position, tagged.tweet_id as tweet_id, null as retweet_of_id
                from followed_hashtags cross join tweet_hashtags as tagged
                where followed_hashtags.account_id = :account_id and tagged.tag = followed_hashtags.tag
                  and tagged.tweet_id > :position
                  and exists (select 1 from tweets where tweets.id = tagged.tweet_id
                              and tweets.visibility = 'public' and tweets.deleted_at_ms is null
                              and tweets.reply_to_author_id is null and tweets.reply_to_uri is null)
                  and not exists (select 1 from tweet_hashtags as twice cross join followed_hashtags as both
                                  where twice.tweet_id = tagged.tweet_id and twice.tag < tagged.tag
                                    and both.account_id = :account_id and both.tag = twice.tag)
                order by tagged.tweet_id limit :limit
            )
        )
        order by position limit :limit
        """,
        account_id=account_id,
        position=position,
        limit=limit,
    )


async def of_list(
    reader: Reader, list_id: ListId, owner_id: AccountId, replies: RepliesPolicy, window: Window
) -> list[Entry]:
    """Tweets and retweets of a list's members; which answers stand there is the list's own rule (`model.lists`)."""
    return await reader.all(
        Entry,
        """
        select tweets.id as position, tweets.id as tweet_id, tweets.retweet_of_id as retweet_of_id
        from list_members cross join tweets
        where list_members.list_id = :list_id and tweets.author_id = list_members.account_id
          and tweets.id < :before and tweets.id > :since
          and tweets.deleted_at_ms is null and tweets.visibility <> 'direct'
          and ((tweets.reply_to_author_id is null and tweets.reply_to_uri is null)
               or tweets.reply_to_author_id in (tweets.author_id, :owner_id)
               or (:replies = 'followed'
                   and exists (select 1 from follows where follows.follower_id = :owner_id
                               and follows.followee_id = tweets.reply_to_author_id and follows.state = 'following'))
               or (:replies = 'members'
                   and exists (select 1 from list_members as other where other.list_id = :list_id
                               and other.account_id = tweets.reply_to_author_id)))
        order by tweets.id desc limit :limit offset :offset
        """,
        list_id=list_id,
        owner_id=owner_id,
        replies=replies,
        **_part(window),
    )


async def by_author(
    reader: Reader, account_id: AccountId, window: Window, replies: bool, retweets: bool
) -> list[Entry]:
    """Everything but direct tweets; answers to oneself count as tweets, not as replies."""
    return await reader.all(
        Entry,
        """
        select id as position, id as tweet_id, retweet_of_id from tweets
        where author_id = :account_id and id < :before and id > :since
          and deleted_at_ms is null and visibility <> 'direct'
          and (:replies or (reply_to_author_id is null and reply_to_uri is null) or reply_to_author_id = author_id)
          and (:retweets or retweet_of_id is null)
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        replies=replies,
        retweets=retweets,
        **_part(window),
    )


async def with_media(reader: Reader, account_id: AccountId, window: Window) -> list[Entry]:
    """What somebody wrote with pictures, films or sounds, answers too."""
    return await reader.all(
        Entry,
        """
        select id as position, id as tweet_id, retweet_of_id from tweets
        where author_id = :account_id and id < :before and id > :since
          and media_count > 0 and deleted_at_ms is null and visibility <> 'direct' and retweet_of_id is null
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        **_part(window),
    )


async def public(reader: Reader, window: Window) -> list[Entry]:
    return await reader.all(
        Entry,
        """
        select id as position, id as tweet_id, retweet_of_id from tweets
        where visibility = 'public' and retweet_of_id is null and deleted_at_ms is null
          and id < :before and id > :since
        order by id desc limit :limit offset :offset
        """,
        **_part(window),
    )


async def local(reader: Reader, window: Window) -> list[Entry]:
    return await reader.all(
        Entry,
        """
        select id as position, id as tweet_id, retweet_of_id from tweets
        where visibility = 'public' and retweet_of_id is null and uri is null and deleted_at_ms is null
          and id < :before and id > :since
        order by id desc limit :limit offset :offset
        """,
        **_part(window),
    )


async def hashtag(reader: Reader, tag: str, window: Window) -> list[Entry]:
    return await reader.all(
        Entry,
        """
        select tweets.id as position, tweets.id as tweet_id, tweets.retweet_of_id as retweet_of_id
        from tweet_hashtags cross join tweets
        where tweet_hashtags.tag = :tag and tweets.id = tweet_hashtags.tweet_id
          and tweets.visibility = 'public' and tweets.deleted_at_ms is null
          and tweet_hashtags.tweet_id < :before and tweet_hashtags.tweet_id > :since
        order by tweet_hashtags.tweet_id desc limit :limit offset :offset
        """,
        tag=tag,
        **_part(window),
    )


async def mentions(reader: Reader, account_id: AccountId, window: Window) -> list[Entry]:
    return await reader.all(
        Entry,
        """
        select tweet_id as position, tweet_id from tweet_mentions
        where account_id = :account_id and tweet_id < :before and tweet_id > :since
        order by tweet_id desc limit :limit offset :offset
        """,
        account_id=account_id,
        **_part(window),
    )


async def likes(reader: Reader, account_id: AccountId, window: Window) -> list[Entry]:
    """In the order of liking."""
    return await reader.all(
        Entry,
        """
        select id as position, tweet_id from likes
        where account_id = :account_id and id < :before and id > :since
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        **_part(window),
    )


async def bookmarks(reader: Reader, account_id: AccountId, window: Window) -> list[Entry]:
    """In the order of keeping."""
    return await reader.all(
        Entry,
        """
        select id as position, tweet_id from bookmarks
        where account_id = :account_id and id < :before and id > :since
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        **_part(window),
    )


async def replies(reader: Reader, tweet_id: TweetId, window: Window) -> list[Entry]:
    """Direct replies."""
    return await reader.all(
        Entry,
        """
        select id as position, id as tweet_id from tweets
        where reply_to_id = :tweet_id and deleted_at_ms is null and id < :before and id > :since
        order by id desc limit :limit offset :offset
        """,
        tweet_id=tweet_id,
        **_part(window),
    )


async def ancestors(reader: Reader, tweet_id: TweetId, limit: int) -> list[TweetId]:
    """What the tweet answers, what that answers, and so on: nearest first, each once, also through deleted ones.

    Tweets from elsewhere may claim to answer each other in a circle.
    """
    found = await reader.values(
        """
        with recursive up (id, parent_id, distance) as (
            select id, reply_to_id, 0 from tweets where id = :tweet_id
            union all
            select tweets.id, tweets.reply_to_id, up.distance + 1
            from up join tweets on tweets.id = up.parent_id
            where up.distance < :limit
        )
        select id from up where distance > 0 order by distance
        """,
        tweet_id=tweet_id,
        limit=limit,
    )
    return _others(found, tweet_id)


async def descendants(reader: Reader, tweet_id: TweetId, limit: int) -> list[TweetId]:
    """Replies, each followed by its own replies, oldest first, each once."""
    found = await reader.values(
        """
        with recursive down (id, path) as (
            select id, printf('%020d', id) from tweets where reply_to_id = :tweet_id
            union all
            select tweets.id, down.path || printf('%020d', tweets.id)
            from down join tweets on tweets.reply_to_id = down.id
            where length(down.path) < 2000
            limit :limit
        )
        select id from down order by path
        """,
        tweet_id=tweet_id,
        limit=limit,
    )
    return _others(found, tweet_id)


def _part(window: Window) -> dict[str, int]:
    return {"before": window.before, "since": window.since, "limit": window.limit, "offset": window.offset or 0}


def _others(found: list[Value], tweet_id: TweetId) -> list[TweetId]:
    ids = dict.fromkeys(TweetId(int(value or 0)) for value in found)
    ids.pop(tweet_id, None)
    return list(ids)
