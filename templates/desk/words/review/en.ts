/** Words of review, planning and correction in English. */
export const reviewEn = {
  noSuchAddress: 'No release has this address: {}',
  duplicate: 'Duplicate',
  duplicateText:
    'Makes a new draft with the text, the facts and the contacts of version {}. Files, old addresses and the date are not copied.',
  doneDuplicated: 'This is the copy. Nothing of the original was changed.',
};
