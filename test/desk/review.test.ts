/** Review at the desk: sending, returning, approving, and comments at passages, without scripts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

const limits = { FAILURES: 1e9, WRITES: 1e9 };
const markdown = 'Forty judges met.\n\nThe fee is 5 euro.\n\nThe fee is 5 euro.\nIt is due.';

let newsroom: Newsroom;
let strict: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits });
  strict = await openNewsroom({ limits, vars: { TWO_PERSON_RULE: 'true' } });
});
afterAll(() => Promise.all([newsroom.dispose(), strict.dispose()]));

async function person(name: string, role: 'author' | 'editor' = 'editor', site = newsroom) {
  const visitor = new Visitor(site);
  await visitor.signIn(role, name);
  return visitor;
}

const idOf = (address: string) => /releases\/([0-9a-z]{10,})/.exec(address)?.[1] ?? '';

/** A draft that a person wrote at the desk. */
async function written(visitor: Visitor, title: string, text = markdown): Promise<string> {
  const fields = { 'editions.en.title': title, 'editions.en.markdown': text };
  const form = { form: '.release-form', button: 'Create' };
  return idOf(
    (await visitor.submit(await visitor.open('/desk/releases/new'), fields, form)).address,
  );
}

async function save(visitor: Visitor, id: string, fields: Record<string, string>) {
  const page = await visitor.open(`/desk/releases/${id}`);
  return visitor.submit(page, fields, { form: '.release-form', button: 'Save' });
}

const review = (visitor: Visitor, id: string, query = '') =>
  visitor.open(`/desk/releases/${id}/review${query}`);

/** The value of the option with that text. */
function optionOf(page: Page, name: string): string {
  const options = [...page.document.querySelectorAll('[name=reviewer] option')];
  return options.find(({ textContent }) => textContent === name)?.getAttribute('value') ?? '';
}

async function send(visitor: Visitor, id: string, name: string, reviewMessage = 'Check, please.') {
  const page = await review(visitor, id);
  const fields = { reviewer: optionOf(page, name), reviewMessage };
  return visitor.submit(page, fields, { button: 'Send for review' });
}

/** Comments on the paragraph that begins with these words. */
async function comment(visitor: Visitor, id: string, words: string, comment: string, passage = '') {
  const page = await review(visitor, id);
  const links = [...page.document.querySelectorAll('.passage > a')];
  const link = links.find((one) => one.getAttribute('aria-label')?.includes(words));
  const [path] = (link?.getAttribute('href') ?? '').split('#');
  const chosen = await review(visitor, id, path);
  const fields = { comment, ...(passage !== '' && { passage }) };
  return visitor.submit(chosen, fields, { form: '#passage', button: 'Comment' });
}

const notices = (site: Newsroom, table = 'notices') =>
  site.db.prepare(`select count(*) as n from ${table}`).first<{ n: number }>();

