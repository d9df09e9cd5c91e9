import { Button } from '@mantine/core';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { BundledState, ServerSizes } from '../../../../protocol/bridge.ts';
import { useAnswer } from '../../../state/answer.ts';
import { useApp } from '../../../state/app.ts';
import { problemOf } from '../../../state/retry.ts';
import { CopyLine } from '../../shared/CopyLine.tsx';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { Group } from '../parts.tsx';
import settings from '../SettingsView.module.css';
import storage from '../sections/StorageSection.module.css';

const useSizes = (): ServerSizes | 'problem' | null => {
  const { bridge, serverChanged } = useApp();
  const ask = useCallback(() => bridge.call('bundled.sizes'), [bridge]);
  const { answer, again } = useAnswer(serverChanged, ask, problemOf);
  const minute = useMinute();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again now and then
  useEffect(again, [again, minute]);
  if (!answer) return null;
  return answer.ok ? answer.value : 'problem';
};

/** Where the server keeps what it has, and how much that is. */
export const DataGroup = ({ state }: { state: BundledState }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bridge, toast } = useApp();
  const sizes = useSizes();
  const open = async (): Promise<void> => {
    const outcome = await bridge.call('bundled.openFolder');
    if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const row = (name: string, bytes: number, hint?: string) => (
    <>
      <dt>
        {name}
        {hint && <span className={storage.hint}>{hint}</span>}
      </dt>
      <dd>{format.bytes(bytes)}</dd>
    </>
  );
  return (
    <Group title={t('bundled.data')}>
      {sizes === 'problem' ? (
        <p className={settings.hint}>{t('bundled.sizesProblem')}</p>
      ) : (
        sizes && (
          <dl className={storage.sizes}>
            {row(t('bundled.messages'), sizes.messages)}
            {row(t('bundled.log'), sizes.log, t('bundled.logHint'))}
            {row(t('bundled.reserve'), sizes.reserve, t('bundled.reserveHint'))}
            {row(t('bundled.rest'), sizes.other)}
            {row(t('bundled.logs'), sizes.logs)}
            {sizes.free !== null && row(t('bundled.free'), sizes.free)}
          </dl>
        )
      )}
      <CopyLine words={[state.folder]} label={t('bundled.copyFolder')} />
      <div className={settings.choice}>
        <p className={settings.hint}>{t('bundled.folderHint')}</p>
        <Button variant="default" onClick={() => void open()}>
          {t('bundled.openFolder')}
        </Button>
      </div>
    </Group>
  );
};
