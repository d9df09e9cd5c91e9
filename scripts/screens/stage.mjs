// The window in one app that runs, and the acts that lead from state to state; they speak English.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ask, doorsOf, launchApp } from '../drive/app.mjs';

export const all = fileURLToPath(new URL('../../screens/', import.meta.url));
export const looks = ['light', 'dark'].flatMap((theme) => ['en', 'ja'].map((language) => ({ theme, language })));
/** Two of them, for what differs little. */
export const few = [looks[0], looks[3]];
export const wide = { width: 1_280, height: 800 };
export const small = { width: 800, height: 560 };

const stillPage = (page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    for (let n = 0; n < 2; n += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const moving = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(moving.map((one) => one.finished));
  });

/** What could not be photographed, and why. */
export const failures = [];

/** @param wanted only states whose name has it are photographed */
export const createStage = ({ app, page }, wanted) => {
  page.setDefaultTimeout(15_000);
  const wear = async (look) => {
    await ask(page, 'settings.change', look);
    await page.locator(`html[lang="${look.language}"][data-mantine-color-scheme="${look.theme}"]`).waitFor();
    await stillPage(page);
  };
  const resize = async ({ width, height }) => {
    await app.evaluate(
      ({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0].setContentSize(width, height),
      [width, height],
    );
    await page.waitForFunction(([width, height]) => innerWidth === width && innerHeight === height, [width, height]);
  };
  const take = (path) => page.screenshot({ path, caret: 'hide' });
  /** The window as it is: Playwright would cut one that is enlarged. */
  const takeWindow = async (path) => {
    const picture = await app.evaluate(async ({ BrowserWindow }) =>
      (await BrowserWindow.getAllWindows()[0].webContents.capturePage()).toPNG().toString('base64'),
    );
    await writeFile(path, picture, 'base64');
  };
  const shoot = async (state, { also = looks } = {}, photograph = take) => {
    if (!state.includes(wanted)) return;
    for (const look of also) {
      await wear(look);
      await photograph(`${all}${state}.${look.language}-${look.theme}.png`);
    }
    await wear(looks[0]);
    console.error(`  ${state}`);
  };
  const closeDialogs = async () => {
    for (let n = 0; n < 3 && (await page.getByRole('dialog').count()) > 0; n += 1) {
      await page.keyboard.press('Escape');
      await page
        .getByRole('dialog')
        .first()
        .waitFor({ state: 'detached', timeout: 2_000 })
        .catch(() => {});
    }
  };
  return {
    app,
    page,
    wear,
    resize,
    shoot,
    closeDialogs,
    /** A part of the way that could not be gone. */
    failed(part, error) {
      failures.push(`${part}: ${error.message.split('\n')[0]}`);
      console.error(`  ${part} failed`);
    },
    /** A state and how to come to it; one that cannot be reached is told at the end and stops no other. */
    async scene(state, reach, options) {
      try {
        await reach();
        await shoot(state, options);
      } catch (error) {
        failures.push(`${state}: ${error.message.split('\n')[0]}`);
        console.error(`  ${state} failed`);
        await wear(looks[0]).catch(() => {});
      }
    },
    /** The same in a small window. */
    async inSmall(state, options = { also: few }) {
      await resize(small);
      await shoot(state, options);
      await resize(wide);
    },
    /** The same at 200 %. */
    async enlarged(state, options = { also: few }) {
      const zoom = async (factor) => {
        await app.evaluate(({ BrowserWindow }, factor) => BrowserWindow.getAllWindows()[0].webContents.setZoomFactor(factor), factor);
        await page.waitForFunction((width) => Math.abs(innerWidth - width) <= 1, wide.width / factor);
      };
      await zoom(2);
      await shoot(state, options, takeWindow);
      await zoom(1);
    },
    /** A command, as if it had been chosen in the menu. */
    run: (command) => tellWindow(app, { kind: 'command', command }),
    tell: (event) => tellWindow(app, event),
    go: (name) => page.getByRole('navigation').first().getByRole('button', { name }).click(),
    row: (name) => page.locator('#list').getByRole('option', { name }).first(),
    /** Opens a message and waits until it counts as read, so that all pictures of it are alike. */
    async open(subject) {
      await page.locator('#list').getByRole('option', { name: subject }).first().click();
      await page.getByRole('heading', { level: 2, name: subject }).waitFor();
      await page.locator('[role="option"][aria-selected="true"]:not([data-unread])').waitFor();
    },
  };
};

/** What the window is told by the app. */
const tellWindow = (app, event) =>
  app.evaluate(({ BrowserWindow }, event) => BrowserWindow.getAllWindows()[0].webContents.send('bridge:event', event), event);

/**
 * Has a method of the bridge answered otherwise until it is given back (null): for what a healthy app never shows. `never`: no answer.
 * One operation of a server is named behind the method: `server.ask ready`.
 */
export const answerInstead = (app, method, outcome) =>
  app.evaluate(
    ({ ipcMain }, [method, outcome]) => {
      if (!globalThis.instead) {
        globalThis.instead = new Map();
        const real = ipcMain._invokeHandlers.get('bridge:call');
        ipcMain.removeHandler('bridge:call');
        ipcMain.handle('bridge:call', (event, name, args) => {
          const other = globalThis.instead.get(name) ?? globalThis.instead.get(`${name} ${args?.operation}`);
          if (other === 'never') return new Promise(() => {});
          return other ?? real(event, name, args);
        });
      }
      if (outcome === null) globalThis.instead.delete(method);
      else globalThis.instead.set(method, outcome);
    },
    [method, outcome],
  );

export const startOn = async (machine, profile, wanted) => {
  const running = await launchApp(machine, profile);
  await doorsOf(running.page);
  const stage = createStage(running, wanted);
  // As soon as it is opened: the pictures of a message are alike.
  await ask(running.page, 'settings.change', { readAfter: 0 });
  await stage.resize(wide);
  await stage.wear(looks[0]);
  return { ...stage, doors: await doorsOf(running.page) };
};
