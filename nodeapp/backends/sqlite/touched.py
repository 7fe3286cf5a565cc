"""Triggers that list every mirrored row a transaction touches, whichever statement did it.

They are temporary: seen by the writer's connection alone, gone when it closes, and undone with what is rolled back.
"""

from string import Template

from nodeapp.seams.database import Transaction

_TABLE = """
    create temp table touched (
        place integer primary key,
        kind text not null,
        subject_id integer not null,
        account_id integer not null default 0,
        is_on integer not null default 1
    )
"""
_ROWS = (("insert", "new"), ("update", "new"), ("delete", "old"))

_HANGS_ON_A_TWEET = Template("""
    create temp trigger ${table}_$what after $what on main.$table when $row.tweet_id is not null begin
        insert into touched (kind, subject_id) values ('tweet', $row.tweet_id);
    end
""")
"""The tweet's card is another then."""

_VOTE = Template("""
    create temp trigger vote_$what after $what on main.poll_votes begin
        insert into touched (kind, subject_id, account_id) values ('vote', $row.tweet_id, $row.account_id);
    end
""")
_KEPT_APART = Template("""
    create temp trigger ${table}_$what after $what on main.$table begin
        insert into touched (kind, subject_id, account_id) values ('standing', 0, $row.account_id);
    end
""")
"""What one person keeps away changes so rarely that everything about them is read again."""

_TAGGED = Template("""
    create temp trigger tagged_$what after $what on main.tweet_hashtags begin
        insert into touched (kind, subject_id) values ('tagged', $row.tweet_id);
    end
""")
_MEMBER = Template("""
    create temp trigger member_$what after $what on main.list_members begin
        insert into touched (kind, subject_id, account_id)
        select 'standing', 0, lists.account_id from main.lists where lists.id = $row.list_id;
    end
""")

_TRIGGERS = (
    """
    create temp trigger tweet_new after insert on main.tweets begin
        insert into touched (kind, subject_id) values ('new', new.id);
    end
    """,
    """
    create temp trigger tweet_changed after update on main.tweets begin
        insert into touched (kind, subject_id) values ('tweet', new.id);
    end
    """,
    """
    create temp trigger tweet_placed after update of reply_to_author_id on main.tweets begin
        insert into touched (kind, subject_id) values ('placed', new.id);
    end
    """,
    """
    create temp trigger tweet_restored after update of deleted_at_ms on main.tweets
    when old.deleted_at_ms is not null and new.deleted_at_ms is null begin
        insert into touched (kind, subject_id) values ('placed', new.id);
    end
    """,
    """
    create temp trigger retweet_new after insert on main.tweets when new.retweet_of_id is not null begin
        insert into touched (kind, subject_id, account_id) values ('retweet', new.retweet_of_id, new.author_id);
    end
    """,
    """
    create temp trigger retweet_gone after update of deleted_at_ms on main.tweets
    when new.retweet_of_id is not null and new.deleted_at_ms is not null begin
        insert into touched (kind, subject_id, account_id, is_on)
        values ('retweet', new.retweet_of_id, new.author_id, 0);
    end
    """,
    """
    create temp trigger account_new after insert on main.accounts begin
        insert into touched (kind, subject_id) values ('account', new.id);
    end
    """,
    """
    create temp trigger account_changed after update on main.accounts begin
        insert into touched (kind, subject_id) values ('account', new.id);
    end
    """,
    """
    create temp trigger like_new after insert on main.likes begin
        insert into touched (kind, subject_id, account_id) values ('like', new.tweet_id, new.account_id);
    end
    """,
    """
    create temp trigger like_gone after delete on main.likes begin
        insert into touched (kind, subject_id, account_id, is_on) values ('like', old.tweet_id, old.account_id, 0);
    end
    """,
    """
    create temp trigger bookmark_new after insert on main.bookmarks begin
        insert into touched (kind, subject_id, account_id) values ('bookmark', new.tweet_id, new.account_id);
    end
    """,
    """
    create temp trigger bookmark_gone after delete on main.bookmarks begin
        insert into touched (kind, subject_id, account_id, is_on) values ('bookmark', old.tweet_id, old.account_id, 0);
    end
    """,
    """
    create temp trigger follow_new after insert on main.follows begin
        insert into touched (kind, subject_id, account_id, is_on)
        values ('follow', new.followee_id, new.follower_id, new.state = 'following');
    end
    """,
    """
    create temp trigger follow_changed after update on main.follows begin
        insert into touched (kind, subject_id, account_id, is_on)
        values ('follow', new.followee_id, new.follower_id, new.state = 'following');
    end
    """,
    """
    create temp trigger follow_gone after delete on main.follows begin
        insert into touched (kind, subject_id, account_id, is_on)
        values ('follow', old.followee_id, old.follower_id, 0);
    end
    """,
    """
    create temp trigger block_new after insert on main.blocks begin
        insert into touched (kind, subject_id, account_id) values ('block', new.target_id, new.account_id);
    end
    """,
    """
    create temp trigger block_gone after delete on main.blocks begin
        insert into touched (kind, subject_id, account_id, is_on) values ('block', old.target_id, old.account_id, 0);
    end
    """,
    *(
        _HANGS_ON_A_TWEET.substitute(table=table, what=what, row=row)
        for table in ("media", "polls", "poll_options")
        for what, row in _ROWS
    ),
    *(_VOTE.substitute(what=what, row=row) for what, row in _ROWS),
    *(
        _KEPT_APART.substitute(table=table, what=what, row=row)
        for table in ("mutes", "thread_mutes", "peer_blocks", "lists", "followed_hashtags")
        for what, row in _ROWS
    ),
    *(_TAGGED.substitute(what=what, row=row) for what, row in _ROWS),
    *(_MEMBER.substitute(what=what, row=row) for what, row in _ROWS),
    """
    create temp trigger follow_silenced after update of retweets on main.follows begin
        insert into touched (kind, subject_id, account_id) values ('standing', 0, new.follower_id);
    end
    """,
    """
    create temp trigger silenced_gone after delete on main.follows when old.retweets = 0 begin
        insert into touched (kind, subject_id, account_id) values ('standing', 0, old.follower_id);
    end
    """,
)


async def install(tx: Transaction) -> None:
    """From the end of this transaction on; in the writer's own connection."""
    for statement in (_TABLE, *_TRIGGERS):
        await tx.run(statement)