describe('a review', () => {
  test('is sent with a word, found on Today, and returned with a reason', async () => {
    const [author, editor] = [await person('Ana', 'author'), await person('Ben')];
    const id = await written(author, 'Fees in Vienna');
    const sent = await send(author, id, 'Ben', 'Are the <b>figures</b> right?');
    expect([sent.status, sent.text1('.done')]).toEqual([
      200,
      'Sent. The person finds it on Today.',
    ]);
    const today = await editor.open('/desk');
    expect(today.text1('.waits li')).toMatch(
      /^Fees in Vienna ?Ana sent version 1 this minute ?Are the <b>figures<\/b> right\?/,
    );
    const link = today.document.querySelector('.waits a')?.getAttribute('href') ?? '';
    const page = await editor.open(link);
    expect(page.address).toBe(`/desk/releases/${id}/review`);
    const empty = await editor.submit(page, {}, { button: 'Return' });
    expect([empty.status, empty.text1('.faults li')]).toEqual([
      422,
      'What has to change? Say what has to change.',
    ]);
    const reason = 'The fee is wrong.';
    const back = await editor.submit(empty, { returnReason: reason }, { button: 'Return' });
    expect(back.text1('.done')).toMatch(/^Returned/);
    expect((await editor.open('/desk')).text1('.waits li')).toBe(null);
    const news = await author.open('/desk');
    expect(news.text1('.news li')).toMatch(/Fees in Vienna ?Ben returned it this minute ?The fee/);
    const own = await author.open(`/desk/releases/${id}`);
    expect(own.text1('.returned')).toMatch(/^Ben returned it this minute ?The fee/);
    const again = await editor.post(`${link}/x`, {});
    expect(again.status).toBe(404);
    const cleared = await author.submit(news, {}, { form: '.news form' });
    expect([cleared.status, cleared.text1('.news li')]).toEqual([200, null]);
    expect((await author.open(`/desk/releases/${id}`)).text1('.returned')).toMatch(/The fee/);
    await send(author, id, 'Ben', 'Now right?');
    expect((await author.open(`/desk/releases/${id}`)).text1('.returned')).toBe(null);
    const waiting = await review(editor, id);
    await editor.submit(waiting, { returnReason: 'Still wrong.' }, { button: 'Return' });
    expect((await author.open(`/desk/releases/${id}`)).text1('.returned')).toMatch(/Still wrong/);
    await newsroom.edit('PUT', `/releases/${id}/approval`, { version: 1 }, { etag: '*' });
    expect((await author.open(`/desk/releases/${id}`)).text1('.returned')).toBe(null);
  });

  test('that is sent again waits once; its sender takes it back', async () => {
    const [editor, other] = [await person('Cleo'), await person('Dirk')];
    const id = await written(editor, 'Sent twice');
    const page = await review(editor, id);
    const fields = { reviewer: optionOf(page, 'Dirk'), reviewMessage: 'One' };
    await editor.submit(page, fields, { button: 'Send for review' });
    const again = { ...fields, reviewMessage: 'Two' };
    await editor.submit(page, again, { button: 'Send for review' });
    expect((await other.open('/desk')).texts('.waits li q')).toEqual(['Two']);
    const sent = await review(editor, id);
    const recalled = await editor.submit(sent, {}, { button: 'Take back' });
    expect(recalled.text1('.done')).toBe('Taken back.');
    expect((await other.open('/desk')).texts('.waits li')).toEqual([]);
    const late = await editor.submit(sent, {}, { button: 'Take back' });
    expect([late.status, late.text1('.done')]).toEqual([200, null]);
  });

  test('is returned by its recipient alone, and goes only to who may see the release', async () => {
    const [author, other] = [await person('Emil', 'author'), await person('Finn', 'author')];
    const editor = await person('Gita');
    const id = await written(author, 'Seen by few');
    const page = await review(author, id);
    expect(optionOf(page, 'Gita')).not.toBe('');
    expect([optionOf(page, 'Finn'), optionOf(page, 'Emil')]).toEqual(['', '']);
    for (const reviewer of ['', 'x', '0123456789ab']) {
      const refused = await author.submit(page, { reviewer }, { button: 'Send for review' });
      expect([reviewer, refused.status]).toEqual([reviewer, 422]);
      expect(refused.text1('.faults li')).toBe('To Choose a person from the list.');
    }
    await send(author, id, 'Gita');
    const [, path = ''] = /action="([^"]+\/return)"/.exec((await review(editor, id)).text) ?? [];
    await author.post(path, { returnReason: 'Mine.' });
    expect((await other.post(path, { returnReason: 'Mine.' })).status).toBe(404);
    expect((await editor.open('/desk')).texts('.waits li').length).toBe(1);
  });

  test('says that the release was changed since, and leads to what changed', async () => {
    const [editor, other] = [await person('Hugo'), await person('Iris')];
    const id = await written(editor, 'Changed since');
    await send(editor, id, 'Iris');
    await save(editor, id, { 'editions.en.markdown': 'Fifty judges met.' });
    const page = await review(other, id);
    expect(page.text1('.warnings')).toBe('The release was changed since: version 2 is the newest.');
    const link = page.document.querySelector('.warnings a')?.getAttribute('href') ?? '';
    expect((await other.open(link)).text1('.changed ins')).toBe('Fifty');
  });
});

describe('the two-person rule', () => {
  test('says who may approve and why; the approval ends the review and is told', async () => {
    const author = await person('Jana', 'author', strict);
    const [one, other] = [
      await person('Kim', 'editor', strict),
      await person('Leo', 'editor', strict),
    ];
    const id = await written(author, 'Approved text');
    const rule = (await review(author, id)).text1('form[action$="/approve"]');
    expect(rule).toMatch(
      /^Two-person rule: .*Kim.*may approve version 1. Send it to one of them.$/,
    );
    await send(author, id, 'Kim');
    await send(one, id, 'Leo');
    const page = await review(one, id);
    expect(page.text1('form[action$="/approve"]')).toMatch(
      /you may publish version 1 once .*Leo.* has approved it.*Approve version 1$/,
    );
    const approved = await one.submit(page, {}, { button: 'Approve version 1' });
    expect(approved.text1('.done')).toBe('Approved.');
    expect(approved.text1('main')).toMatch(/you approved version 1 yourself.*Leo/);
    expect((await one.open('/desk')).texts('.waits li')).toEqual([]);
    expect((await other.open('/desk')).texts('.waits li').length).toBe(1);
    expect((await author.open('/desk')).text1('.news li')).toMatch(
      /Approved text ?Kim approved version 1/,
    );
    const publish = await other.open(`/desk/releases/${id}/publish`);
    expect(publish.text1('main')).toContain('Kim approved version 1, so you may publish it.');
  });
});

