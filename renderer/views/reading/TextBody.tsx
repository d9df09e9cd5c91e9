import { useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isFound } from '../../highlight.ts';
import { Highlighted, SearchWords } from '../shared/Highlighted.tsx';
import type { Link } from './addresses.ts';
import { piecesOf } from './links.ts';
import classes from './TextBody.module.css';
import { type Block, blocksOf, foldedFrom } from './text-blocks.ts';

/** Stretches in which addresses are looked for: more is no letter. */
const linkedAtMost = 32;

interface LinkActs {
  onFollow(link: Link): void;
  onHover(link: Link | null): void;
}

const Linked = ({ text, onFollow, onHover }: LinkActs & { text: string }) => {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return pieces.map((piece, index) =>
    typeof piece === 'string' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
      <Highlighted key={index} text={piece} />
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
        key={index}
        className={classes.link}
        href={piece.url}
        onClick={(event) => {
          event.preventDefault();
          onFollow(piece);
        }}
        onPointerEnter={() => onHover(piece)}
        onPointerLeave={() => onHover(null)}
        onFocus={() => onHover(piece)}
        onBlur={() => onHover(null)}
      >
        <Highlighted text={piece.text} />
      </a>
    ),
  );
};

const Stretch = ({ block, linked, folded, ...acts }: LinkActs & { block: Block; linked: boolean; folded: boolean }) => {
  const { t } = useTranslation();
  const words = useContext(SearchWords);
  const found = useMemo(() => folded && isFound(block.text, words), [folded, block, words]);
  const text = linked ? <Linked text={block.text} {...acts} /> : <Highlighted text={block.text} />;
  if (!block.quoted)
    return (
      <div className={classes.block} dir="auto">
        {text}
      </div>
    );
  const quotation = (
    <div className={classes.quoted} dir="auto">
      {text}
    </div>
  );
  if (!folded) return quotation;
  return (
    <details className={classes.fold} open={found}>
      <summary>{t('reading.quoted', { count: block.lines })}</summary>
      {quotation}
    </details>
  );
};

/** A message as text: its addresses can be followed, what it quotes is folded away. */
export const TextBody = ({ text, zoom, ...acts }: LinkActs & { text: string; zoom: number }) => {
  const { t } = useTranslation();
  const blocks = useMemo(() => blocksOf(text), [text]);
  const own = blocks.some(({ quoted, text }) => !quoted && text.trim() !== '');
  if (text.trim() === '') return <p className={classes.empty}>{t('message.empty')}</p>;
  return (
    <div className={classes.text} style={{ zoom }}>
      {blocks.map((block, index) => (
        <Stretch
          // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is known by its place alone
          key={index}
          block={block}
          linked={index < linkedAtMost}
          folded={own && block.lines >= foldedFrom}
          {...acts}
        />
      ))}
    </div>
  );
};
