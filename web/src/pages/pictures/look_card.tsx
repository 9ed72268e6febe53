/** Drop a picture, choose one, or take one with the phone's camera: what it shows and how sure that is. */
import { useSignal } from '@preact/signals';
import { percent } from '../../lib/format.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { readSeen, wordsOf, type Seen } from './figures.ts';
import { look, recognise } from './look.ts';

export function LookCard({ model }: { model: string }) {
    const { file, shown, result, busy, problem } = look.value;
    const over = useSignal(false);
    const seen = readSeen(result);
    const take = (files: FileList | null | undefined) => void recognise(files?.[0] ?? null, model);
    return (
        <section class="card look" aria-label="Recognise a picture" aria-busy={busy}>
            <header>
                <h2>Recognise a picture</h2>
                <p>JPEG, PNG or WebP; it is not kept</p>
            </header>
            <div
                class={over.value ? 'drop over' : 'drop'}
                onDragOver={(event) => {
                    event.preventDefault();
                    over.value = true;
                }}
                onDragLeave={() => (over.value = false)}
                onDrop={(event) => {
                    event.preventDefault();
                    over.value = false;
                    take(event.dataTransfer?.files);
                }}
            >
                {shown ? <img src={shown} alt={`The chosen picture, ${file?.name ?? ''}`} /> : <p>Drop a picture here</p>}
                <p class="acts">
                    <label class="btn pri">
                        Choose a picture
                        <input type="file" class="hidden" accept="image/jpeg,image/png,image/webp" onChange={(event) => take(event.currentTarget.files)} />
                    </label>
                    <label class="btn camera">
                        Take a photo
                        <input type="file" class="hidden" accept="image/*" capture="environment" onChange={(event) => take(event.currentTarget.files)} />
                    </label>
                </p>
            </div>
            {busy && (
                <p class="words" role="status">
                    Looking
                </p>
            )}
            {problem && <ErrorBox problem={problem} retry={() => void recognise(file, model)} />}
            {seen && <Answer seen={seen} />}
        </section>
    );
}

function Answer({ seen }: { seen: Seen }) {
    const unsure = seen.label === 'unsure';
    return (
        <div class="seen" role="status">
            <p class="what">{unsure ? `Unsure; most likely ${wordsOf(seen.best)}` : wordsOf(seen.best)}</p>
            <p>
                {unsure ? 'Below the confidence from which this model’s answers were right often enough: ' : 'Answers this sure are right '}
                <b>{percent(seen.confidence)}</b>
                {unsure ? '' : ' of the time, by pictures it was measured on'}
            </p>
            <ol class="likely">
                {seen.alternatives.map(({ label, confidence }) => (
                    <li key={label}>
                        <span>{label}</span>
                        <span class="bar" aria-hidden="true">
                            <span style={{ width: `${confidence * 100}%` }} />
                        </span>
                        <span class="num">{percent(confidence)}</span>
                    </li>
                ))}
            </ol>
            {seen.nearest.length > 0 && <p class="note">Most alike of what it learnt from: {seen.nearest.join(', ')}</p>}
        </div>
    );
}
