"""Recommendations: whom and what somebody may like, from what they follow, write and like; each of it bounded.

Of every source the newest are taken, and of each of these the newest again: `floor_id` is where that part ends.
Who must not be shown is left out where it is shown (`services.recommendations`).
"""

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader


class Candidate(Struct, frozen=True):
    """`strength` counts what speaks for somebody."""

    account_id: AccountId
    strength: int


class TweetCandidate(Struct, frozen=True):
    tweet_id: TweetId
    strength: int


class Use(Struct, frozen=True):
    """A hashtag that the viewer cares for, in a public tweet."""

    tweet_id: TweetId
    account_id: AccountId
    tag: str


class Friend(Struct, frozen=True):
    """Somebody whom the viewer follows, and who follows the other."""

    account_id: AccountId
    friend_id: AccountId


async def by_friends(reader: Reader, me: AccountId, sources: int, each: int, most: int) -> list[Candidate]:
    """Followed by those I follow, by how many of them."""
    return await reader.all(
        Candidate,
        """
        select second.followee_id as account_id, count(*) as strength
        from (
            select mine.followee_id as friend_id, coalesce((
                select edge.id from follows as edge
                where edge.follower_id = mine.followee_id and edge.state = 'following'
                order by edge.id desc limit 1 offset :each
            ), 0) as floor_id
            from follows as mine where mine.follower_id = :me and mine.state = 'following'
            order by mine.id desc limit :sources
        ) as first cross join follows as second
        where second.follower_id = first.friend_id and second.state = 'following' and second.id > first.floor_id
          and second.followee_id <> :me
          and not exists (select 1 from follows as own where own.follower_id = :me
                          and own.followee_id = second.followee_id)
        group by second.followee_id order by strength desc, second.followee_id desc limit :most
        """,
        me=me,
        sources=sources,
        each=each,
        most=most,
    )


async def by_hashtags(reader: Reader, me: AccountId, sources: int, tags: int, each: int, since: TweetId) -> list[Use]:
    """Uses since then of hashtags that I follow, or that my newest public tweets have; newest first.

    By people who want to be found, and whom I do not follow.
    """
    return await reader.all(
        Use,
        """
        select used.tweet_id as tweet_id, used.account_id as account_id, wanted.tag as tag
        from (
            select mine.tag as tag, coalesce((
                select edge.tweet_id from hashtag_uses as edge where edge.tag = mine.tag
                order by edge.tweet_id desc limit 1 offset :each
            ), 0) as floor_id
            from (
                select tag from (
                    select hashtag_uses.tag as tag from (
                        select id from tweets where author_id = :me and deleted_at_ms is null
                        order by id desc limit :sources
                    ) as written cross join hashtag_uses where hashtag_uses.tweet_id = written.id
                    union all
                    select tag from followed_hashtags where account_id = :me
                ) group by tag order by count(*) desc, tag limit :tags
            ) as mine
        ) as wanted cross join hashtag_uses as used cross join accounts
        where used.tag = wanted.tag and used.tweet_id > wanted.floor_id and used.tweet_id >= :since
          and used.account_id <> :me and accounts.id = used.account_id
          and accounts.state = 'active' and accounts.bot = 0 and accounts.discoverable = 1
          and not exists (select 1 from follows as own where own.follower_id = :me
                          and own.followee_id = used.account_id)
        order by used.tweet_id desc
        """,
        me=me,
        sources=sources,
        tags=tags,
        each=each,
        since=int(since),
    )


async def by_likes(reader: Reader, me: AccountId, sources: int, each: int, most: int) -> list[Candidate]:
    """Who liked public tweets that I liked, by how many of them; also those I follow."""
    return await reader.all(
        Candidate,
        """
        select theirs.account_id as account_id, count(*) as strength
        from (
            select mine.tweet_id as tweet_id, coalesce((
                select edge.id from likes as edge where edge.tweet_id = mine.tweet_id
                order by edge.id desc limit 1 offset :each
            ), 0) as floor_id
            from (select tweet_id from likes where account_id = :me order by id desc limit :sources) as mine
            cross join tweets
            where tweets.id = mine.tweet_id and tweets.visibility = 'public' and tweets.deleted_at_ms is null
        ) as first cross join likes as theirs indexed by likes_by_tweet
        where theirs.tweet_id = first.tweet_id and theirs.id > first.floor_id and theirs.account_id <> :me
        group by theirs.account_id order by strength desc, theirs.account_id desc limit :most
        """,
        me=me,
        sources=sources,
        each=each,
        most=most,
    )


async def writing(reader: Reader, me: AccountId, newest: int, most: int) -> list[Candidate]:
    """Who wrote the newest public tweets here; without those I follow."""
    return await reader.all(
        Candidate,
        """
        select account_id, count(*) as strength from (
            select author_id as account_id from tweets
            where visibility = 'public' and retweet_of_id is null and uri is null and deleted_at_ms is null
            order by id desc limit :newest
        ) as written
        where account_id <> :me
          and not exists (select 1 from follows as own where own.follower_id = :me
                          and own.followee_id = written.account_id)
        group by account_id order by strength desc, account_id desc limit :most
        """,
        me=me,
        newest=newest,
        most=most,
    )


async def friends_of(reader: Reader, me: AccountId, ids: list[AccountId], sources: int) -> list[Friend]:
    """Those I follow, the newest, who follow any of these.

    The state is asked for in a way that no index knows: pairs are looked up, and no friend's follows read through.
    """
    return await reader.all(
        Friend,
        """
        select second.followee_id as account_id, first.followee_id as friend_id
        from (
            select followee_id, id from follows where follower_id = :me and state = 'following'
            order by id desc limit :sources
        ) as first cross join follows as second
        where second.follower_id = first.followee_id and second.followee_id in :ids
          and coalesce(second.state, '') = 'following'
        order by first.id desc
        """,
        me=me,
        ids=list[int](ids),
        sources=sources,
    )


async def liked_by(
    reader: Reader, me: AccountId, people: list[AccountId], since: TweetId, fan_in: int, most: int
) -> list[TweetCandidate]:
    """Public tweets since then that these like, and that I neither wrote nor liked, by how many of them."""
    return await reader.all(
        TweetCandidate,
        """
        select liked.tweet_id as tweet_id, count(*) as strength
        from (select tweet_id from likes where account_id in :people and id >= :since limit :fan_in) as liked
        cross join tweets cross join accounts
        where tweets.id = liked.tweet_id and tweets.id >= :since and tweets.visibility = 'public'
          and tweets.deleted_at_ms is null and tweets.author_id <> :me
          and accounts.id = tweets.author_id and accounts.state = 'active' and accounts.discoverable = 1
          and not exists (select 1 from likes as own where own.tweet_id = liked.tweet_id and own.account_id = :me)
        group by liked.tweet_id order by strength desc, liked.tweet_id desc limit :most
        """,
        me=me,
        people=list[int](people),
        since=int(since),
        fan_in=fan_in,
        most=most,
    )
