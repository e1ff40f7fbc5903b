// Without this script everything works. With it: leaving at once, one entry in the history, no double sending.
'use strict';

const ELSEWHERE = 'https://www.wikipedia.org/';
let escapes = [];

function leave() {
  document.body.hidden = true;
  for (const field of document.querySelectorAll('textarea, input[type=text]')) field.value = '';
  location.replace(ELSEWHERE);
}

/** The answer takes the page's place, so that "back" shows nothing that was written. */
async function send(form) {
  const button = form.querySelector('button');
  const alert = form.querySelector('[role=alert]');
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'omit' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.title = page.title;
    document.body.replaceWith(page.body);
    scrollTo(0, 0);
    document.querySelector('h1, [role=alert]')?.focus();
  } catch {
    alert.textContent = form.dataset.offline;
    alert.hidden = false;
    alert.focus();
    button.disabled = false;
  }
}

document.addEventListener('click', (event) => {
  if (event.target.closest('.exit')) {
    event.preventDefault();
    leave();
  }
  if (event.target.closest('[data-print]')) print();
});
document.addEventListener('submit', (event) => {
  event.preventDefault();
  void send(event.target);
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  escapes = [...escapes.filter((at) => event.timeStamp - at < 1500), event.timeStamp];
  if (escapes.length >= 3) leave();
});
