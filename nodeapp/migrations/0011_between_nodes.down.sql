drop table once_followed;
drop table quote_checks;
