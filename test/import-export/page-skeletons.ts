/** Pages as content management systems and hands have made them since 1998, around one release. */

export const title = 'Office opens registry in the northern district';
export const paragraphs = [
  'The regional office opened a new registry in the northern district on Friday, its director said.',
  'Staff will answer questions of residents, companies and local councils on weekdays.',
  'A second registry follows in spring. It will have a reading room for the records of the port.',
];
const [first = '', second = '', third = ''] = paragraphs;
const text = paragraphs.map((one) => `<p>${one}</p>`).join('\n');

/** Words of parts that are no text. */
export const foreign = ['MENU', 'CRUMB', 'COOKIE', 'SHARE', 'RELATED', 'IMPRINT', 'LOGIN'];

const links = (word: string, count = 5) =>
  Array.from(
    { length: count },
    (_, at) => `<li><a href="/${word}/${at}">${word} ${at} of the office</a></li>`,
  ).join('');
const cookies =
  'COOKIE notice: this website uses cookies. We store them to count visits and to improve this website. ';
const cookieBar = (name: string) =>
  `<div class="${name}" role="dialog"><p>${cookies.repeat(2)}</p><p>${cookies}</p><button>Accept</button></div>`;
const page = (head: string, body: string, attributes = 'lang="en"') =>
  `<!DOCTYPE html><html ${attributes}><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`;

export interface Skeleton {
  html: string;
  date: string;
  /** Part of the note about the date; null if it is no guess. */
  guess: string | null;
}

