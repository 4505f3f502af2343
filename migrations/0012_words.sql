-- The words that begin others: FTS5 finds the beginning of words by reading all that begin so, in every
-- release there is. So the longer forms of a word are looked up here instead, and asked for by
-- themselves. Texts pass through `fresh` within the batch that indexes them, to be cut into words just
-- as the index cuts them. It is empty otherwise.
create virtual table fresh using fts5(
  text,
  content = '',
  columnsize = 0,
  detail = none,
  tokenize = "unicode61 remove_diacritics 2"
);

create virtual table fresh_words using fts5vocab(fresh, row);

-- What has no letter in front, such as numbers, begins nothing.
create table words (
  word text primary key
) strict, without rowid;

-- What is in the index enters it again step by step with the hourly tick, and leaves its words here.
update search_backlog set below = (select coalesce(max(id) + 1, 0) from publications);