describe('a comment', () => {
  test('stands at its passage, survives changes elsewhere, and is listed when that is gone', async () => {
    const editor = await person('Mona');
    const id = await written(editor, 'Comments');
    const page = await comment(
      editor,
      id,
      'The fee is 5 euro. It is due.',
      'Which fee?',
      'The fee',
    );
    expect(page.text1('.done')).toBe('The comment was saved.');
    const passages = (one: Page) =>
      [...one.document.querySelectorAll('.passage')].map((element) => [
        element.querySelector('p')?.textContent,
        element.querySelector('mark')?.textContent ?? null,
        element.querySelectorAll('.thread').length,
      ]);
    expect(passages(page)).toEqual([
      ['Comments', null, 0],
      ['Forty judges met.', null, 0],
      ['The fee is 5 euro.', null, 0],
      ['The fee is 5 euro.\nIt is due.', 'The fee', 1],
    ]);
    const moved = `New.\n\n${markdown.replace('Forty', 'Fifty')}`;
    await save(editor, id, { 'editions.en.markdown': moved });
    expect(passages(await review(editor, id)).at(-1)).toEqual([
      'The fee is 5 euro.\nIt is due.',
      'The fee',
      1,
    ]);
    await save(editor, id, { 'editions.en.markdown': 'Nothing about it.' });
    const gone = await review(editor, id);
    expect(gone.texts('main h3')).toContain('The passage was changed');
    expect(gone.text1('.thread')).toMatch(/^The fee ?Mona, this minute ?Which fee\?/);
    await save(editor, id, { 'editions.en.markdown': 'The fee again.' });
    expect((await review(editor, id)).text1('mark')).toBe('The fee');
  });

  test('is answered and resolved, and those who wrote are told', async () => {
    const [author, editor] = [await person('Nils', 'author'), await person('Olga')];
    const id = await written(author, 'Answers');
    await comment(editor, id, 'Forty', 'Forty or fifty?', 'Forty');
    expect((await author.open('/desk')).text1('.news li')).toMatch(
      /Answers ?Olga commented this minute ?Forty or fifty\?/,
    );
    const answered = await author.submit(
      await review(author, id),
      { comment: 'Forty.' },
      { form: '.thread form', button: 'Answer' },
    );
    expect(answered.texts('.thread p')).toEqual(['Forty or fifty?', 'Forty.']);
    expect((await editor.open('/desk')).text1('.news li')).toMatch(/Nils answered/);
    const resolved = await author.submit(answered, {}, { button: 'Resolve' });
    expect([resolved.text1('.done'), resolved.text1('mark')]).toEqual([
      'The comment is resolved.',
      null,
    ]);
    expect(resolved.texts('summary')).toContain('Resolved (1)');
    expect((await editor.open('/desk')).text1('.news li')).toMatch(/Nils resolved a comment/);
    const open = await author.submit(resolved, {}, { button: 'Open again' });
    expect(open.text1('mark')).toBe('Forty');
    expect((await author.open('/desk')).texts('.news li').length).toBe(1);
  });

  test('on the whole release, or posted twice, is written once', async () => {
    const editor = await person('Paul');
    const id = await written(editor, 'Once');
    const page = await review(editor, id);
    const general = () =>
      editor.submit(page, { comment: 'Good.' }, { form: '#whole', button: 'Comment' });
    await general();
    const second = await general();
    expect(second.texts('.thread p')).toEqual(['Good.']);
    const count = await notices(newsroom, `comments where release_id = '${id}'`);
    expect(count?.n).toBe(1);
  });

  test('that cannot be saved comes back with what was typed', async () => {
    const editor = await person('Quin');
    const id = await written(editor, 'Refused');
    const empty = await comment(editor, id, 'Forty', ' ');
    expect([empty.status, empty.text1('.faults li')]).toEqual([422, 'Comment Write a comment.']);
    const foreign = await comment(editor, id, 'Forty', 'My words.', 'Not in it');
    expect([foreign.status, foreign.text1('.faults li')]).toEqual([
      422,
      'Passage These words are not in the text.',
    ]);
    expect(foreign.text1('#passage [name=comment]')).toBe('My words.');
    expect(foreign.text1('#passage [name=passage]')).toBe('Not in it');
    const path = `/desk/releases/${id}/comments`;
    const bad: [Record<string, string>, number][] = [
      [{}, 404],
      [{ version: '9', comment: 'x' }, 404],
      [{ version: '1', field: 'slug', comment: 'x' }, 404],
      [{ version: '1', field: 'markdown', lang: '__proto__', passage: 'x', comment: 'x' }, 422],
      [{ version: '1', comment: 'x'.repeat(6000) }, 422],
      [{ version: '1', comment: '\u0000' }, 422],
    ];
    for (const [fields, status] of bad) {
      expect([fields, (await editor.post(path, fields)).status]).toEqual([fields, status]);
    }
    expect((await editor.post(`${path}/0123456789ab/answer`, { comment: 'x' })).status).toBe(404);
  });

  test('and a message are text; none is public or in an export, and all go with the release', async () => {
    const [editor, other] = [await person('Rita'), await person('Sven')];
    const vector = '<script>alert(1)</script>';
    const id = await written(editor, 'Discarded');
    await send(editor, id, 'Sven', vector);
    await comment(other, id, 'Forty', vector, 'Forty');
    for (const page of [await review(editor, id), await other.open('/desk')]) {
      expect(page.document.querySelectorAll('main script').length).toBe(0);
      expect(page.text).toContain('&lt;script&gt;');
    }
    const record = await newsroom.edit('GET', `/records/${id}`, null);
    expect([record.status, record.text.includes('alert(1)')]).toEqual([200, false]);
    const page = await editor.open(`/desk/releases/${id}`);
    await editor.submit(page, {}, { button: 'Discard' });
    for (const table of ['comments', 'reviews', 'notices']) {
      const left = await notices(newsroom, `${table} where release_id = '${id}'`);
      expect([table, left?.n]).toEqual([table, 0]);
    }
    expect((await other.open('/desk')).text).not.toContain('Discarded');
    const live = await release(newsroom, { editions: { en: { title: 'Live', markdown } } });
    await comment(editor, live.id, 'Forty', 'Not for readers', 'Forty');
    for (const path of ['', '.json', '.md']) {
      expect((await newsroom.get(`/releases/${live.id}${path}`, Date.now())).text).not.toContain(
        'Not for readers',
      );
    }
  });
});

