import axe, { type Result, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { ask } from './window.ts';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    // axe measures what it sees: nothing may be on its way. What turns for ever is waited for by nobody.
    const moving = document.getAnimations().filter((animation) => animation.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(moving.map((animation) => animation.finished));
  });

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'ja';
}
const folders = { en: 'Folders', ja: 'フォルダー' };

export const wear = async (page: Page, look: Look): Promise<void> => {
  const worn = page.locator(
    `html[lang="${look.language}"][data-mantine-color-scheme="${look.theme}"] nav[aria-label="${folders[look.language]}"]`,
  );
  if ((await worn.count()) === 0) {
    await ask(page, 'settings.change', look);
    await worn.waitFor({ state: 'attached' });
  }
  await settle(page);
};

/** Brings axe into a page; once for each that is loaded. */
export const bringAxe = (page: Page): Promise<void> => page.evaluate(axe.source);

/**
 * What axe finds fault with in the page as it stands. A message's frame runs nothing, axe neither: what would be waited
 * for is an answer that cannot come.
 */
const violationsIn = (page: Page, rules?: RunOptions['runOnly']): Promise<Result[]> =>
  page.evaluate(
    async (runOnly) =>
      (await window.axe.run({ resultTypes: ['violations'], preload: false, iframes: false, ...(runOnly && { runOnly }) })).violations,
    rules,
  );

/** As the setting does it: nothing of the page but this attribute is another in another theme. */
const paint = async (page: Page, theme: Look['theme']): Promise<void> => {
  await page.evaluate((theme) => document.documentElement.setAttribute('data-mantine-color-scheme', theme), theme);
  await settle(page);
};

/** What axe finds fault with in the page as it stands, and in which looks: in both languages, each in both themes. */
export const faultsOf = async (page: Page): Promise<Record<string, string>> => {
  const faults: Record<string, string> = {};
  const note = (violations: readonly Result[], look: string): void => {
    for (const { id, nodes } of violations) {
      const [node] = nodes;
      const fault = `${id}, ${nodes.length} of them, the first: ${node?.target.join(' ')} ${node?.html.slice(0, 160)}`;
      faults[fault] = `${faults[fault] ?? ''} ${look}`;
    }
  };
  for (const language of ['en', 'ja'] as const) {
    await wear(page, { theme: 'light', language });
    note(await violationsIn(page), `light/${language}`);
    // The same elements, words and sizes: what can be another fault now is one of colour.
    await paint(page, 'dark');
    note(await violationsIn(page, ['color-contrast', 'link-in-text-block']), `dark/${language}`);
    await paint(page, 'light');
  }
  await wear(page, { theme: 'light', language: 'en' });
  return faults;
};
