import type { ServerFolder } from '../../../../protocol/bridge.ts';
import { useRetention } from '../../../state/retention.ts';
import { useServer } from '../host.ts';
import { RetentionPolicy } from './RetentionPolicy.tsx';

/** How long a folder of a mailbox keeps messages, as a sentence that can be edited where it stands. */
export const PolicyLine = ({ folder, mailbox }: { folder: ServerFolder; mailbox: string }) => {
  const { policy, save } = useRetention(useServer().port, mailbox);
  return policy && <RetentionPolicy folder={folder} policy={policy} onSave={save} />;
};
