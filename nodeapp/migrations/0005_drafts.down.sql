drop table draft_media;
drop table drafts;
