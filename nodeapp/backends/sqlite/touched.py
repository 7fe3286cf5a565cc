"""Triggers that list every mirrored row a transaction touches, whichever statement did it.

They are temporary: seen by the writer's connection alone, gone when it closes, and undone with what is rolled back.
"""

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
)


async def install(tx: Transaction) -> None:
    """From the end of this transaction on; in the writer's own connection."""
    for statement in (_TABLE, *_TRIGGERS):
        await tx.run(statement)