test('who may no longer see a release finds nothing of it on Today', async () => {
  const [editor, other] = [await person('Wim'), await person('Xena')];
  const id = await written(editor, 'Not for all');
  await send(editor, id, 'Xena');
  await comment(other, id, 'Forty', 'Why?', 'Forty');
  const answered = await review(editor, id);
  const form = { form: '.thread form', button: 'Answer' };
  await editor.submit(answered, { comment: 'Because.' }, form);
  const before = await other.open('/desk');
  expect([before.texts('.waits li').length, before.texts('.news li').length]).toEqual([1, 1]);
  const { json } = await newsroom.edit('GET', '/editors', null);
  const { id: xena } = json.items.find(({ name }: { name: string }) => name === 'Xena');
  const put = { name: 'Xena', role: 'author' };
  const changed = await newsroom.edit('PUT', `/editors/${xena}`, put, { etag: '*' });
  expect(changed.status, changed.text).toBe(200);
  const after = await other.open('/desk');
  expect([after.status, after.text.includes('Not for all')]).toEqual([200, false]);
});

test('a version that was sent or commented keeps its text: an autosave makes a new one', async () => {
  const [editor, as] = [await person('Uwe'), 'editor' as const];
  await person('Vera');
  const body = (text: string) => ({
    kind: 'press-release',
    editions: { en: { title: 'Kept', markdown: text } },
  });
  const acts: [(id: string) => Promise<unknown>, number][] = [
    [async () => {}, 1],
    [(id) => send(editor, id, 'Vera'), 2],
    [(id) => comment(editor, id, 'One', 'Only one?', 'One'), 2],
  ];
  for (const [act, version] of acts) {
    const { json } = await newsroom.edit('POST', '/releases', body('One.'), { as });
    await act(json.id);
    const text = { ...body('Two.'), autosave: true };
    const saved = await newsroom.edit('PUT', `/releases/${json.id}`, text, { as, etag: '*' });
    expect([saved.status, saved.json.version]).toEqual([200, version]);
  }
});

test('an author gets nothing of another’s release, and may comment on own ones', async () => {
  const author = await person('Tom', 'author');
  const { json } = await newsroom.edit('POST', '/releases', draft());
  const path = `/desk/releases/${json.id}`;
  const page = await author.open(`${path}/review`);
  expect([page.status, page.text.includes('Astana')]).toEqual([404, false]);
  for (const act of ['review', 'comments']) {
    const fields = { version: '1', comment: 'x', reviewer: 'x' };
    expect([act, (await author.post(`${path}/${act}`, fields)).status]).toEqual([act, 404]);
  }
  const own = await written(author, 'Own');
  expect((await comment(author, own, 'Forty', 'Mine.')).text1('.thread p')).toBe('Mine.');
});
