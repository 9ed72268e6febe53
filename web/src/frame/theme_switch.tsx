import { theme, type Theme } from '../state/theme.ts';

const CHOICES: ReadonlyArray<[Theme, string]> = [
    ['auto', 'As device'],
    ['light', 'Light'],
    ['dark', 'Dark'],
];

export function ThemeSwitch() {
    return (
        <label class="theme">
            Colours{' '}
            <select value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
                {CHOICES.map(([id, words]) => (
                    <option key={id} value={id}>
                        {words}
                    </option>
                ))}
            </select>
        </label>
    );
}
