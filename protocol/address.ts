const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/i;

/** Whether a host name, as `URL` writes it, is this machine. */
export const isLoopback = (hostname: string): boolean => loopback.test(hostname);

/** Whether what is said to a server can be read on the way: plain HTTP to another machine. @param server its base URL */
export const isOpenToRead = (server: string): boolean => {
  const { protocol, hostname } = new URL(server);
  return protocol === 'http:' && !isLoopback(hostname);
};
