document.querySelector('#app')?.setAttribute('data-page', 'login');
