document.querySelector('#app')?.setAttribute('data-page', 'board');
