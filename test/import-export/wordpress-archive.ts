/** An office's WordPress export, written as WordPress writes it, with every awkward thing it knows. */

const languages = ['en', 'fr', 'ru'] as const;

interface Written {
  id: number;
  title: string;
  content: string;
  status?: string;
  type?: string;
  password?: string;
  date?: string;
  gmt?: string;
  language?: string;
  group?: string;
  categories?: [domain: string, slug: string, name: string][];
  parent?: number;
  excerpt?: string;
  meta?: [string, string][];
  more?: string;
}

const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

function item(post: Written): string {
  const {
    id,
    title,
    content,
    status = 'publish',
    type = 'post',
    password = '',
    language,
    group,
  } = post;
  const {
    date = '2012-03-05 10:15:00',
    gmt = '2012-03-05 09:15:00',
    categories = [],
    meta = [],
  } = post;
  const marks: [string, string, string][] = [
    ...(language
      ? [['language', language, language.toUpperCase()] as [string, string, string]]
      : []),
    ...(group ? [['post_translations', group, group] as [string, string, string]] : []),
  ];
  const pubDate = gmt.startsWith('0000')
    ? 'Mon, 30 Nov -0001 00:00:00 +0000'
    : new Date(`${gmt.replace(' ', 'T')}Z`).toUTCString().replace('GMT', '+0000');
  const terms = [...categories, ...marks].map(
    ([domain, slug, name]) =>
      `<category domain="${domain}" nicename="${slug}">${cdata(name)}</category>`,
  );
  const fields = meta.map(
    ([key, value]) =>
      `<wp:postmeta><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>`,
  );
  return `
	<item>
		<title>${cdata(title)}</title>
		<link>https://old.example/${language && language !== 'en' ? `${language}/` : ''}${type}-${id}/</link>
		<pubDate>${pubDate}</pubDate>
		<dc:creator>${cdata(id % 2 ? 'astana' : 'press')}</dc:creator>
		<guid isPermaLink="false">https://old.example/?p=${id}</guid>
		<description></description>
		<content:encoded>${cdata(content)}</content:encoded>
		<excerpt:encoded>${cdata(post.excerpt ?? '')}</excerpt:encoded>
		<wp:post_id>${id}</wp:post_id>
		<wp:post_date>${cdata(date)}</wp:post_date>
		<wp:post_date_gmt>${cdata(gmt)}</wp:post_date_gmt>
		<wp:comment_status>${cdata('closed')}</wp:comment_status>
		<wp:post_name>${cdata(`${type}-${id}`)}</wp:post_name>
		<wp:status>${cdata(status)}</wp:status>
		<wp:post_parent>${post.parent ?? 0}</wp:post_parent>
		<wp:post_type>${cdata(type)}</wp:post_type>
		<wp:post_password>${cdata(password)}</wp:post_password>
		${terms.join('\n\t\t')}
		${fields.join('\n\t\t')}
		${post.more ?? ''}
	</item>`;
}

const head = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file. -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
	<title>The old newsroom</title>
	<link>https://old.example</link>
	<language>en-GB</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>https://old.example</wp:base_site_url>
	<wp:author><wp:author_id>2</wp:author_id><wp:author_login>${cdata('astana')}</wp:author_login><wp:author_email>${cdata('a@old.example')}</wp:author_email><wp:author_display_name>${cdata('Programme Office in Astana')}</wp:author_display_name></wp:author>
	<wp:author><wp:author_id>3</wp:author_id><wp:author_login>${cdata('press')}</wp:author_login><wp:author_email>${cdata('p@old.example')}</wp:author_email><wp:author_display_name>${cdata('Press desk')}</wp:author_display_name></wp:author>
`;

const upload = 'https://old.example/wp-content/uploads/2012/03';

const blocks = `<!-- wp:paragraph {"align":"left"} -->
<p>Thirty wardens walked the flood bank today.<strong> None</strong> found a leak.</p>
<!-- /wp:paragraph -->

<!-- wp:heading -->
<h2 class="wp-block-heading">What was measured</h2>
<!-- /wp:heading -->

<!-- wp:image {"id":9001} -->
<figure class="wp-block-image"><img src="${upload}/bank-300x200.png" alt="The bank" class="wp-image-9001"/><figcaption class="wp-element-caption">The bank at noon</figcaption></figure>
<!-- /wp:image -->

<!-- wp:table -->
<figure class="wp-block-table"><table><thead><tr><th>Gauge</th><th>cm</th></tr></thead><tbody><tr><td>North | old</td><td>41</td></tr></tbody></table></figure>
<!-- /wp:table -->

<!-- wp:latest-posts {"postsToShow":3} /-->`;

const classic = `The first paragraph, with a line
that is broken, and <span style="color: #ff0000">a red word</span>.

[caption id="attachment_9001" align="alignnone" width="300"]\
<img src="${upload}/bank.png" alt="The bank" width="300" /> The bank, from [the] north[/caption]

Second paragraph [sic] with [[gallery]] in brackets and the programme as <a href="${upload}/programme.pdf">a file</a>.

[contact-form-7 id="12" title="Write to us"]

<iframe src="https://video.example/embed/1" width="560"></iframe>

<blockquote>“We listened,” she said.</blockquote>
<pre>one

