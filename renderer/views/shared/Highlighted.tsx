import { createContext, Fragment, useContext, useMemo } from 'react';
import { piecesOf } from '../../highlight.ts';
import classes from './Highlighted.module.css';

/** The words that are looked for in the list and in the message that is open. */
export const SearchWords = createContext('');

/** A text with what was looked for marked in it. */
export const Highlighted = ({ text }: { text: string }) => {
  const words = useContext(SearchWords);
  const pieces = useMemo(() => piecesOf(text, words), [text, words]);
  return pieces.map(({ text: piece, found }, index) =>
    found ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
      <mark key={index} className={classes.mark}>
        {piece}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
      <Fragment key={index}>{piece}</Fragment>
    ),
  );
};
