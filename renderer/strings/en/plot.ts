/** Words of every plot. */
export const plot = {
  asTable: 'Show as table',
  asPlot: 'Show as plot',
  copy: 'Copy as CSV',
  copied: 'Copied as CSV',
  read: '{{title}}: reading point',
  value: '{{name}} {{value}}',
  point: '{{label}}: {{values}}',
  unknown: 'not recorded',
  nothing: 'There is nothing to draw yet.',
  when: 'When',
  total: 'Together',
  span: {
    ms: '{{value}} ms',
    s: '{{value}} s',
    min: '{{value}} min',
    h: '{{value}} h',
    d_one: '{{value}} day',
    d_other: '{{value}} days',
  },
} as const;
