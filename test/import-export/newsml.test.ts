/** Import of NewsML-G2, NewsML 1 and NITF, and XML of kinds that no reader knows. */
import { afterAll, describe, expect, test } from 'vitest';
import { idOf } from '../../import-export/resolve/item.ts';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1, 3, 1, 17, 0, 2, 17, 0]);

interface G2 {
  guid?: string;
  version?: number;
  lang?: string;
  itemClass?: string;
  meta?: string;
  contentMeta?: string;
  content?: string;
}

const xhtml = (body: string) =>
  `<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${body}</body></html></inlineXML>`;

const newsItem = ({
  guid = 'urn:newsml:press.example.org:20210505:1',
  version = 1,
  lang = 'en-GB',
  itemClass = 'ninat:text',
  meta = '<pubStatus qcode="stat:usable"/>',
  contentMeta = '<headline>Office opens registry</headline>',
  content = xhtml('<h1>Office opens registry</h1><p>The office <em>opened</em> a registry.</p>'),
}: G2 = {}) => `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="${guid}" version="${version}"
  standard="NewsML-G2" standardversion="2.29" conformance="power" xml:lang="${lang}">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_36.xml"/>
  <itemMeta><itemClass qcode="${itemClass}"/><provider literal="Office"/>
    <versionCreated>2021-05-06T09:00:00Z</versionCreated>
    <firstCreated>2021-05-05T10:00:00+02:00</firstCreated>${meta}</itemMeta>
  <contentMeta>${contentMeta}</contentMeta>
  <contentSet>${content}</contentSet></newsItem>`;

