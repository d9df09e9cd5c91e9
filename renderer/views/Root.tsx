import { MantineProvider } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import type { Problem } from '../bridge.ts';
import { type App, AppContext } from '../state/app.ts';
import { useValue } from '../state/value.ts';
import { changeLanguage, languageOf, localeOf } from '../strings/index.ts';
import { cssVariables, theme } from '../theme.ts';
import { Boundary } from './Boundary.tsx';
import { Failure } from './Failure.tsx';
import { AskingContext } from './shared/dialog/holding.ts';
import { FormatProvider } from './shared/format.tsx';
import { CopyContext } from './shared/useCopied.ts';
import { Window } from './Window.tsx';

const Look = ({ nonce, scheme, children }: { nonce: string; scheme: 'system' | 'light' | 'dark'; children: ReactNode }) => (
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    getStyleNonce={() => nonce}
    defaultColorScheme="auto"
    {...(scheme === 'system' ? {} : { forceColorScheme: scheme })}
  >
    {children}
  </MantineProvider>
);

const Running = ({ app, nonce }: { app: App; nonce: string }) => {
  const settings = useValue(app.settings);
  const language = languageOf(settings.language, app.info.locale);
  useEffect(() => {
    document.documentElement.lang = language;
    changeLanguage(language);
  }, [language]);
  return (
    <AppContext value={app}>
      <AskingContext value={app.asking.begin}>
        <CopyContext value={app.copy}>
          <Look nonce={nonce} scheme={settings.theme}>
            <FormatProvider locale={localeOf(language, app.info.locale)}>
              <Boundary>
                <Window />
              </Boundary>
            </FormatProvider>
          </Look>
        </CopyContext>
      </AskingContext>
    </AppContext>
  );
};

/** Everything in the window: its look and language, and what is shown when it could not start. */
export const Root = ({ started, nonce }: { started: { ok: true; app: App } | { ok: false; problem: Problem }; nonce: string }) =>
  started.ok ? (
    <Running app={started.app} nonce={nonce} />
  ) : (
    <Look nonce={nonce} scheme="system">
      <Failure what="start" problem={started.problem} />
    </Look>
  );
