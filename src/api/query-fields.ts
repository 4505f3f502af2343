/** Optional fields of a query. */
import * as v from 'valibot';

/** A text of at most `longest` characters. */
export const queryText = (longest: number, description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.maxLength(longest, `must be at most ${longest} characters long`),
      v.description(description),
    ),
  );

/** A text that `readTime` reads. */
export const queryTime = (description: string) =>
  queryText(40, `${description} An instant, or a day in the time zone of the site.`);
