/** The schemas of what is read as Markdown. */
import * as v from 'valibot';
import { markdownComplexityError } from './markdown-complexity.ts';
import { longestRemark } from './review.ts';
import { character, isContained, noCharacter } from './text-input.ts';

const longestBody = 200_000;

/** The text of an edition: CommonMark, within bounds. */
export const body = v.pipe(
  v.string('must be a text'),
  v.normalize(),
  v.maxLength(longestBody, `must be at most ${longestBody} characters long`),
  v.check((text) => text.isWellFormed(), 'must be well-formed Unicode'),
  v.regex(/^(?:\P{Cc}|[\t\n\r])*$/u, 'must not contain control characters'),
  v.check((text) => character.test(text), noCharacter),
  v.check(isContained, 'must not override the direction of writing, nor leave it changed'),
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed
      ? markdownComplexityError(dataset.value.slice(0, longestBody))
      : null;
    if (message !== null) addIssue({ message });
  }),
);

/** A comment, a message or a reason: some lines of text. */
export const remark = v.pipe(
  body,
  v.maxLength(longestRemark, `must be at most ${longestRemark} characters long`),
);
