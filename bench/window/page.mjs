// What is measured within the window; each function but the measures themselves runs in its page.

/** Runs in the page: notes when rows had been painted for the first time. */
export const watchForRows = () => {
  const look = () => {
    if (document.querySelector('[role="option"]') === null) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      window.rowsPainted ??= performance.timeOrigin + performance.now();
    };
    port2.postMessage(null);
  };
  requestAnimationFrame(look);
};

/** ms from a key, as the page gets it, until what it leads to has been painted. @param arrived says so, in the page */
const measureKey = async (page, press, arrived, given) => {
  await page.evaluate(
    ([arrived, given]) => {
      const isThere = new Function(`return (${arrived})`)();
      const from = document.activeElement;
      let pressed;
      const note = (event) => {
        pressed ??= event.timeStamp;
      };
      window.addEventListener('keydown', note, { once: true, capture: true });
      window.keyPainted = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`in vain: ${given ?? arrived}`)), 20_000);
        const look = () => {
          if (pressed === undefined || !isThere(from, given)) return requestAnimationFrame(look);
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - pressed);
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      });
    },
    [String(arrived), given],
  );
  await press();
  return page.evaluate(() => window.keyPainted);
};

const otherRow = (from) => document.activeElement !== from && document.activeElement?.role === 'option';
export const measureRow = (page, key) => measureKey(page, () => page.keyboard.press(key), otherRow);
export const measureRows = async (page, key, times) => {
  const taken = [];
  for (let n = 0; n < times; n += 1) taken.push(await measureRow(page, key));
  return taken;
};

/** The list is of what was typed so far: that is what it marks. */
const found = (_, typed) => [...document.querySelectorAll('[role="option"] mark')].some((mark) => mark.textContent.toLowerCase() === typed);

/** Types a word that is in subjects or senders, letter by letter; ms from each key until its result has been painted. */
export const measureSearch = async (page, word) => {
  const field = page.getByRole('searchbox');
  await field.fill('');
  await page.waitForFunction(() => document.querySelector('[role="option"]') && !document.querySelector('[role="option"] mark'));
  await field.focus();
  const taken = [];
  for (let n = 1; n <= word.length; n += 1)
    taken.push(await measureKey(page, () => page.keyboard.press(word[n - 1]), found, word.slice(0, n)));
  return taken;
};

/** ms until all rows in view at a place of the list, 0 to 1, are there. */
export const measureJump = (page, place) =>
  page.evaluate(async (place) => {
    const list = document.querySelector('[role="listbox"]');
    const scroller = list.parentElement;
    const before = performance.now();
    scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * place;
    const isBlank = () => {
      const { top, bottom } = scroller.getBoundingClientRect();
      const rows = [...list.querySelectorAll('[role="option"]')].map((row) => row.getBoundingClientRect());
      const shown = rows.filter((row) => row.bottom > top && row.top < bottom).reduce((sum, row) => sum + row.height, 0);
      return shown < Math.min(bottom - top - 60, scroller.scrollHeight - 120);
    };
    do await new Promise((resolve) => requestAnimationFrame(resolve));
    while (isBlank());
    return performance.now() - before;
  }, place);

/** Scrolls through 300 frames, so many rows a frame, down and up again at the ends: ms that each took, and those of tasks above 50. */
export const measureScroll = (page, rows) =>
  page.evaluate(async (rows) => {
    const scroller = document.querySelector('[role="listbox"]').parentElement;
    const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: 'longtask' });
    const frames = [];
    let step = rows * 56;
    let last = performance.now();
    for (let n = 0; n < 300; n += 1) {
      const before = scroller.scrollTop;
      scroller.scrollTop += step;
      if (scroller.scrollTop === before) step = -step;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    observer.disconnect();
    scroller.scrollTop = 0;
    return { frames, tasks };
  }, rows);
