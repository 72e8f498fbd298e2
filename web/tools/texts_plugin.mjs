// SPDX-License-Identifier: Apache-2.0
// `./rules.ts?texts=vi` is one language of the text file src/i18n/rules.ts, as an object of its own: the
// two wordings stand side by side in the source, and a page loads the one that is read.
import { readFileSync } from 'node:fs';
import { transformWithEsbuild } from 'vite';

const order = ['vi', 'en'];

export function texts() {
  return {
    name: 'texts',
    enforce: 'pre',
    async load(id) {
      const [file, query] = id.split('?');
      const language = new URLSearchParams(query ?? '').get('texts');
      if (language === null) return null;
      const index = order.indexOf(language);
      if (index < 0) throw new Error(`${id}: no language '${language}'`);
      this.addWatchFile(file);
      const { code } = await transformWithEsbuild(readFileSync(file, 'utf8'), file, { format: 'esm', sourcemap: false });
      const module = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
      const table = Object.fromEntries(Object.values(module).flatMap((exported) => Object.entries(exported))
        .filter(([, pair]) => Array.isArray(pair)).map(([key, pair]) => [key, pair[index]]));
      return { code: `export default ${JSON.stringify(table)};`, map: null };
    },
  };
}
