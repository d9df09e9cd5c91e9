import axe, { type Result } from 'axe-core';
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

/** Each differs from the one before it in one thing. */
const looks = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'en' },
  { theme: 'dark', language: 'ja' },
  { theme: 'light', language: 'ja' },
] as const;
const folders = { en: 'Folders', ja: 'フォルダー' };

export const wear = async (page: Page, look: (typeof looks)[number]): Promise<void> => {
  await ask(page, 'settings.change', look);
  await page
    .locator(`html[lang="${look.language}"][data-mantine-color-scheme="${look.theme}"] nav[aria-label="${folders[look.language]}"]`)
    .waitFor({ state: 'attached' });
  await settle(page);
};

/** Brings axe into a page; once for each that is loaded. */
export const bringAxe = (page: Page): Promise<void> => page.evaluate(axe.source);

/** What axe finds fault with in the page as it stands, and in which looks. */
export const faultsOf = async (page: Page): Promise<Record<string, string>> => {
  const faults: Record<string, string> = {};
  for (const look of looks) {
    await wear(page, look);
    // A message's frame runs nothing, axe neither: what would be waited for is an answer that cannot come.
    const violations: Result[] = await page.evaluate(
      async () => (await window.axe.run({ resultTypes: ['violations'], preload: false, iframes: false })).violations,
    );
    for (const { id, nodes } of violations) {
      const [node] = nodes;
      const fault = `${id}, ${nodes.length} of them, the first: ${node?.target.join(' ')} ${node?.html.slice(0, 160)}`;
      faults[fault] = `${faults[fault] ?? ''} ${look.theme}/${look.language}`;
    }
  }
  await wear(page, { theme: 'light', language: 'en' });
  return faults;
};
