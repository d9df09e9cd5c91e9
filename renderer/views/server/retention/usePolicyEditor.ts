import { useState } from 'react';
import type { ApiPreview } from '../../../../protocol/api.ts';
import type { Retention, ServerFolder } from '../../../../protocol/bridge.ts';
import { type Draft, draftOf, policyOf } from '../../../retention-form.ts';
import { type Problem, useServer } from '../host.ts';
import { useHere } from '../useHere.ts';
import { askedFor, type Deed, growsBeyond, samePolicy, savePolicy, type Target } from './target.ts';
import { usePreview } from './usePreview.ts';

type Wrong = readonly ('age' | 'number')[];

/** A policy that is being edited: what stands in the fields, what it would do, and how it is saved. */
export const usePolicyEditor = ({
  target,
  deed,
  start,
  inForce,
  onSaved,
}: {
  target: Target;
  deed: Deed;
  /** What the fields begin with; for a reset what holds then. */
  start: Retention;
  /** The policy in force when the reader began. */
  inForce: Retention;
  /** With how many messages go at once, as far as is known. */
  onSaved(goes: number | null): void;
}) => {
  const { port, tell } = useServer();
  const here = useHere();
  const [drafts, setDrafts] = useState(() => ({ delivery: draftOf(start, 'delivery'), processed: draftOf(start, 'processed') }));
  const [begun, setBegun] = useState(inForce);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** Why it was not saved yet, of the preview that is shown since. */
  const [told, setTold] = useState<'changed' | 'unseen' | null>(null);
  const [question, setQuestion] = useState<ApiPreview | null>(null);

  const delivery = policyOf(drafts.delivery, 'delivery', start);
  const both = policyOf(drafts.processed, 'processed', delivery.ok ? delivery.policy : start);
  const policy = deed === 'reset' ? start : delivery.ok && both.ok ? both.policy : null;
  const wrong: Readonly<Record<ServerFolder, Wrong>> = {
    delivery: delivery.ok ? [] : delivery.wrong,
    processed: both.ok ? [] : both.wrong,
  };
  const preview = usePreview(target, policy);
  const now = preview.value?.inForce ?? begun;
  /** Somebody changed the policy in force since. */
  const other = samePolicy(now, begun) ? null : now;

  const change = (folder: ServerFolder, part: Partial<Draft>): void => {
    setTold(null);
    setProblem(null);
    setDrafts((all) => ({ ...all, [folder]: { ...all[folder], ...part } }));
  };
  const startFrom = (from: Retention): void => {
    setTold(null);
    setBegun(from);
    setDrafts({ delivery: draftOf(from, 'delivery'), processed: draftOf(from, 'processed') });
  };
  const put = async (wanted: Retention, announced: ApiPreview | null): Promise<void> => {
    setQuestion(null);
    setSaving(true);
    const outcome = await savePolicy(port, target, deed, wanted, announced);
    const goes = outcome.ok && announced ? announced.folders.reduce((sum, one) => sum + one.now.count, 0) : null;
    // Whoever has gone elsewhere meanwhile is told there; what is edited there is another policy.
    if (!here.current) return tell(outcome.ok ? { kind: 'policy-saved', goes } : { kind: 'problem', problem: outcome.problem });
    setSaving(false);
    if (outcome.ok) onSaved(goes);
    else setProblem(outcome.problem);
  };
  /** What has to be looked at first is shown; to whoever has gone elsewhere it can only be said that nothing was saved. */
  const show = (look: () => void): void => (here.current ? look() : tell({ kind: 'policy-unsaved' }));
  /** Saves what was seen; what turns out to be otherwise is shown first. */
  const save = async (): Promise<void> => {
    if (policy === null || saving) return;
    setProblem(null);
    const { value: seen, problem: known } = preview;
    setSaving(true);
    const outcome = await preview.look();
    setSaving(false);
    if (!outcome) return;
    if (!outcome.ok) {
      // That it cannot be found out stood there before: the brake asks then.
      if (known) await put(policy, null);
      else show(() => {});
      return;
    }
    const fresh = outcome.value;
    // Where nothing goes at once there is nothing to look at before.
    const harmless = fresh.folders.every((folder) => folder.now.count === 0);
    if (!samePolicy(fresh.inForce, seen?.inForce ?? begun)) show(() => setTold(null));
    else if (seen ? growsBeyond(fresh, seen) : !harmless) show(() => setTold(seen ? 'changed' : 'unseen'));
    else if (askedFor(fresh).length > 0) show(() => setQuestion(fresh));
    else await put(policy, fresh);
  };
  return {
    drafts,
    policy,
    wrong,
    preview,
    other,
    told,
    question,
    saving,
    problem,
    change,
    startFrom,
    save,
    keep: () => setQuestion(null),
    go: (announced: ApiPreview) => policy && void put(policy, announced),
  };
};
