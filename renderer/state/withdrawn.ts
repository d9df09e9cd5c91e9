/** A change that was shown early and then refused is taken back; what became known since stays. */
export const withdrawn = <T extends object>(now: T, before: T, change: Partial<NoInfer<T>>): T => {
  const back: Partial<T> = {};
  for (const key of Object.keys(change) as (keyof T)[]) if (Object.is(now[key], change[key])) back[key] = before[key];
  return { ...now, ...back };
};
