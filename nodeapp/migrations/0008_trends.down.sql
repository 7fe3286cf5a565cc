drop table dismissals; drop table trend_builds; drop table engaged_tweets; drop table shared_links; drop table hashtag_uses;
