import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Search } from '../../search.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';

/** Bounds of the settings' own schema. */
const limits = { name: 100, searches: 100 };

const Form = ({ search, name: before, onClose }: { search: Search; name: string | undefined; onClose(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { searches } = useValue(app.settings);
  const [name, setName] = useState(before ?? search.words.trim().slice(0, limits.name));
  const wanted = name.trim();
  const taken = wanted !== before && searches.some((other) => other.name === wanted);
  const full = before === undefined && !taken && searches.length >= limits.searches;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (wanted === '' || full) return;
    const saved = { words: search.words, filter: search.filter, name: wanted };
    const others = searches.filter((other) => other.name !== wanted || other.name === before);
    const renamed = others.map((other) => (other.name === before ? saved : other));
    void app.changeSettings({ searches: before === undefined ? [...others, saved] : renamed });
    if (before === undefined) app.toast.set({ kind: 'search-saved', name: wanted });
    onClose();
  };
  return (
    <form onSubmit={save}>
      <TextInput
        size="xs"
        data-autofocus
        label={t('search.name')}
        value={name}
        maxLength={limits.name}
        description={full ? t('search.tooMany') : taken ? t('search.replaces') : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <DialogActs>
        <Button type="submit" disabled={wanted === '' || full}>
          {t('search.saveAct')}
        </Button>
      </DialogActs>
    </form>
  );
};

/** Asks for the name of a search, and keeps it. */
export const SaveSearch = ({
  search,
  name,
  onClose,
}: {
  /** Null: it does not ask. */
  search: Search | null;
  /** The name that it has. */
  name?: string;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={search !== null} onClose={onClose} size="sm" title={t(name === undefined ? 'search.saveTitle' : 'search.renameTitle')}>
      {search && <Form search={search} name={name} onClose={onClose} />}
    </Dialog>
  );
};
