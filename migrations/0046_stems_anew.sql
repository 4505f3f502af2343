-- Stems are found anew, by other stemmers than before: the Worker fills them in with the next searches and ticks.
update word_forms set word = null, stem = null;
