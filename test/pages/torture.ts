/** A release with every construct of Markdown, in both writing directions. */

interface Words {
  word: string;
  other: string;
  long: string;
}

const english: Words = {
  word: 'evidence',
  other: 'قاضٍ وسط النص و שופט גם',
  long: 'Donaudampfschifffahrtsgesellschaft'.repeat(8),
};
const arabic: Words = {
  word: 'الدليل',
  other: 'the law of evidence (no. 5) and שופט גם',
  long: 'المستشفيات'.repeat(30),
};

const code = ['fn main() {', `  let line = "${'x'.repeat(300)}";`, '  // <b>&amp; “”</b>', '}'];

const wide = (word: string) => {
  const row = (text: string) => `| ${Array.from({ length: 14 }, () => text).join(' | ')} |`;
  return [row(word), row(':-:'), row(`${word} 1.5`), row('')].join('\n');
};

/** Every construct, about a word. */
const bodyWith = ({ word, other, long }: Words): string =>
  [
    `#### ${word} four`,
    '# A\n## B\n### C\n#### D\n##### E\n###### F',
    `# ${word} one`,
    `###### ${word} six`,
    `${word} setext\n===`,
    `## `,
    `## **${word}** \`code\` [link](https://a.example/) ~ <i>x</i>`,
    `${other}\n${long} https://a.example/${'y'.repeat(200)} ${word}`,
    `*${word}* **${word}** ***${word}*** _a_ \`${'`'} tick\` ${word}  \nhard\\\nbreak &amp; &copy; &#x1F600; &nope; \\* \\<`,
    '👩‍👩‍👧‍👦 🇦🇹 👍🏽 e\u0301 Z\u0351\u036b\u0343\u036a\u0302 नि ﷺ 𝔘 \u00a0 \u200b x\u00adx',
    '> quote\n>\n> > deeper\n> >\n> > > deepest\n> > > - in a list\n> >\n> > ```\n> > quoted code\n> > ```',
    '- a\n  1. b\n     - c\n       1. d\n\n          loose\n- [ ] open\n- [x] done\n-\n- e\n\n  > quoted\n\n      indented code',
    '7) seven\n8) eight\n\n0. zero\n\n* * *\n\n___',
    `\`\`\`rust\n${code.join('\n')}\n\`\`\``,
    `~~~\n${Array.from({ length: 80 }, (_, line) => `${line}\t${word}`).join('\n')}\n~~~`,
    '    indented\n\n\n    more',
    '```"quoted" <lang>\n```',
    wide(word),
    `| ${word} |\n|-|`,
    '|  |\n|-|\n|  |',
    `| ${word} | ${other} |\n|-:|:-|\n| [l](https://a.example/) | \`a\\|b\` ![p](picture.png) |\n| ${long} |`,
    `![${word}](picture.png)`,
    `![${word}](picture.png "A *caption* & “more”")`,
    `![${word}](https://a.example/elsewhere.png "Elsewhere") ![](picture.png) in a line`,
    `[![${word}](picture.png)](https://a.example/around)`,
    `[file](programme.pdf) [mail](mailto:a@b.example?subject=x) [tel](tel:+431514360) [ftp](ftp://a.example/) [site](https://newsroom.example/)`,
    `<https://a.example/?a=1&b=2> <a@b.example> www.a.example/(x) a@b.example [ref] [Ref][] [x][ref]`,
    '[ref]: https://a.example/ref "T\'i\\"tle"',
    '<div class="x">\n<script>alert(1)</script>\n</div>\n\ninline <b onclick="x">b</b> <!-- c --> <?php ?> <![CDATA[x]]>',
    `one[^1] two[^2] one[^1] three[^ü x] one[^1] four[^long] [in a link[^2]](https://a.example/) gone[^none]`,
    `[^1]: ${word} note, calling[^2].\n[^2]: ${other}\n\n    second paragraph\n\n    - list\n[^long]:\n    | a |\n    |-|\n    | b |\n\n    \`\`\`\n    code\n    \`\`\`\n[^unused]: never`,
    `## ${word}[^1]`,
    `###### ${word}`,
    '###### the end  ######',
  ].join('\n\n');

export const editions = {
  en: {
    title: `Torture: “every” construct & <one> more — ${english.other}`,
    summary: `All of it, 👩‍👩‍👧‍👦 & ${english.other}.`,
    place: 'ASTANA',
    markdown: bodyWith(english),
  },
  ar: {
    title: `التعذيب: «كل» بنية & <واحدة> — ${arabic.other}`,
    summary: `كل شيء، ${arabic.other}.`,
    place: 'أستانا',
    markdown: bodyWith(arabic),
  },
};
