export const serverSide = {
  server: 'Server',
  own: 'This computer',
  parts: 'Parts of the server {{name}}',
  overview: 'Overview',
  delivery: 'Delivery',
  processed: 'Processed',
  retention: 'Retention',
  mailboxes: 'Mailboxes',
  devices: 'Devices',
  activity: 'Activity',
  unshown: 'Nothing can be shown here now',
  unshownHint: 'See the notice above.',
} as const;