export const skeletons: Record<string, Skeleton> = {
  'TYPO3 with the news extension': {
    html: page(
      `<title>${title} - Ministry of Records</title><meta name="generator" content="TYPO3 CMS">`,
      `<div id="page"><header class="site-header"><ul class="nav">${links('MENU')}</ul></header>
      <div class="breadcrumb"><ol>${links('CRUMB', 3)}</ol></div>
      <div id="content"><div class="news news-single"><div class="article" itemscope itemtype="http://schema.org/Article">
      <div class="header"><h1 itemprop="headline">${title}</h1></div>
      <div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="2021-11-12">12.11.2021</time></span></p></div>
      <div class="teaser-text" itemprop="description"><p>${first}</p></div>
      <div class="news-text-wrap" itemprop="articleBody"><p>${second}</p><p>${third}</p></div>
      <div class="news-related news-related-news"><h4>RELATED news</h4><ul>${links('RELATED')}</ul></div>
      </div></div></div><div id="footer"><p>IMPRINT: Ministry of Records, Harbour Street 1, 1010 Porttown</p></div>
      ${cookieBar('cookieman-modal')}</div>`,
    ),
    date: '2021-11-12',
    guess: null,
  },
  'TYPO3 of 2008 with tt_news': {
    html: page(
      `<title>Ministry of Records: ${title}</title>`,
      `<div id="navi_main">${links('MENU')}</div><div class="rootline">You are here: <a href="/">CRUMB</a> &gt; <a href="/p">CRUMB</a></div>
      <div id="col2"><div class="news-single-item"><div class="news-single-timedata">12.11.2021 09:15</div>
      <h1>${title}</h1><p class="bodytext">${first}</p><p class="bodytext">${second}</p><p class="bodytext">${third}</p>
      <div class="news-single-backlink"><a href="javascript:history.back()">&lt;- Back: SHARE</a></div></div></div>
      <div id="footer">IMPRINT</div>`,
    ),
    date: '2021-11-12',
    guess: 'a line of its own',
  },
  'Drupal 7': {
    html: page(
      `<title>${title} | Ministry of Records</title><meta name="Generator" content="Drupal 7">`,
      `<div id="skip-link"><a href="#main">SHARE</a></div><div id="navigation"><ul class="links">${links('MENU')}</ul></div>
      <div id="main"><div id="content" class="column"><div class="breadcrumb"><a href="/">CRUMB</a> » <a href="/n">CRUMB</a></div>
      <h1 class="title" id="page-title">${title}</h1><div class="tabs"></div><div id="node-12" class="node node-press-release">
      <div class="submitted">Submitted by editor on Fri, 12/11/2021 - 10:00</div><div class="content">
      <div class="field field-name-body"><div class="field-items"><div class="field-item even" property="content:encoded">${text}</div></div></div>
      </div><div class="link-wrapper"><ul class="links inline">${links('SHARE', 2)}</ul></div></div></div>
      <div class="region-sidebar-second"><h2>RELATED</h2><ul>${links('RELATED')}</ul></div></div>`,
    ),
    date: '2021-11-12',
    guess: 'the words “Submitted',
  },
  'Drupal 10 with paragraphs': {
    html: page(
      `<title>${title} | Ministry of Records</title><meta property="og:site_name" content="Ministry of Records">
      <meta name="dcterms.created" content="2021-11-12T10:00:00+0100"><meta name="dcterms.modified" content="2023-01-01">`,
      `<nav role="navigation">${links('MENU')}</nav><main role="main"><div class="block-system-breadcrumb-block"><nav>${links('CRUMB')}</nav></div>
      <article class="node node--type-press"><h1 class="page-header">${title}</h1><div class="node__content">
      <div class="field--name-field-lead"><p>${first}</p></div><div class="field--name-field-paragraphs">
      <div class="paragraph paragraph--type--text"><p>${second}</p></div><div class="paragraph paragraph--type--text"><p>${third}</p></div></div>
      <div class="addtoany_list"><a href="https://www.facebook.com/sharer/sharer.php?u=x">SHARE</a></div></div></article>
      <section class="views-element-container"><h2>Related</h2><article><h3><a href="/r">RELATED 1</a></h3><time datetime="2024-02-02">2 February 2024</time></article></section>
      </main><footer>IMPRINT</footer>`,
    ),
    date: '2021-11-12',
    guess: null,
  },
  'Joomla 3': {
    html: page(
      `<title>${title}</title><meta name="generator" content="Joomla! - Open Source Content Management">`,
      `<div class="navigation"><ul class="nav menu">${links('MENU')}</ul></div><ul class="breadcrumb">${links('CRUMB', 2)}</ul>
      <div class="item-page" itemscope><div class="page-header"><h2 itemprop="headline">${title}</h2></div>
      <dl class="article-info muted"><dt class="article-info-term">Details</dt>
      <dd class="published"><span class="icon-calendar"></span> <time datetime="2021-11-12T10:00:00+01:00" itemprop="datePublished">Published: 12 November 2021</time></dd></dl>
      <div itemprop="articleBody">${text}</div><ul class="pager pagenav">${links('RELATED', 2)}</ul></div>
      <form id="login-form"><p>LOGIN</p><input name="u"></form>`,
    ),
    date: '2021-11-12',
    guess: null,
  },
  'Joomla 1.5 in tables': {
    html: page(
      `<title>${title}</title>`,
      `<table><tr><td><ul class="menu">${links('MENU')}</ul></td><td>
      <table class="contentpaneopen"><tr><td class="contentheading" width="100%">${title}</td>
      <td class="buttonheading"><a href="/print" onclick="x">SHARE</a></td></tr></table>
      <table class="contentpaneopen"><tr><td valign="top" class="createdate">Friday, 12 November 2021 10:00</td></tr>
      <tr><td valign="top">${text}</td></tr></table></td></tr></table>`,
    ),
    date: '2021-11-12',
    guess: 'has no date for machines',
  },
  SharePoint: {
    html: page(
      `<title>\n\t${title}\n</title><meta name="GENERATOR" content="Microsoft SharePoint">`,
      `<form method="post" action="./p.aspx" id="aspnetForm"><div id="s4-workspace"><div id="DeltaTopNavigation">${links('MENU')}</div>
      <div id="DeltaPlaceHolderMain"><span id="ctl00_Breadcrumb">${links('CRUMB', 2)}</span>
      <h1 id="pageTitle">${title}</h1><div class="article article-left"><div class="captioned-image"></div>
      <div class="article-header"><div class="date-line"><b>Date:</b> 12 November 2021</div></div>
      <div class="article-content"><div id="ctl00_RichHtmlField" class="ms-rtestate-field"><div>${first}</div><div><br></div><div>${second}</div><div>${third}</div></div></div>
      </div></div></div></form>`,
      'dir="ltr" lang="en-US"',
    ),
    date: '2021-11-12',
    guess: 'the label “Date”',
  },
  'tables and fonts of 1998': {
    html: `<HTML><HEAD><TITLE>${title}</TITLE></HEAD><BODY BGCOLOR="#FFFFFF">
      <TABLE BORDER=0 WIDTH=640><TR><TD WIDTH=140 VALIGN=TOP><FONT SIZE=2><A HREF="index.htm">MENU Home</A><BR><A HREF="p.htm">MENU Press</A><BR><A HREF="c.htm">MENU Contact</A></FONT>
      <TD VALIGN=TOP><FONT FACE="Arial" SIZE=5><B>${title}</B></FONT><BR><FONT SIZE=2>12 November 1998</FONT>
      <P><FONT FACE="Arial">${first}</FONT><P><FONT FACE="Arial">${second}</FONT><P><FONT FACE="Arial">${third}</FONT>
      </TABLE></BODY></HTML>`,
    date: '1998-11-12',
    guess: 'a line of its own',
  },
  'capital attributes and META of 1999': {
    html: `<HTML LANG="en"><HEAD><TITLE>${title}</TITLE><META NAME="DC.Date" CONTENT="1999-11-12"><META NAME="Description" CONTENT="${first}"></HEAD>
      <BODY><CENTER><H2>${title}</H2></CENTER><HR><P>${first}<P>${second}<P>${third}<HR>
      <A HREF="index.html">MENU</A> | <A HREF="imprint.html">IMPRINT</A></BODY></HTML>`,
    date: '1999-11-12',
    guess: null,
  },
  'a frame of a frameset': {
    html: `<html><head><title>${title}</title><base target="main"></head><body>
      <p align="center"><b>Press release of 12 November 2001</b></p><h3>${title}</h3>${text}</body></html>`,
    date: '2001-11-12',
    guess: 'the words “Press release”',
  },
  'WordPress with a sidebar': {
    html: page(
      `<title>${title} – Ministry of Records</title>`,
      `<header id="masthead"><nav id="site-navigation"><ul>${links('MENU')}</ul></nav></header><div id="primary" class="content-area has-sidebar"><main id="main">
      <article id="post-1" class="post hentry"><header class="entry-header"><h1 class="entry-title">${title}</h1>
      <div class="entry-meta"><span class="posted-on"><a href="/p"><time class="updated" datetime="2022-03-03T10:00:00+01:00">3 March 2022</time><time class="entry-date published" datetime="2021-11-12T10:00:00+01:00">12 November 2021</time></a></span></div></header>
      <div class="entry-content">${text}<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">SHARE this:</h3><ul>${links('SHARE', 3)}</ul></div></div>
      <footer class="entry-footer"><a href="/c">RELATED category</a></footer></article></main></div>
      <aside id="secondary" class="widget-area"><section class="widget"><h2>RELATED posts</h2><ul>${links('RELATED')}</ul></section></aside><footer id="colophon">IMPRINT</footer>`,
    ),
    date: '2021-11-12',
    guess: null,
  },
  'a page of the city in divisions only': {
    html: page(
      `<title>${title}</title>`,
      `<div class="top"><div class="top-links">${links('MENU')}</div></div><div class="wrapper"><div class="left-col">${links('MENU')}</div>
      <div class="center-col"><div class="headline">${title}</div><div class="published-date">Published: 12/11/2021</div>
      <div class="txt">${first}<br><br>${second}<br><br>${third}</div></div>
      <div class="right-col"><div class="box"><b>RELATED</b>${links('RELATED')}</div></div></div>`,
    ),
    date: '2021-11-12',
    guess: 'the label “Published”',
  },
  'a heading that is repeated in the text': {
    html: page(
      `<title>${title}</title>`,
      `<h1>${title}</h1><div id="text"><h2>${title}</h2><p>12 November 2021</p>${text}</div>`,
    ),
    date: '2021-11-12',
    guess: 'a line of its own',
  },
  'a header with the name of the ministry as h1': {
    html: page(
      `<title>Ministry of Records - ${title}</title>`,
      `<div class="logo"><h1><a href="/">Ministry of Records</a></h1></div><ul id="menu">${links('MENU')}</ul>
      <div id="main-content"><h2>${title}</h2><p class="meta">Fri 12 Nov 2021</p>${text}</div>`,
    ),
    date: '2021-11-12',
    guess: 'a line of its own',
  },
  'a cookie notice that is longer than the text': {
    html: page(
      `<title>${title}</title><meta name="date" content="2021-11-12">`,
      `<div id="CybotCookiebotDialog" class="consent"><p>${cookies.repeat(12)}</p></div><div class="page"><h1>${title}</h1>${text}</div>`,
    ),
    date: '2021-11-12',
    guess: null,
  },
  'a page with a date in its address only': {
    html: page(
      `<title>${title}</title><link rel="canonical" href="https://old.example.org/press/2021/11/12/registry">
      <meta property="og:updated_time" content="2023-01-01T10:00:00Z">`,
      `<main><h1>${title}</h1>${text}</main>`,
    ),
    date: '2021-11-12',
    guess: 'its address',
  },
  'a description list beside the text': {
    html: page(
      `<title>${title} · Ministry of Records</title>`,
      `<nav>${links('MENU')}</nav><main><article><h1>${title}</h1>${text}</article>
      <aside><dl><dt>Published</dt><dd>12 November 2021</dd><dt>Last updated</dt><dd>1 January 2023</dd></dl></aside></main>`,
    ),
    date: '2021-11-12',
    guess: 'the label “Published”',
  },
  'JSON-LD of a web page': {
    html: page(
      `<title>${title}</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"WebPage","name":"x","datePublished":"2021-11-12T10:00:00+01:00","dateModified":"2023-01-01"}</script>`,
      `<ul class="menu">${links('MENU')}</ul><div role="main"><h1>${title}</h1>${text}<h3>Related articles</h3><ul>${links('RELATED')}</ul></div>`,
    ),
    date: '2021-11-12',
    guess: null,
  },
  'a page saved by a browser, with its last change': {
    html: page(
      `<!-- saved from url=(0043)https://old.example.org/press/registry.html --><title>${title}</title><meta property="article:modified_time" content="2021-11-12">`,
      `<div class="share-bar">${links('SHARE')}</div><h1>${title}</h1>${text}<p>Last updated: 3 March 2022</p>`,
    ),
    date: '2021-11-12',
    guess: 'its last change (article:modified_time)',
  },
  'a text of short paragraphs': {
    html: page(
      `<title>${title}</title><meta itemprop="datePublished" content="2021-11-12">`,
      `<div class="menu">${links('MENU', 12)}</div><div class="body"><h1>${title}</h1>${text}<ul><li>weekdays</li><li>eight to four</li></ul></div>`,
    ),
    date: '2021-11-12',
    guess: null,
  },
};
