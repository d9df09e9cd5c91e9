import axe, { type Result } from 'axe-core';
import type { Page } from 'playwright-core';
import { ask } from './window.ts';

declare global {
  interface Window {
    readonly axe: typeof axe;
    readonly settled: typeof settled;
  }
}

/** Runs in the page: resolves when what is drawn stays so. */
const settled = async (): Promise<void> => {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  // axe measures what it sees: nothing may be on its way. What turns for ever is waited for by nobody.
  const moving = document.getAnimations().filter((animation) => animation.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
  await Promise.allSettled(moving.map((animation) => animation.finished));
};

interface Look {
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
  await page.evaluate(settled);
};

/** Brings axe into a page; once for each that is loaded. */
export const bringAxe = (page: Page): Promise<void> => page.evaluate(`${axe.source}; window.settled = ${settled}`);

/** What axe finds fault with in the page as it stands, in the light and in the dark. */
const violationsIn = (page: Page): Promise<{ light: Result[]; dark: Result[] }> =>
  page.evaluate(async () => {
    const { axe, settled } = window;
    const paint = (theme: 'light' | 'dark'): void => document.documentElement.setAttribute('data-mantine-color-scheme', theme);
    // A message's frame runs nothing, axe neither: what would be waited for is an answer that cannot come.
    const options = { resultTypes: ['violations' as const], preload: false, iframes: false };
    const light = await axe.run(options);
    // As the setting does it, and no more: the same elements, words and sizes. Another fault can only be one of colour.
    paint('dark');
    await settled();
    const dark = await axe.run({ ...options, runOnly: ['color-contrast', 'link-in-text-block'] });
    paint('light');
    return { light: light.violations, dark: dark.violations };
  });

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
    const { light, dark } = await violationsIn(page);
    note(light, `light/${language}`);
    note(dark, `dark/${language}`);
  }
  await wear(page, { theme: 'light', language: 'en' });
  return faults;
};
