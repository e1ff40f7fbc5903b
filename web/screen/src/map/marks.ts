/** What stands on the map as elements: never markup made of words. */

/** A drop with how many cases it stands for, when they are several. */
export function dropOf(count: number): HTMLElement {
  const holder = document.createElement('span');
  holder.append(document.createElement('i'));
  if (count > 1) {
    const number = document.createElement('b');
    number.textContent = String(count);
    holder.append(number);
  }
  return holder;
}

/** Leaflet takes strings as markup; names are text. */
export function textOf(words: string): HTMLElement {
  const element = document.createElement('span');
  element.textContent = words;
  return element;
}
