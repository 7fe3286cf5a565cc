"""Quotes: how each stands with the author of what it quotes, and what authors here were asked."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.quotes import Quoter, QuoteRequest, RequestState, is_shown
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import QuotePolicy, QuoteState, Tweet
from nodeapp.model.visibility import is_open
from nodeapp.queries import graph, tweets
from nodeapp.seams.database import Reader, Transaction


async def quoter(reader: Reader, quoted: Tweet, account_id: AccountId) -> Quoter:
    """How somebody stands to the author of a tweet."""
    if account_id == quoted.author_id:
        return Quoter(is_author=True)
    follow = await graph.follow_between(reader, account_id, quoted.author_id)
    named = await tweets.mentions_of(reader, [quoted.id])
    return Quoter(
        follows=follow is not None and follow.state == "following",
        is_mentioned=any(mention.account_id == account_id for mention in named),
    )


async def change_state(tx: Transaction, quoting: Tweet, state: QuoteState, approval_uri: str | None = None) -> None:
    """What it quotes is counted again, unless it is deleted. `approval_uri` None leaves what is known."""
    await tx.run(
        """
        update tweets set quote_state = :state, quote_approval_uri = coalesce(:approval_uri, quote_approval_uri)
        where id = :tweet_id
        """,
        tweet_id=quoting.id,
        state=state,
        approval_uri=approval_uri,
    )
    change = is_shown(state) - is_shown(quoting.quote_state)
    is_counted = quoting.deleted_at_ms is None and is_open(quoting.visibility)
    if change and quoting.quote_of_id is not None and is_counted:
        await tweets.count_quote(tx, quoting.quote_of_id, change)


async def join(tx: Transaction, quoting: Tweet, quoted: Tweet, state: QuoteState) -> None:
    """What a live tweet quotes has come after it."""
    await tx.run(
        "update tweets set quote_of_id = :quoted_id, quote_state = :state where id = :tweet_id and quote_of_id is null",
        tweet_id=quoting.id,
        quoted_id=quoted.id,
        state=state,
    )
    if is_shown(state) and is_open(quoting.visibility):
        await tweets.count_quote(tx, quoted.id, 1)


async def change_policy(tx: Transaction, tweet_id: TweetId, policy: QuotePolicy, asks: QuotePolicy | None) -> None:
    """`asks` is None for a tweet from here."""
    await tx.run(
        "update tweets set quote_policy = :policy, quote_asks = :asks where id = :tweet_id",
        tweet_id=tweet_id,
        policy=policy,
        asks=asks,
    )


async def approved_by(reader: Reader, approval_uri: str, author_id: AccountId, limit: int) -> list[Tweet]:
    """Live tweets that quote something by this author with this approval."""
    return await reader.all(
        Tweet,
        """
        select tweets.* from tweets join tweets as quoted on quoted.id = tweets.quote_of_id
        where tweets.quote_approval_uri = :approval_uri and tweets.deleted_at_ms is null
          and quoted.author_id = :author_id
        limit :limit
        """,
        approval_uri=approval_uri,
        author_id=author_id,
        limit=limit,
    )


async def insert_request(tx: Transaction, request: QuoteRequest) -> None:
    await tx.run(
        """
        insert into quote_requests (
            id, quoted_id, author_id, quoting_uri, quoting_id, account_id, activity_uri, state,
            created_at_ms, changed_at_ms
        ) values (
            :id, :quoted_id, :author_id, :quoting_uri, :quoting_id, :account_id, :activity_uri, :state,
            :created_at_ms, :changed_at_ms
        )
        """,
        id=request.id,
        quoted_id=request.quoted_id,
        author_id=request.author_id,
        quoting_uri=request.quoting_uri,
        quoting_id=request.quoting_id,
        account_id=request.account_id,
        activity_uri=request.activity_uri,
        state=request.state,
        created_at_ms=request.created_at_ms,
        changed_at_ms=request.changed_at_ms,
    )


async def change_request(tx: Transaction, request_id: int, state: RequestState, now_ms: int) -> None:
    await tx.run(
        "update quote_requests set state = :state, changed_at_ms = :now_ms where id = :request_id",
        request_id=request_id,
        state=state,
        now_ms=now_ms,
    )


async def name_request(tx: Transaction, request_id: int, activity_uri: str) -> None:
    """It was asked again, under this address."""
    await tx.run(
        "update quote_requests set activity_uri = :activity_uri where id = :request_id",
        request_id=request_id,
        activity_uri=activity_uri,
    )


async def link_request(tx: Transaction, request_id: int, quoting_id: TweetId) -> None:
    """The quote that was asked about has come."""
    await tx.run(
        "update quote_requests set quoting_id = :quoting_id where id = :request_id",
        request_id=request_id,
        quoting_id=quoting_id,
    )


async def request(reader: Reader, quoted_id: TweetId, quoting_uri: str) -> QuoteRequest | None:
    return await reader.one(
        QuoteRequest,
        "select * from quote_requests where quoted_id = :quoted_id and quoting_uri = :quoting_uri",
        quoted_id=quoted_id,
        quoting_uri=quoting_uri,
    )


async def request_by_id(reader: Reader, request_id: int) -> QuoteRequest | None:
    return await reader.one(QuoteRequest, "select * from quote_requests where id = :request_id", request_id=request_id)


async def pending(reader: Reader, author_id: AccountId, window: Window) -> list[QuoteRequest]:
    """What waits for this author's answer, newest first; not of a quote that is deleted, nor of who is blocked."""
    return await reader.all(
        QuoteRequest,
        """
        select * from quote_requests
        where author_id = :author_id and state = 'pending' and id < :before and id > :since
          and not exists (
              select 1 from tweets where tweets.id = quote_requests.quoting_id and tweets.deleted_at_ms is not null
          )
          and not exists (
              select 1 from blocks
              where blocks.account_id = quote_requests.author_id and blocks.target_id = quote_requests.account_id
          )
        order by id desc limit :limit offset :offset
        """,
        author_id=author_id,
        before=window.before,
        since=window.since,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def count_pending(reader: Reader, author_id: AccountId, most: int) -> int:
    """As `pending`, counted as far as `most`."""
    return await reader.number(
        """
        select count(*) from (
            select 1 from quote_requests
            where author_id = :author_id and state = 'pending'
              and not exists (
                  select 1 from tweets where tweets.id = quote_requests.quoting_id and tweets.deleted_at_ms is not null
              )
              and not exists (
                  select 1 from blocks
                  where blocks.account_id = quote_requests.author_id and blocks.target_id = quote_requests.account_id
              )
            limit :most
        )
        """,
        author_id=author_id,
        most=most,
    )
