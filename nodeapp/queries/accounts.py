"""Accounts: people here and the copies of people from elsewhere."""

import msgspec
from msgspec import Struct

from nodeapp.model.accounts import Account, Field, ForeignAccount, Profile, Role, State, username_key
from nodeapp.model.events import AccountChanged, AccountCreated, AccountErased
from nodeapp.model.ids import AccountId, clamped, foreign_id
from nodeapp.queries import event_log
from nodeapp.seams.database import Reader, Transaction

ID_ATTEMPTS = 64


class Keys(Struct, frozen=True):
    """The key pair a local account signs with."""

    account_id: AccountId
    private_pem: str
    public_pem: str


async def by_id(reader: Reader, account_id: AccountId) -> Account | None:
    return await reader.one(Account, "select * from accounts where id = :account_id", account_id=account_id)


async def by_ids(reader: Reader, ids: list[AccountId]) -> list[Account]:
    return await reader.all(Account, "select * from accounts where id in :ids", ids=list[int](ids)) if ids else []


async def by_name(reader: Reader, username: str, host: str = "") -> Account | None:
    return await reader.one(
        Account,
        "select * from accounts where username_key = :username_key and host = :host",
        username_key=username_key(username),
        host=host,
    )


async def by_names(reader: Reader, usernames: list[str]) -> list[Account]:
    """Everybody with one of these names, whatever their host; at most 500."""
    keys = [username_key(username) for username in usernames]
    return await reader.all(Account, "select * from accounts where username_key in :keys", keys=keys) if keys else []


async def by_uri(reader: Reader, uri: str) -> Account | None:
    return await reader.one(Account, "select * from accounts where uri = :uri", uri=uri)


async def by_uris(reader: Reader, uris: list[str]) -> list[Account]:
    return await reader.all(Account, "select * from accounts where uri in :uris", uris=uris) if uris else []


async def named_like(reader: Reader, prefix: str, words: str, limit: int, offset: int) -> list[Account]:
    """People whose name begins with `prefix`, or whose display name contains `words`; those here first.

    Both are LIKE patterns with `\\` before a literal % or _.
    """
    return await reader.all(
        Account,
        """
        select * from accounts
        where state = 'active' and discoverable = 1
          and (username_key like :prefix escape '\\' or display_name like :words escape '\\')
        order by host <> '', follower_count desc, id limit :limit offset :offset
        """,
        prefix=prefix,
        words=words,
        limit=limit,
        offset=offset,
    )


async def count_local(reader: Reader) -> int:
    return await reader.number("select count(*) from accounts where host = '' and state <> 'erased'")


async def insert_local(
    tx: Transaction, account_id: AccountId, username: str, display_name: str, role: Role, state: State, now_ms: int
) -> None:
    await tx.run(
        """
        insert into accounts (id, username, username_key, display_name, role, state,
                              created_at_ms, received_at_ms, updated_at_ms)
        values (:account_id, :username, :username_key, :display_name, :role, :state, :now_ms, :now_ms, :now_ms)
        """,
        account_id=account_id,
        username=username,
        username_key=username_key(username),
        display_name=display_name,
        role=role,
        state=state,
        now_ms=now_ms,
    )


async def insert_keys(tx: Transaction, account_id: AccountId, private_pem: str, public_pem: str, now_ms: int) -> None:
    await tx.run(
        """
        insert into account_keys (account_id, private_pem, public_pem, created_at_ms)
        values (:account_id, :private_pem, :public_pem, :now_ms)
        """,
        account_id=account_id,
        private_pem=private_pem,
        public_pem=public_pem,
        now_ms=now_ms,
    )


async def keys_of(reader: Reader, account_id: AccountId) -> Keys | None:
    return await reader.one(
        Keys,
        "select account_id, private_pem, public_pem from account_keys where account_id = :account_id",
        account_id=account_id,
    )


async def change_profile(tx: Transaction, account_id: AccountId, profile: Profile, now_ms: int) -> None:
    """None leaves a column as it is."""
    await tx.run(
        """
        update accounts set
            display_name = coalesce(:display_name, display_name), bio = coalesce(:bio, bio),
            location = coalesce(:location, location), website = coalesce(:website, website),
            website_verified_at_ms = case when coalesce(:website, website) = website then website_verified_at_ms end,
            birth_date = case when :birth_date = '' then null else coalesce(:birth_date, birth_date) end,
            fields = coalesce(:fields, fields), locked = coalesce(:locked, locked), bot = coalesce(:bot, bot),
            discoverable = coalesce(:discoverable, discoverable), indexable = coalesce(:indexable, indexable),
            updated_at_ms = :now_ms
        where id = :account_id
        """,
        account_id=account_id,
        display_name=profile.display_name,
        bio=profile.bio,
        location=profile.location,
        website=profile.website,
        birth_date=profile.birth_date,
        fields=None if profile.fields is None else _encoded(profile.fields),
        locked=profile.locked,
        bot=profile.bot,
        discoverable=profile.discoverable,
        indexable=profile.indexable,
        now_ms=now_ms,
    )


async def change_state(tx: Transaction, account_id: AccountId, state: State, now_ms: int) -> None:
    await tx.run(
        "update accounts set state = :state, updated_at_ms = :now_ms where id = :account_id",
        account_id=account_id,
        state=state,
        now_ms=now_ms,
    )


async def change_role(tx: Transaction, account_id: AccountId, role: Role, now_ms: int) -> None:
    await tx.run(
        "update accounts set role = :role, updated_at_ms = :now_ms where id = :account_id",
        account_id=account_id,
        role=role,
        now_ms=now_ms,
    )