const message = (...items: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2021-05-06T09:00:00Z</sent></header>
<itemSet>${items.join('\n')}</itemSet></newsMessage>`;

describe('NewsML-G2', () => {
  test('an item alone, without a declaration: headline, instant, language, terms, text', async () => {
    const contentMeta = `<located><name>Vienna</name></located><language tag="fr"/>
      <headline role="hld:subHeadline">Below</headline><headline role="hld:main">Registre &amp; bureau</headline>
      <description>Un résumé.</description>
      <subject type="cpnat:abstract" qcode="x:1"><name>Rule of law</name></subject>
      <subject type="cpnat:geoArea" qcode="x:2"><name>Kazakhstan</name></subject>
      <subject type="cpnat:person" qcode="x:3"><name>Ann Example</name></subject>
      <infoSource><name>Secretariat</name></infoSource>`;
    const item = await hearOne(await write('one.xml', newsItem({ contentMeta })));
    expect(item.id).toBe(idOf('newsml urn:newsml:press.example.org:20210505:1'));
    expect(new Date(item.at ?? 0).toISOString()).toBe('2021-05-05T08:00:00.000Z');
    expect(item.release).toMatchObject({
      date: '2021-05-05',
      fieldsOfWork: ['rule-of-law'],
      countries: ['kazakhstan'],
      sources: ['secretariat'],
      editions: {
        fr: { title: 'Registre & bureau', summary: 'Un résumé.', place: 'Vienna' },
      },
    });
    expect(item.notes.join()).not.toMatch(/Ann Example/);
  });

  test('content as XHTML, NITF, escaped HTML or plain text; a heading that repeats the title goes', async () => {
    const nitf = `<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content><block><p>The office <em>opened</em> a registry.</p></block></body.content></body></nitf></inlineXML>`;
    const contents = [
      xhtml('<h1>Office opens registry</h1><p>The office <em>opened</em> a registry.</p>'),
      nitf,
      '<inlineXML contenttype="text/html"><![CDATA[<p>The office <em>opened</em> a registry.</p>]]></inlineXML>',
    ];
    const items = contents.map((content, at) => newsItem({ guid: `urn:${at}`, content }));
    const plain = newsItem({
      guid: 'urn:plain',
      content: '<inlineData contenttype="text/plain">One &lt; two.\n\nThree.</inlineData>',
    });
    const heard = await hear(await write('contents.xml', message(...items, plain)));
    expect(heard.items.map(({ release }) => release.editions.en?.markdown)).toEqual([
      ...Array(3).fill('The office *opened* a registry.'),
      'One < two.\n\nThree.',
    ]);
  });

  test('what is withheld, canceled or under embargo stays a draft; a past embargo does not', async () => {
    const metas = [
      '<pubStatus qcode="stat:withheld"/>',
      '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>',
      '<embargoed>2099-01-01T00:00:00Z</embargoed><pubStatus qcode="stat:usable"/>',
      '<embargoed/><pubStatus qcode="stat:usable"/>',
      '<embargoed>2021-05-05T12:00:00Z</embargoed><pubStatus qcode="stat:usable"/>',
      '',
    ];
    const items = metas.map((meta, at) => newsItem({ guid: `urn:${at}`, meta }));
    const heard = await hear(await write('status.xml', message(...items)));
    expect(heard.items.map(({ at }) => at !== null)).toEqual([
      ...[false, false, false, false],
      ...[true, true],
    ]);
    expect(heard.items.map(({ notes }) => notes.find((one) => /draft$/.test(one)))).toEqual([
      'is withheld (pubStatus): stays a draft',
      'is canceled (pubStatus): stays a draft',
      'is under embargo until 2099-01-01T00:00:00Z: stays a draft',
      'is under embargo: stays a draft',
      undefined,
      undefined,
    ]);
  });

  test('the latest version counts; pictures are left out; a translation is an edition', async () => {
    const link = '<link rel="irel:translatedFrom" residref="urn:a"/>';
    const items = [
      newsItem({ guid: 'urn:a', version: 2, contentMeta: '<headline>Second</headline>' }),
      newsItem({ guid: 'urn:a', version: 1, contentMeta: '<headline>First</headline>' }),
      newsItem({ guid: 'urn:b', lang: 'fr', meta: link, contentMeta: '<headline>Deux</headline>' }),
      newsItem({ guid: 'urn:c', itemClass: 'ninat:picture' }),
      newsItem({ guid: '' }),
    ];
    const heard = await hear(await write('versions.xml', message(...items)));
    const titles = heard.items.map(({ release: { editions } }) =>
      Object.entries(editions).map(([lang, { title }]) => `${lang} ${title}`),
    );
    expect(titles).toEqual([['en Second', 'fr Deux']]);
    expect(heard.left.map(({ leftOut }) => leftOut)).toEqual([
      'is of the class picture, not a text',
      'is an older version of another item',
    ]);
    expect(heard.refused).toMatchObject([{ reason: 'has no guid' }]);
  });

  test('files beside the item come along', async () => {
    await write('beside/hall.jpg', jpeg);
    const content = `${xhtml('<p>Text. <img src="hall.jpg" alt="Hall"/></p>')}<remoteContent href="missing.pdf"/>`;
    const item = await hearOne(await write('beside/item.xml', newsItem({ content })));
    expect(item.files.map(({ filename }) => filename)).toEqual(['hall.jpg']);
    expect(item.release.editions.en?.markdown).toBe('Text. ![Hall](hall.jpg)');
    expect(item.notes).toContain('a linked file was not imported: missing.pdf');
  });
});

const nitf = (docdata: string, body = '') => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf version="-//IPTC//DTD NITF 3.4//EN" xml:lang="en">
<head><title>Window title</title>${docdata}</head>
<body><body.head><hedline><hl1>Office opens <em>registry</em></hl1><hl2>It is the first.</hl2></hedline>
<byline>By Secretariat</byline><dateline><location>VIENNA</location>, May 5</dateline></body.head>
<body.content>${body || '<block><p>The <org>office</org> opened.</p><hl2>Rooms</hl2><bq><p>“Fine.”</p></bq></block>'}</body.content>
</body></nitf>`;

const issued = '<date.issue norm="20210505T080000Z"/>';

describe('NITF', () => {
  test('title, deck, dateline, instant and text', async () => {
    const docdata = `<docdata management-status="usable"><doc-id id-string="o-1" regsrc="OFF"/>${issued}
      <key-list><keyword key="Rule of law"/></key-list></docdata>`;
    const item = await hearOne(await write('nitf.xml', nitf(docdata)));
    expect(item.id).toBe(idOf('nitf OFF o-1'));
    expect(new Date(item.at ?? 0).toISOString()).toBe('2021-05-05T08:00:00.000Z');
    expect(item.release).toMatchObject({
      fieldsOfWork: ['rule-of-law'],
      sources: ['secretariat'],
      editions: {
        en: {
          title: 'Office opens registry',
          summary: 'It is the first.',
          place: 'VIENNA',
          markdown: 'The office opened.\n\n## Rooms\n\n> “Fine.”',
        },
      },
    });
  });

  test('a day alone, a namespace, and content as CDATA', async () => {
    const docdata = '<docdata><date.issue norm="20210505"/></docdata>';
    const text = nitf(docdata, '<![CDATA[<p>One.</p><p>Two.</p>]]>')
      .replace(/<\?xml[\s\S]*?dtd">\s*/, '')
      .replace('<nitf ', '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" ');
    const item = await hearOne(await write('cdata.xml', text));
    expect(item.release.date).toBe('2021-05-05');
    expect(item.release.editions.en?.markdown).toBe('One.\n\nTwo.');
  });

  test('withheld and embargoed documents stay drafts', async () => {
    for (const [docdata, reason] of [
      [`<docdata management-status="withheld">${issued}</docdata>`, 'is withheld'],
      [`<docdata management-status="embargoed">${issued}</docdata>`, 'is embargoed'],
      [
        `<docdata management-status="usable">${issued}<date.release norm="20990101T000000Z"/></docdata>`,
        'is under embargo until 20990101T000000Z',
      ],
      [
        `<docdata management-status="usable">${issued}<date.release norm="20990101"/></docdata>`,
        'is under embargo until 20990101',
      ],
    ] as const) {
      const item = await hearOne(await write('held.xml', nitf(docdata)));
      expect(item.at).toBeNull();
      expect(item.notes.join()).toContain(reason);
    }
  });

  test('pictures of a text have their captions', async () => {
    await write('media/hall.jpg', jpeg);
    const body =
      '<p>Text.</p><media media-type="image"><media-reference source="hall.jpg" alternate-text="Hall"/><media-caption>The hall</media-caption></media>';
    const docdata = `<docdata>${issued}</docdata>`;
    const item = await hearOne(await write('media/item.xml', nitf(docdata, body)));
    expect(item.release.editions.en?.markdown).toBe('Text.\n\n![Hall](hall.jpg)\n\n*The hall*');
    expect(item.files.map(({ filename }) => filename)).toEqual(['hall.jpg']);
  });
});

test('NewsML 1: the status of the item counts, its text is NITF', async () => {
  const item = (id: number, status: string) => `<NewsItem><Identification><NewsIdentifier>
    <ProviderId>press.example.org</ProviderId><NewsItemId>${id}</NewsItemId><PublicIdentifier>urn:newsml:${id}</PublicIdentifier>
    </NewsIdentifier></Identification>
    <NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20210505T080000+0000</FirstCreated><Status FormalName="${status}"/></NewsManagement>
    <NewsComponent><NewsLines><HeadLine>Office opens registry</HeadLine></NewsLines>
    <DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
    <ContentItem><DataContent><nitf><body><body.content><p>The office opened.</p></body.content></body></nitf></DataContent></ContentItem>
    </NewsComponent></NewsItem>`;
  const text = `<?xml version="1.0"?><NewsML>${item(1, 'Usable')}${item(2, 'Embargoed')}</NewsML>`;
  const { items } = await hear(await write('newsml1.xml', text));
  expect(items.map(({ at }) => at)).toEqual([Date.UTC(2021, 4, 5, 8), null]);
  expect(items[0]?.release.editions.en).toMatchObject({
    title: 'Office opens registry',
    markdown: 'The office opened.',
  });
});

test('XML of an unknown kind is told with its root and the kinds that are read', async () => {
  const path = await write('unknown.xml', '<?xml version="1.0"?><catalogue><entry/></catalogue>');
  await expect(hear(path)).rejects.toThrow(
    /^is XML of a kind that is not known here: its root is <catalogue>; kinds that are read: .*RSS, Atom, NewsML-G2/,
  );
});

test('a message that is cut off is refused as a whole', async () => {
  const whole = message(newsItem({ guid: 'urn:a' }), newsItem({ guid: 'urn:b' }));
  const path = await write('cut.xml', whole.slice(0, -300));
  await expect(hear(path)).rejects.toThrow(/line \d+: /);
});
