// SPDX-License-Identifier: Apache-2.0
import { createRoot } from 'react-dom/client';
import { loadLanguage } from '@/i18n';
import { storedLanguage } from '@/shared/prefs';
import { Root } from './app/App';
import './shared/styles.css';

const node = document.getElementById('root');
if (node === null) throw new Error('no #root in the page');
void loadLanguage(storedLanguage()).then(() => createRoot(node).render(<Root />));
