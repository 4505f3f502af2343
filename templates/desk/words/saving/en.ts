export const savingEn = {
  changedMeanwhile: 'This release was changed meanwhile',
  meanwhileConflicts:
    'Nothing is saved yet. The form has your text, with the changes that somebody else, or you in another tab, saved meanwhile. Where both changed the same words, yours stayed: compare them, then save again.',
  meanwhileMerged:
    'Nothing is saved yet. The form has your text, with the changes that somebody else, or you in another tab, saved meanwhile. They do not contradict yours: look at them, then save again.',
  conflicts: 'Both changed',
  savedMeanwhile: 'Saved meanwhile',
  yourText: 'Your text',
  takenOver: 'Taken over into the form',
};
