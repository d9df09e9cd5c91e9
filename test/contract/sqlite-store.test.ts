import { openSqliteStore } from '#restante/server/store/sqlite';
import { temporaryFolder } from '../support/folder.ts';
import { testStore } from './store.ts';

testStore('the embedded store', () => openSqliteStore(temporaryFolder()));
