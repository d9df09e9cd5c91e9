import { useApp } from '../../../state/app.ts';
import { useValue } from '../../../state/value.ts';
import { Addresses } from '../bundled/Addresses.tsx';
import { BackupGroup } from '../bundled/BackupGroup.tsx';
import { Condition } from '../bundled/Condition.tsx';
import { DataGroup } from '../bundled/DataGroup.tsx';
import { LogGroup } from '../bundled/LogGroup.tsx';
import { Network } from '../bundled/Network.tsx';

/** The server that the app brings along: what it does, where it listens, who reaches it, and what it keeps. */
export const ServerSection = () => {
  const state = useValue(useApp().bundled);
  if (!state) return null;
  return (
    <>
      <Condition state={state} />
      <Addresses state={state} />
      <Network state={state} />
      <DataGroup state={state} />
      <BackupGroup state={state} />
      <LogGroup state={state} />
    </>
  );
};
