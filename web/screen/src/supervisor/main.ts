document.querySelector('#app')?.setAttribute('data-page', 'supervisor');
