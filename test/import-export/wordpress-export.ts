/** A small WordPress export (WXR) of given posts. */
export interface Entry {
  id: number;
  title?: string;
  content?: string;
  type?: string;
  link?: string;
  guid?: string;
  status?: string;
  slug?: string;
  more?: string;
}

const cdata = (text: string) => `<![CDATA[${text}]]>`;
export const field = (key: string, value: string) =>
  `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>`;
export const inGroup = (lang: string, group: string) =>
  `<category domain="language" nicename="${lang}">${lang}</category>
   <category domain="post_translations" nicename="${group}">${group}</category>`;

function entry({ id, title = `Post ${id}`, content = 'Text', type = 'post', ...post }: Entry) {
  const {
    link = `https://old.example/2020/05/05/post-${id}/`,
    guid = `https://old.example/?p=${id}`,
    status = type === 'attachment' ? 'inherit' : 'publish',
  } = post;
  return `<item><title>${cdata(title)}</title><link>${link}</link><guid>${guid}</guid>
<content:encoded>${cdata(content)}</content:encoded><wp:post_id>${id}</wp:post_id>
<wp:post_date>2020-05-05 10:00:00</wp:post_date><wp:post_date_gmt>2020-05-05 10:00:00</wp:post_date_gmt>
<wp:post_name>${post.slug ?? `post-${id}`}</wp:post_name><wp:status>${status}</wp:status>
<wp:post_parent>0</wp:post_parent><wp:post_type>${type}</wp:post_type>${post.more ?? ''}</item>`;
}

export const exported = (...entries: (Entry | string)[]) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><language>en-US</language><wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
${entries.map((one) => (typeof one === 'string' ? one : entry(one))).join('\n')}
</channel></rss>`;

export const file = (id: number, path: string): Entry => ({
  id,
  title: 'File',
  content: '',
  type: 'attachment',
  more: `${field('_wp_attached_file', path)}<wp:attachment_url>https://old.example/wp-content/uploads/${path}</wp:attachment_url>`,
});
