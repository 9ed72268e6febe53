import './css/app.css';
import { render } from 'preact';

const root = document.getElementById('app');
if (root) render(<h1>RetailInsight</h1>, root);
