/** A filter of which one choice holds. */
import { setFilters } from '../state/address.ts';
import { Menu } from './menu.tsx';

export interface Choice {
    id: string;
    words: string;
}

interface ChoiceMenuProps {
    label: string;
    /** Name of the filter in the address. */
    name: string;
    choices: readonly Choice[];
    chosen: Choice;
}

export function ChoiceMenu({ label, name, choices, chosen }: ChoiceMenuProps) {
    const standard = choices[0];
    const choose = (choice: Choice) => setFilters({ [name]: choice.id === standard?.id ? null : choice.id });
    return (
        <Menu label={label} value={chosen.words} changed={chosen.id !== standard?.id}>
            {(close) => (
                <fieldset class="choices">
                    <legend class="hidden">{label}</legend>
                    {choices.map((choice) => (
                        <label key={choice.id}>
                            <input
                                type="radio"
                                name={name}
                                checked={choice.id === chosen.id}
                                onChange={() => choose(choice)}
                                onClick={(event) => {
                                    if (event.detail === 0) return; // by the arrow keys, which try one after the other
                                    choose(choice);
                                    close();
                                }}
                            />
                            {choice.words}
                        </label>
                    ))}
                </fieldset>
            )}
        </Menu>
    );
}
