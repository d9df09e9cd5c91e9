import { useId } from 'react';

const marks = [
  null,
  <path key="slant" d="M-2 8 L8 -2 M0 14 L14 0" transform="scale(.6)" />,
  <circle key="dot" cx={3} cy={3} r={1.1} />,
  <path key="level" d="M0 1.5 H6 M0 4.5 H6" />,
] as const;

/** The pattern of a series: whole, slanted, dotted, level. The colour is the one around it. */
export const Fill = ({ index, children }: { index: number; children(fill: string): React.ReactNode }) => {
  const id = useId();
  const mark = marks[index % marks.length];
  if (!mark) return children('currentColor');
  return (
    <>
      <defs>
        <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse">
          <rect width={6} height={6} fill="currentColor" opacity={0.22} stroke="none" />
          <g fill={index % marks.length === 2 ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth={1.2}>
            {mark}
          </g>
        </pattern>
      </defs>
      {children(`url(#${id})`)}
    </>
  );
};

/** The dashes of a line: whole, dashed, dotted, both. */
export const lineDash = (index: number): string | undefined => [undefined, '6 4', '1 4', '8 3 1 3'][index % 4];
