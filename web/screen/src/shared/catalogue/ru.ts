/** Every area's messages, merged when the product is built; one file of its own per language. */
import type { Catalogue } from '../i18n';

const areas = import.meta.glob<Catalogue>(['../../../../messages/*/ru.json', '!**/cli/*.json', '!**/form/*.json'], {
  eager: true,
  import: 'default',
});

export const catalogue: Catalogue = Object.assign({}, ...Object.values(areas)) as Catalogue;
