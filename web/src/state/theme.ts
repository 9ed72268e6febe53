/** Light, dark, or as the device says. Kept on this device. */
import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'retailinsight.theme';

function stored(): Theme {
    const value = window.localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
}

export const theme = signal<Theme>(stored());

export function watchTheme(): void {
    effect(() => {
        if (theme.value === 'auto') {
            delete document.documentElement.dataset.theme;
            window.localStorage.removeItem(KEY);
        } else {
            document.documentElement.dataset.theme = theme.value;
            window.localStorage.setItem(KEY, theme.value);
        }
    });
}
