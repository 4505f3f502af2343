/** Reviews of a version by another person, and comments at passages of its text. */

export const reviewOutcomes = ['returned', 'approved', 'recalled'] as const;

export const noticeKinds = ['returned', 'approved', 'comment', 'answer', 'resolved'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** The texts of an edition that can be commented, in the order in which they are shown. */
export const commentFields = ['title', 'summary', 'place', 'markdown'] as const;
export type CommentField = (typeof commentFields)[number];

export const isCommentField = (text: string): text is CommentField =>
  (commentFields as readonly string[]).includes(text);

/** Characters of a comment, a message or a reason, at most. */
export const longestRemark = 5000;
