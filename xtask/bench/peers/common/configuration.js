// The configuration that the server writes into the page: the document of `/config.json` in token mode `page`.

export const configuration = JSON.parse(document.getElementById('configuration').textContent);
