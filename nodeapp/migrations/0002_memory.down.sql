drop index tweets_retweeted_by;
drop index blocks_by_target;
