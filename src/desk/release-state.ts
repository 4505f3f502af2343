/** The state of a release in words: what readers see, what goes out, who approved. */
import type { ReleaseState } from '../../templates/desk/release-page.tsx';
import { officeInstant, spanInWords, type TimeLeft, utcTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { atLeast } from '../domain/editor.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import { publicAddress } from '../domain/site.ts';
import type { AppContext } from '../http/context.ts';
import type { Document } from './api-call.ts';
import { wordsFor } from './page.ts';

type Working = Document<'GET /releases/{id}'>;

export function releaseState(c: AppContext, working: Working): ReleaseState {
  const { site, session, lang } = c.var;
  const words = wordsFor(c);
  const { state, publicVersion, scheduledVersion, approval, version, id } = working;
  const titles = Object.fromEntries(
    Object.entries(working.editions).map(([one, { title }]) => [one, title]),
  );
  const seen = state === 'withdrawn' ? words.readersWithdrawn : words.notPublic;
  const lines = [
    publicVersion === null ? seen : fill(words.publicVersion, publicVersion),
    ...(scheduledVersion === null || working.publishAt === null
      ? []
      : [
          `${fill(words.scheduledVersion, scheduledVersion)}.`,
          fill(words.goesOutOn, inOffice(c, Date.parse(working.publishAt))),
        ]),
    ...(approval
      ? [fill(words.approved, { version: String(approval.version), person: approval.editor })]
      : []),
  ];
  const slugs = Object.fromEntries(
    Object.entries(working.editions).map(([one, { slug }]) => [one, slug]),
  );
  const slug = inLanguage(slugs, lang, site.languages) ?? '';
  const shown = slugs[lang] === undefined ? site.defaultLanguage : lang;
  const mayPublish = atLeast(session.editor.role, 'editor');
  return {
    id,
    title: inLanguage(titles, lang, site.languages) ?? id,
    state,
    version,
    lines,
    left: working.publishAt === null ? null : timeLeft(c, Date.parse(working.publishAt)),
    warning: working.changedSinceScheduled
      ? fill(words.changedSinceScheduled, scheduledVersion ?? '')
      : site.twoPersons && publicVersion === null && approval?.version !== version
        ? words.needsApproval
        : null,
    publicPath:
      publicVersion === null ? null : publicAddress(site, paths.release(site, shown, id, slug)),
    mayPublish,
    isScheduled: scheduledVersion !== null,
    asksApproval: site.twoPersons && approval?.version !== version,
    mayDiscard: state === 'draft' || (state === 'scheduled' && mayPublish),
  };
}

/** The time that is left until an instant. */
export function timeLeft(c: AppContext, at: number): TimeLeft {
  const milliseconds = at - c.var.now;
  const text = fill(wordsFor(c).inTime, spanInWords(milliseconds, c.var.lang));
  return { milliseconds, text };
}

/** An instant in the office's zone and in universal time. */
function inOffice({ var: { site, lang } }: AppContext, at: number) {
  return {
    local: `${officeInstant(at, lang, site.timeZone)} (${site.timeZone})`,
    utc: utcTime(at),
  };
}

/** When something goes out, as a sentence: local and universal time, and what is left. */
export function sentenceOf(c: AppContext, at: number): string {
  const countdown = timeLeft(c, at).text;
  return fill(wordsFor(c).goesOutAt, { ...inOffice(c, at), countdown });
}
