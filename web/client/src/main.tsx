import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Parley, webStorage } from '@parley/sdk';
import { App } from './app/app';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/account.css';
import './styles/sidebar.css';
import './styles/talk.css';
import './styles/layout.css';
import './styles/dialog.css';
import './styles/settings.css';

const parley = new Parley({
  outboxStorage: (user) => webStorage(sessionStorage, `parley.outbox.${user}`),
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <App parley={parley} />
  </StrictMode>,
);
