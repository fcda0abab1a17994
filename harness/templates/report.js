'use strict';
// The page reads without this script; it adds filters, keys, copying, and the theme.
(() => {
  const root = document.documentElement;
  const cards = [...document.querySelectorAll('article.card')];
  const form = document.querySelector('form.filter');
  const query = document.getElementById('query');
  const shown = document.getElementById('shown');
  const none = document.getElementById('none');
  const said = document.getElementById('said');
  const help = document.getElementById('help');
  const themeButton = document.getElementById('theme');
  const helpButton = document.getElementById('help-button');
  for (const element of [form, themeButton, helpButton]) element.hidden = false;

  // --- state in the address: #q=s:fail%20@must&theme=dark, or the anchor of a card ---

  const settings = () => {
    const hash = location.hash.slice(1);
    return /^(q|theme)=/.test(hash) ? new URLSearchParams(hash) : null;
  };

  const store = (name, value) => {
    const kept = settings() || new URLSearchParams();
    if (value) kept.set(name, value); else kept.delete(name);
    const text = [...kept].map(([key, item]) => key + '=' + encodeURIComponent(item).replace(/%3A/g, ':').replace(/%40/g, '@')).join('&');
    history.replaceState(null, '', text ? '#' + text : location.pathname + location.search);
  };

  // --- theme ---

  // Storage is refused to local files in some browsers; the theme then lasts as long as the page.
  const remembered = {
    get() { try { return localStorage.getItem('harness-theme'); } catch { return null; } },
    set(theme) { try { localStorage.setItem('harness-theme', theme); } catch { /* see above */ } },
  };

  const setTheme = (theme) => {
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
  };

  const toggleTheme = () => {
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const theme = (root.dataset.theme || system) === 'dark' ? 'light' : 'dark';
    setTheme(theme);
    remembered.set(theme);
    say(theme === 'dark' ? 'Dark colours' : 'Light colours');
  };

  // --- filter ---

  // Short forms people type for the words of the verdicts.
  const VERDICTS = { failed: 'fail', passed: 'pass', warning: 'warn', skipped: 'not-applicable', na: 'not-applicable', 'n/a': 'not-applicable', inconcl: 'inconclusive', xfail: 'expected' };

  const test = (card, word) => {
    if (word.startsWith('s:')) {
      const wanted = word.slice(2);
      return card.dataset.verdict === (VERDICTS[wanted] || wanted);
    }
    if (word.startsWith('level:')) return card.dataset.level === word.slice(6);
    if (word.startsWith('target:')) return card.dataset.target === word.slice(7);
    if (word.startsWith('@')) return card.dataset.tags.toLowerCase().split(' ').includes(word.slice(1));
    return card.dataset.text.includes(word);
  };

  const filter = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let matching = 0;
    for (const card of cards) {
      const matches = words.every((word) => test(card, word));
      card.hidden = !matches;
      if (matches) matching += 1;
    }
    shown.textContent = matching + ' of ' + cards.length;
    none.hidden = matching > 0;
    for (const tile of document.querySelectorAll('.tile')) {
      if (words.includes(tile.dataset.query)) tile.setAttribute('aria-current', 'true');
      else tile.removeAttribute('aria-current');
    }
  };

  const setQuery = (text) => {
    query.value = text;
    store('q', text);
    filter();
  };

  query.addEventListener('input', () => { store('q', query.value); filter(); });
  form.addEventListener('submit', (event) => event.preventDefault());

  // --- opening what the address names ---

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const card = target.closest('article.card');
    if (!card) return;
    if (card.hidden) { query.value = ''; filter(); }
    for (let element = target; element; element = element.parentElement) {
      if (element.tagName === 'DETAILS') element.open = true;
    }
    if (target === card) card.querySelector('details').open = true;
    target.scrollIntoView();
    target.querySelector('summary')?.focus({ preventScroll: true });
  };

  const readAddress = () => {
    const kept = settings();
    if (kept) {
      setTheme(kept.get('theme'));
      query.value = kept.get('q') || '';
      filter();
    } else {
      reveal();
    }
  };
  addEventListener('hashchange', readAddress);

  // --- clicks ---

  const say = (text) => { said.textContent = text; };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // The clipboard interface is missing on plain http and refused by some browsers for files.
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      const copied = document.execCommand('copy');
      area.remove();
      return copied;
    }
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('button[data-copy]');
    if (button) {
      const copied = await copy(document.getElementById(button.dataset.copy).textContent);
      const label = button.textContent;
      if (!button.dataset.label) button.dataset.label = label;
      button.textContent = copied ? 'Copied' : 'Could not copy';
      say(button.textContent);
      setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
      button.focus();
      return;
    }
    const link = event.target.closest('a[data-query]');
    if (link) {
      event.preventDefault();
      const words = query.value.split(/\s+/).filter(Boolean);
      const wanted = link.dataset.query;
      const kind = (word) => (wanted.startsWith('s:') ? word.startsWith('s:') : word === wanted);
      const rest = words.filter((word) => !kind(word));
      setQuery((words.includes(wanted) ? rest : [...rest, wanted]).join(' '));
      document.getElementById('checks').scrollIntoView();
      return;
    }
    // Clicking the same anchor twice changes no address, and must open what was closed since.
    const anchor = event.target.closest('a[href^="#c-"]');
    if (anchor && anchor.getAttribute('href') === location.hash) reveal();
  });
  themeButton.addEventListener('click', toggleTheme);
  helpButton.addEventListener('click', () => help.showModal());

  // --- keys ---

  const move = (step) => {
    const visible = cards.filter((card) => !card.hidden);
    if (visible.length === 0) return;
    const current = visible.findIndex((card) => card.contains(document.activeElement));
    const next = current < 0 ? (step > 0 ? 0 : visible.length - 1) : Math.min(Math.max(current + step, 0), visible.length - 1);
    const summary = visible[next].querySelector('summary');
    summary.focus({ preventScroll: true });
    visible[next].scrollIntoView({ block: 'start' });
  };

  const toggleFailures = () => {
    const words = query.value.split(/\s+/).filter(Boolean);
    const rest = words.filter((word) => !word.startsWith('s:'));
    setQuery((words.includes('s:fail') ? rest : [...rest, 's:fail']).join(' '));
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const actions = {
      j: () => move(1),
      k: () => move(-1),
      f: toggleFailures,
      t: toggleTheme,
      '/': () => { query.focus(); query.select(); },
      '?': () => help.showModal(),
    };
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  // --- paper: what did not pass is printed in full ---

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = cards
      .filter((card) => !/^(pass|not-applicable|expected)$/.test(card.dataset.verdict))
      .map((card) => card.querySelector('details'))
      .filter((details) => !details.open);
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });

  setTheme(remembered.get());
  filter();
  readAddress();
})();
