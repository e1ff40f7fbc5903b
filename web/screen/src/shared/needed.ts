/** An empty field that is needed is refused in the language of the page: the browser would say it in its own. */
import { t } from './language.svelte';

type Fillable = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isFillable = (target: EventTarget | null): target is Fillable =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/** For the whole page, once. Words of a field's own, such as those of a day that is none, stay untouched. */
export function sayWhatIsNeeded(): void {
  const ours = new Set<Fillable>();
  const forget = (field: Fillable): void => {
    if (ours.delete(field)) field.setCustomValidity('');
  };
  document.addEventListener(
    'invalid',
    ({ target }) => {
      if (!isFillable(target) || !target.validity.valueMissing || target.validity.customError) return;
      target.setCustomValidity(t('shell.field.needed'));
      ours.add(target);
    },
    true,
  );
  // Before the form is judged, by a click or by Enter, and before the field says its own.
  for (const moment of ['click', 'input', 'change']) {
    document.addEventListener(moment, () => [...ours].forEach(forget), true);
  }
}
