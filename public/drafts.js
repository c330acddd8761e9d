// Keeps the unsent text of a form in this tab, so that it outlives a closed frame, an expired session or a lost network.
// A form names itself by data-draft ("<person>:<form>"); a page that says data-sent="<form>" forgets what was sent.
// Without script, drafts are kept on the server by "Save as draft".
(() => {
  'use strict';
  const PREFIX = 'draft:';
  let store;
  try {
    store = window.sessionStorage;
    store.getItem(PREFIX);
  } catch {
    return;
  }

  for (const sent of document.querySelectorAll('[data-sent]')) store.removeItem(PREFIX + sent.dataset.sent);

  for (const form of document.querySelectorAll('form[data-draft]')) {
    const key = PREFIX + form.dataset.draft;
    const fields = [...form.elements].filter((field) => ['text', 'title'].includes(field.name));
    const read = () => {
      try {
        return JSON.parse(store.getItem(key)) ?? {};
      } catch {
        return {};
      }
    };
    const kept = read();
    for (const field of fields) if (field.value === '' && typeof kept[field.name] === 'string') field.value = kept[field.name];
    form.addEventListener('input', () => {
      const values = Object.fromEntries(fields.map((field) => [field.name, field.value]));
      try {
        if (Object.values(values).some(Boolean)) store.setItem(key, JSON.stringify(values));
        else store.removeItem(key);
      } catch {
        // A full store keeps nothing more; the server's draft is still there.
      }
    });
  }
})();
