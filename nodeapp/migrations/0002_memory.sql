-- What memory reads of a viewer at once: whom they are blocked by, and what they retweeted, newest first.

create index blocks_by_target on blocks (target_id, account_id);
create index tweets_retweeted_by on tweets (author_id, id, retweet_of_id, deleted_at_ms)
    where retweet_of_id is not null and deleted_at_ms is null;
