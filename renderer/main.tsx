import '@mantine/core/styles.layer.css';
import '@fontsource-variable/inter';
import './global.css';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { windowBridge } from './bridge.ts';
import { startApp } from './state/app.ts';
import { languageOf, startStrings } from './strings/index.ts';
import { Root } from './views/Root.tsx';

// Style elements are made while the window runs: by Mantine, and by what it uses to keep a page from scrolling.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
setNonce(nonce);

const started = await startApp(windowBridge());
const language = started.ok
  ? languageOf(started.app.settings.get().language, started.app.info.locale)
  : languageOf('system', navigator.language);
document.documentElement.lang = language;
await startStrings(language);
const container = document.getElementById('root');
if (!container) throw new Error('the page has no root');
createRoot(container).render(
  <StrictMode>
    <Root nonce={nonce} started={started} />
  </StrictMode>,
);
