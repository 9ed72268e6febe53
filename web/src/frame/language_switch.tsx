import { chooseLanguage, language, LANGUAGES } from '../state/language.ts';

/** Each language by its own name. */
export function LanguageSwitch() {
    return (
        <label class="theme">
            Language{' '}
            <select value={language.value.id} onChange={(event) => chooseLanguage(event.currentTarget.value)}>
                {LANGUAGES.map(({ id, words }) => (
                    <option key={id} value={id} lang={id} translate={false}>
                        {words}
                    </option>
                ))}
            </select>
        </label>
    );
}
