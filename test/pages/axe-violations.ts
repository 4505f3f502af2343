/** axe on a page: the rules that apply, and its findings as lines. */
import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** The findings of axe on a page that has its script; in the dark only the colours differ. */
export async function violationsOn(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const rules = colorScheme === 'dark' ? ', runOnly: ["cat.color"]' : '';
  const violations = (await page.evaluate(
    `axe.run({ resultTypes: ["violations"]${rules} }).then(({ violations }) => violations)`,
  )) as Violation[];
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((one) => one.html)}`);
}