async def verify(tx: Transaction, account_id: AccountId, verified: bool, now_ms: int) -> None:
    """The badge that those who run this node give."""
    await tx.run(
        "update accounts set verified = :verified, updated_at_ms = :now_ms where id = :account_id",
        account_id=account_id,
        verified=verified,
        now_ms=now_ms,
    )


async def upsert_foreign(tx: Transaction, foreign: ForeignAccount, now_ms: int) -> Account:
    """Stores what another node tells of its account, known by uri, with the event that says so.

    A name that now belongs to another uri was given anew over there: the old owner keeps the row under a name of its
    id, so that what they wrote stays theirs.
    """
    known = await by_uri(tx, foreign.uri)
    namesake = await by_name(tx, foreign.username, foreign.host)
    if namesake is not None and namesake.uri != foreign.uri:
        await _step_aside(tx, namesake, now_ms)
    if known is None:
        await _insert_foreign(tx, await _free_id(tx, foreign, now_ms), foreign, now_ms)
    await _update_foreign(tx, foreign, now_ms)
    stored = await by_uri(tx, foreign.uri)
    if stored is None:
        raise LookupError(foreign.uri)
    kind = AccountCreated if known is None else AccountChanged
    await event_log.append(tx, kind(actor_id=stored.id, subject_id=stored.id, origin=stored.host), now_ms)
    return stored


async def _step_aside(tx: Transaction, account: Account, now_ms: int) -> None:
    await tx.run(
        """
        update accounts set username_key = 'formerly-' || id, state = 'gone', updated_at_ms = :now_ms
        where id = :account_id
        """,
        account_id=account.id,
        now_ms=now_ms,
    )
    erased = AccountErased(actor_id=account.id, subject_id=account.id, origin=account.host)
    await event_log.append(tx, erased, now_ms)


async def _free_id(tx: Transaction, foreign: ForeignAccount, now_ms: int) -> AccountId:
    created_at_ms = clamped(foreign.created_at_ms, now_ms)
    for attempt in range(ID_ATTEMPTS):
        account_id = AccountId(foreign_id(foreign.uri, created_at_ms, attempt))
        if await by_id(tx, account_id) is None:
            return account_id
    raise LookupError(f"no free id for {foreign.uri}")


async def _insert_foreign(tx: Transaction, account_id: AccountId, foreign: ForeignAccount, now_ms: int) -> None:
    await tx.run(
        """
        insert into accounts (id, username, username_key, host, uri, created_at_ms, received_at_ms, updated_at_ms)
        values (:account_id, :username, :username_key, :host, :uri, :created_at_ms, :now_ms, :now_ms)
        """,
        account_id=account_id,
        username=foreign.username,
        username_key=username_key(foreign.username),
        host=foreign.host,
        uri=foreign.uri,
        created_at_ms=clamped(foreign.created_at_ms, now_ms),
        now_ms=now_ms,
    )


async def _update_foreign(tx: Transaction, foreign: ForeignAccount, now_ms: int) -> None:
    await tx.run(
        """
        update accounts set
            username = :username, username_key = :username_key, host = :host, url = :url, inbox_url = :inbox_url,
            shared_inbox_url = :shared_inbox_url, outbox_url = :outbox_url, followers_url = :followers_url,
            featured_url = :featured_url,
            public_key_id = :public_key_id, public_key_pem = :public_key_pem, display_name = :display_name,
            bio_html = :bio_html, avatar_url = :avatar_url, cover_url = :cover_url, fields = :fields, bot = :bot,
            locked = :locked, discoverable = :discoverable, indexable = :indexable,
            origin_follower_count = :follower_count, origin_following_count = :following_count,
            origin_tweet_count = :tweet_count, updated_at_ms = :now_ms, fetched_at_ms = :now_ms,
            state = case when state = 'gone' then 'active' else state end
        where uri = :uri
        """,
        uri=foreign.uri,
        username=foreign.username,
        username_key=username_key(foreign.username),
        host=foreign.host,
        url=foreign.url,
        inbox_url=foreign.inbox_url,
        shared_inbox_url=foreign.shared_inbox_url,
        outbox_url=foreign.outbox_url,
        followers_url=foreign.followers_url,
        featured_url=foreign.featured_url,
        public_key_id=foreign.public_key_id,
        public_key_pem=foreign.public_key_pem,
        display_name=foreign.display_name,
        bio_html=foreign.bio_html,
        avatar_url=foreign.avatar_url,
        cover_url=foreign.cover_url,
        fields=_encoded(foreign.fields),
        bot=foreign.bot,
        locked=foreign.locked,
        discoverable=foreign.discoverable,
        indexable=foreign.indexable,
        follower_count=foreign.follower_count,
        following_count=foreign.following_count,
        tweet_count=foreign.tweet_count,
        now_ms=now_ms,
    )


async def count_follow(tx: Transaction, follower_id: AccountId, followee_id: AccountId, change: int) -> None:
    await tx.run(
        "update accounts set following_count = max(following_count + :change, 0) where id = :follower_id",
        follower_id=follower_id,
        change=change,
    )
    await tx.run(
        "update accounts set follower_count = max(follower_count + :change, 0) where id = :followee_id",
        followee_id=followee_id,
        change=change,
    )


def _encoded(fields: tuple[Field, ...]) -> str:
    return msgspec.json.encode(fields).decode()
