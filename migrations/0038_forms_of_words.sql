-- The forms of words. `term` is a word as texts write it, in lower case. `word` is as the index compares
-- it, and `stem` is what its forms have in common. Both are null until the Worker has filled them in.
create table word_forms (
  lang text not null,
  term text not null,
  word text,
  stem text,
  primary key (lang, term)
) strict, without rowid;

create index word_forms_by_stem on word_forms (lang, stem, word);
create index word_forms_by_word on word_forms (lang, word, stem);
create index word_forms_without_stem on word_forms (lang) where stem is null;

-- Texts pass through `spelled` within the batch that indexes them, to be cut into words with their
-- accents, hyphens and points. It is empty otherwise.
create virtual table spelled using fts5(
  title,
  summary,
  body,
  content = '',
  columnsize = 0,
  detail = column,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Pd'"
);

create virtual table spelled_words using fts5vocab(spelled, instance);

-- The version of the index that a publication entered. What is in it under an older one enters it again,
-- step by step with the ticks, and is found as before until then.
alter table publications add column index_version integer not null default 0;

create index publications_of_old_index on publications (visible_from) where searchable = 1 and index_version < 1;
