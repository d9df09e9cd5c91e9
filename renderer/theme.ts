import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/*
 * Colours, sizes and spacing, all of them. Views use the `--r-…` variables that are made here and
 * nothing else. Contrast: `text` is at least 7:1 and every other text colour at least 4.5:1 on every
 * ground of its theme; the tests measure it.
 */

/** Ink blue: the one accent, for unread, selection and the primary action. */
const ink: MantineColorsTuple = [
  '#eff3fc',
  '#dde6f9',
  '#bccdf3',
  '#a3bbf3',
  '#7c9cea',
  '#4f74cf',
  '#34569f',
  '#264590',
  '#1f3974',
  '#182c5a',
];
const gray: MantineColorsTuple = [
  '#f6f7f9',
  '#eceff3',
  '#e2e6ec',
  '#ced4dd',
  '#808999',
  '#7a8496',
  '#566071',
  '#414958',
  '#2a303b',
  '#15181e',
];
const dark: MantineColorsTuple = [
  '#e8eaef',
  '#cbd0da',
  '#a6aebc',
  '#7d8594',
  '#727a89',
  '#454c59',
  '#262a33',
  '#181b21',
  '#111419',
  '#0b0d11',
];

const light = {
  surface: '#ffffff',
  sunken: '#f6f7f9',
  raised: '#ffffff',
  line: '#dfe3ea',
  'line-soft': '#ebeef2',
  control: '#808999',
  text: '#15181e',
  dim: '#566071',
  accent: '#264590',
  'on-accent': '#ffffff',
  'accent-soft': '#e5ebfa',
  hover: '#eef1f5',
  danger: '#b3261e',
  full: '#8a5200',
  'full-soft': '#fdf3e1',
  'full-fill': '#c97a00',
  mark: '#fbe3a6',
  done: '#17703e',
  'meter-protected': '#414958',
  'meter-unread': '#264590',
  'meter-kept': '#7a8496',
  'meter-overwritable': '#b9c1ce',
  'meter-free': '#e6e9ee',
  thumb: '#b5bcc8',
  shadow: '0 8px 32px rgb(21 24 30 / 18%)',
};

const night: typeof light = {
  surface: '#181b21',
  sunken: '#111419',
  raised: '#20242c',
  line: '#2d323c',
  'line-soft': '#252932',
  control: '#727a89',
  text: '#e8eaef',
  dim: '#a6aebc',
  accent: '#a3bbf3',
  'on-accent': '#0f1b3a',
  'accent-soft': '#263352',
  hover: '#20242c',
  danger: '#ff9a91',
  full: '#f2b75c',
  'full-soft': '#33280f',
  'full-fill': '#d99426',
  mark: '#5f4a14',
  done: '#6fd59b',
  'meter-protected': '#e0e4ec',
  'meter-unread': '#84a4f0',
  'meter-kept': '#7d8594',
  'meter-overwritable': '#4d5462',
  'meter-free': '#2a2f38',
  thumb: '#454c59',
  shadow: '0 8px 32px rgb(0 0 0 / 55%)',
};

/** For what cannot see the variables: the page of a message, which is another document. */
export const sheetColours = { light, night };

const variables = (tokens: typeof light): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--r-${name}`, value])),
  '--mantine-color-body': tokens.surface,
  '--mantine-color-text': tokens.text,
  '--mantine-color-dimmed': tokens.dim,
  '--mantine-color-placeholder': tokens.dim,
  '--mantine-color-error': tokens.danger,
  '--mantine-color-default': tokens.raised,
  '--mantine-color-default-hover': tokens.hover,
  '--mantine-color-default-color': tokens.text,
  '--mantine-color-default-border': tokens.control,
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--r-1': '0.25rem',
    '--r-2': '0.5rem',
    '--r-3': '1rem',
    '--r-4': '1.5rem',
    '--r-5': '2rem',
    '--r-6': '3rem',
    '--r-small': '0.75rem',
    '--r-normal': '0.8125rem',
    '--r-reading': '0.9375rem',
    '--r-title': '1.25rem',
    '--r-radius': '6px',
    '--r-row': '56px',
    '--r-row-one': '32px',
    '--r-bar': '3rem',
  },
  light: variables(light),
  dark: variables(night),
});

/** The accent is light on dark and dark on light: what stands on it follows. */
const variants: VariantColorsResolver = (input) => {
  if (input.variant === 'filled' && (input.color === undefined || input.color === input.theme.primaryColor))
    return {
      background: 'var(--r-accent)',
      hover: 'color-mix(in srgb, var(--r-accent) 88%, var(--r-text))',
      color: 'var(--r-on-accent)',
      border: '1px solid transparent',
    };
  if (input.variant === 'light' && (input.color === undefined || input.color === input.theme.primaryColor))
    return {
      background: 'var(--r-accent-soft)',
      hover: 'color-mix(in srgb, var(--r-accent-soft) 85%, var(--r-accent))',
      color: 'var(--r-text)',
      border: '1px solid transparent',
    };
  if (input.variant === 'filled' && input.color === 'red')
    return {
      background: 'var(--r-danger)',
      hover: 'color-mix(in srgb, var(--r-danger) 88%, var(--r-text))',
      color: 'var(--r-surface)',
      border: '1px solid transparent',
    };
  // What it would be of itself is darker than the ground in the dark: it looked as if it could not be pressed.
  if (input.variant === 'light' && (input.color === undefined || input.color === input.theme.primaryColor))
    return {
      background: 'var(--r-accent-soft)',
      hover: 'color-mix(in srgb, var(--r-accent-soft) 88%, var(--r-text))',
      color: 'var(--r-text)',
      border: '1px solid transparent',
    };
  return defaultVariantColorsResolver(input);
};

const description = { fontSize: 'var(--r-small)', lineHeight: 1.45 };

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 3 },
  variantColorResolver: variants,
  colors: { ink, gray, dark },
  black: light.text,
  white: '#ffffff',
  fontFamily:
    '"Inter Variable", system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", sans-serif',
  fontFamilyMonospace: '"SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono CJK JP", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '0.9375rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.6', xl: '1.4' },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '3px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'default',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } },
    Tooltip: {
      defaultProps: {
        // Within the page's main landmark: everything that is shown stands in one.
        portalProps: { target: '#overlays' },
        openDelay: 400,
        transitionProps: { duration: 100 },
        events: { hover: true, focus: true, touch: false },
      },
    },
    Modal: {
      defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.35 }, centered: true },
      styles: { title: { fontWeight: 600, fontSize: 'var(--r-reading)' } },
    },
    // Its placeholder would be a child that no menu may have.
    Menu: {
      defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: '#overlays' } },
      styles: { item: { minHeight: '1.875rem' }, itemSection: { paddingInlineStart: 'var(--r-3)' } },
    },
    Radio: { defaultProps: { iconColor: 'var(--r-on-accent)' }, styles: { description } },
    Switch: { defaultProps: { withThumbIndicator: false }, styles: { description } },
    Kbd: { styles: { root: { fontFamily: 'inherit', fontWeight: 500 } } },
    NativeSelect: { defaultProps: { size: 'xs' }, styles: { description } },
    SegmentedControl: { defaultProps: { size: 'xs', transitionDuration: 100 }, styles: { label: { fontWeight: 500 } } },
    Slider: { defaultProps: { size: 'sm', thumbSize: 16 } },
  },
});
