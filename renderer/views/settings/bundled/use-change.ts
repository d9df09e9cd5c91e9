import { useState } from 'react';
import type { BundledChange } from '../../../../protocol/bridge.ts';
import type { Problem } from '../../../bridge.ts';
import { useApp } from '../../../state/app.ts';

/** Changes the server; what could not be is told, and all is as before. */
export const useChange = (): { busy: boolean; problem: Problem | null; change(change: BundledChange): Promise<boolean> } => {
  const { bridge } = useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    async change(change) {
      setBusy(true);
      setProblem(null);
      const outcome = await bridge.call('bundled.change', change);
      setBusy(false);
      const refusal = !outcome.ok ? outcome.problem : outcome.value.kind === 'kept' ? outcome.value.problem : null;
      setProblem(refusal);
      return refusal === null;
    },
  };
};