two</pre>
[gallery ids="9001"]`;

/** The awkward posts, by what is awkward about each. */
export const awkward: Written[] = [
  {
    id: 1,
    title: 'A post of blocks',
    content: blocks,
    categories: [['category', 'policing', 'Policing']],
    excerpt: 'Thirty wardens.',
  },
  {
    id: 2,
    title: 'A classic post &amp; its <em>captions</em>',
    content: classic,
    categories: [
      ['category', 'uncategorized', 'Uncategorized'],
      ['post_tag', 'river-watch', 'River watch'],
      ['category', 'old-law', 'Law, old section'],
    ],
    meta: [
      ['_thumbnail_id', '9001'],
      ['_edit_last', '2'],
      ['subtitle', 'Kept apart'],
    ],
    more: '<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content><![CDATA[A comment]]></wp:comment_content></wp:comment>',
  },
  { id: 3, title: 'A draft', content: 'Not yet.', status: 'draft', gmt: '0000-00-00 00:00:00' },
  { id: 4, title: 'A private post', content: 'Among us.', status: 'private' },
  { id: 5, title: 'A post with a password', content: 'Behind a word.', password: 'sesame' },
  {
    id: 6,
    title: 'A scheduled post',
    content: 'To come.',
    status: 'future',
    date: '2099-01-01 09:00:00',
    gmt: '2099-01-01 08:00:00',
  },
  { id: 7, title: 'A post in the trash', content: 'Gone.', status: 'trash' },
  {
    id: 8,
    title: 'A post without a date in GMT',
    content: 'Local only.',
    date: '2011-07-01 08:30:00',
    gmt: '0000-00-00 00:00:00',
  },
  {
    id: 9,
    title: 'A post that was never dated',
    content: 'Nowhere in time.',
    date: '-0001-11-30 00:00:00',
    gmt: '-0001-11-30 00:00:00'.replace('-0001-11-30', '0000-00-00'),
  },
  { id: 10, title: 'About the office', content: '<p>A page.</p>', type: 'page' },
  { id: 11, title: 'A menu entry', content: '', type: 'nav_menu_item' },
  { id: 12, title: 'CDATA that ends ]]> in the middle', content: 'Text with ]]> in it.' },
  { id: 13, title: '', content: 'A post without a title.' },
  {
    id: 14,
    title: 'A post by WPML',
    content: 'English text.',
    meta: [
      ['_wpml_import_language_code', 'en'],
      ['_wpml_import_translation_group', '77'],
    ],
  },
  {
    id: 15,
    title: 'Un article de WPML',
    content: 'Texte français.',
    meta: [
      ['_wpml_import_language_code', 'fr'],
      ['_wpml_import_translation_group', '77'],
    ],
  },
  { id: 16, title: 'In a language that is not spoken here', content: 'Testo.', language: 'pt' },
  { id: 17, title: 'Half public', content: 'The public half.', language: 'en', group: 'pll_half' },
  {
    id: 18,
    title: 'À moitié public',
    content: 'La moitié privée.',
    language: 'fr',
    group: 'pll_half',
    status: 'draft',
  },
];

const attachments = [
  {
    id: 9001,
    title: 'The bank',
    url: `${upload}/bank-scaled.png`,
    file: '2012/03/bank-scaled.png',
    parent: 1,
  },
  {
    id: 9002,
    title: 'Programme',
    url: `${upload}/programme.pdf`,
    file: '2012/03/programme.pdf',
    parent: 2,
  },
  { id: 9003, title: 'Lost', url: `${upload}/lost.pdf`, file: '2012/03/lost.pdf', parent: 2 },
].map(({ id, title, url, file, parent }) =>
  item({
    id,
    title,
    content: '',
    type: 'attachment',
    status: 'inherit',
    parent,
    meta: [['_wp_attached_file', file]],
    more: `<wp:attachment_url>${cdata(url)}</wp:attachment_url>`,
  }),
);

const texts = {
  en: ['Measured at the river, day', 'The gauges were read at noon. Nobody was surprised.'],
  fr: [
    'Relevé au bord du fleuve, jour',
    'Les échelles ont été lues à midi. Personne ne fut surpris.',
  ],
  ru: ['Измерено у реки, день', 'Показания сняты в полдень. Никто не удивился.'],
} as const;

/** Ordinary posts in three languages; each third of them is one release in all three. */
function* ordinary(count: number): Generator<string> {
  for (let number = 0; number < count; number++) {
    const at = new Date(Date.UTC(2005, 0, 1, 9) + number * 7 * 3600_000);
    const gmt = at.toISOString().slice(0, 19).replace('T', ' ');
    const language = languages[number % 3] ?? 'en';
    const group = Math.floor(number / 3);
    const [title, content] = texts[language];
    yield item({
      id: 100 + number,
      title: `${title} ${group}`,
      content: `<p>${content}</p>`,
      gmt,
      date: gmt,
      language,
      group: `pll_${group.toString(16)}`,
      categories: [['category', 'rule-of-law', 'Rule of law']],
    });
  }
}

/** An export with `count` posts, the awkward ones among them. */
export function wordpressExport(count: number): string {
  const posts = awkward.map(item);
  const others = [...ordinary(count - awkward.length)];
  return `${head}${[...attachments, ...posts, ...others].join('')}\n</channel>\n</rss>\n`;
}
