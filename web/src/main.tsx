import './css/tokens.css';
import './css/base.css';
import './css/frame.css';
import './css/controls.css';
import './css/card.css';
import './css/table.css';
import './css/chart.css';
import './css/page.css';
import './css/science.css';
import './css/analysis.css';
import './css/shop.css';
import './css/pictures.css';
import './css/phone.css';
import './css/print.css';
import { render } from 'preact';
import { Frame } from './frame/frame.tsx';
import { watchAddress } from './state/address.ts';
import { loadLanguage } from './state/language.ts';
import { watchEvents } from './state/events.ts';
import { loadSession } from './state/session.ts';
import { watchTheme } from './state/theme.ts';

watchTheme();
watchAddress();
void loadSession().then(watchEvents);

const root = document.getElementById('app');
void loadLanguage().then(() => root && render(<Frame />, root));
