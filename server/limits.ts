/** Every limit of the server in one place, with its unit and its reason. */
export const limits = {
  /** Bytes of one message. A gigabyte of data with its MIME overhead passes; refused at the door beyond. */
  messageBytes: 2 * 1024 ** 3,
  /** Bytes of an administrative request body (JSON). */
  jsonBytes: 64 * 1024,
  /** Bytes at the start of a mail in which its header is looked for. */
  mailHeaderBytes: 64 * 1024,
  /** Characters of an idempotency key. */
  idempotencyKeyLength: 255,
  /** Characters of a token's note: a line that tells a person whose it is. */
  noteLength: 100,
  /** Characters of a Device header. */
  deviceLength: 128,
  /** Recipients of one SMTP transaction (RFC 5321 §4.5.3.1.8 asks for at least 100). */
  smtpRecipients: 100,
  /** SMTP connections at a time; more are told to come back (421). */
  smtpClients: 200,
  /** ms that an SMTP client may be silent (RFC 5321 §4.5.3.2 recommends 5 min for a server). */
  smtpSilence: 5 * 60_000,
  /** ms from the greeting, or from the mail before, to DATA: a client that drips commands holds a connection. */
  smtpEnvelope: 10 * 60_000,
  /** ms for the data of one mail, as for a whole HTTP request. */
  smtpMail: 60 * 60_000,
  /** HTTP connections at a time, notification streams among them; more are closed at once. One per device and a few senders, with room to spare. */
  httpClients: 10_000,
  /** ms for the head of an HTTP request: a client that drips headers holds a socket. */
  httpHeaders: 30_000,
  /** ms for a whole HTTP request: 2 GiB at 1 MB/s with room to spare. */
  httpRequest: 60 * 60_000,
  /** ms without a byte in either direction before an HTTP connection is ended; the pings of a notification stream keep it. */
  httpSilence: 120_000,
  /** ms that an idle connection is kept for the next request; longer than the pauses of a polling client. */
  httpKeepAlive: 75_000,
  /** ms that a client whose body was refused may go on sending: time to read the answer, not to upload for nothing. */
  linger: 2_000,
  /** Failed authentications of one client address within `rateWindow`; what fails beyond is told to wait. Nobody mistypes so often. */
  failures: 20,
  /** Submissions with one token within `rateWindow`: a guard against senders that run away, more than a disk commits. */
  submissions: 60_000,
  /** ms in which those come back. */
  rateWindow: 60_000,
  /** Client addresses and tokens whose rates are remembered, each: some 2 MB. The one that was away longest is forgotten first. */
  rateKeys: 10_000,
  /** ms from the first sign that a certificate file changed until both are read: they are written one after the other. */
  certificatePause: 500,
  /** ms until the certificate files are read in any case: where a folder cannot be watched, a new one is late by this at most. */
  certificatePatience: 3_600_000,
  /** ms between the pings of a notification stream; a device gives up on 60 s of silence. */
  ping: 25_000,
  /** ms that one event stream lasts; then its client connects again. */
  streamLife: 3_600_000,
  /** Bytes that may queue for a device that does not read its notification stream. */
  notificationBacklog: 64 * 1024,
  /** Test notifications that are remembered: a few hundred bytes each. The oldest is forgotten first. */
  notificationTests: 200,
  /** Messages that retention removes in one transaction. */
  sweepBatch: 100,
  /** ms until retention looks again in any case: after a clock that jumped it is late by this at most. */
  sweepPause: 3_600_000,
  /** ms until retention looks again at what was due while it was on its way to a device. */
  sendingPause: 60_000,
  /** ms that wall and monotonic clock may differ since the start, or records and retry keys are not forgotten. */
  clockDrift: 3_600_000,
  /** ms that the wall clock may be ahead of the newest event at the start: the server may have been off so long. */
  clockGap: 90 * 86_400_000,
  /** ms after the start until old records are forgotten for the first time: nobody waits for it, and a start has more to do. */
  tidyAfter: 60_000,
  /** Records of ended messages that are forgotten in one transaction. */
  pruneBatch: 200,
  /** ms that is told by the hour what came and went: the longest time that is shown, and the days around its ends. */
  hours: 100 * 86_400_000,
  /** ms between two looks at the clock for whether a new hour has begun. */
  hourLook: 60_000,
  /** ms in which contacts of devices are gathered before they are written: a crash loses so much of the ledger, never a message. */
  ledgerPause: 1_000,
  /** Reminders without an answer after which a device counts as gone and its stream is ended; one that lives connects again. */
  unanswered: 6,
  /** Bytes kept on the disk for what leaves when the disk is full: some 100,000 moves, of 130 bytes each. */
  reserve: 16 * 1024 ** 2,
  /** ms that connections get to finish when the server stops. */
  stop: 5_000,
} as const;
