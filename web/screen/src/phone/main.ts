document.querySelector('#app')?.setAttribute('data-page', 'phone');
