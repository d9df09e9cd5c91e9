type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** The request target of an operation: its path with the names filled in, and a query of what is given. */
export const formatTarget = (path: string, names: Readonly<Record<string, string>> = {}, query: Values = {}): string => {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(names[name] ?? ''));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
};
