/** Choose a file, see what is understood, take it in. */
import { cancelJob } from '../../lib/api.ts';
import { count } from '../../lib/format.ts';
import { number, text, type Result, type Row } from '../../lib/table.ts';
import { operations } from '../../state/session.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { chooseFile, chooseKind, takeIn, upload } from './upload.ts';

const KINDS = ['sales', 'stock', 'products', 'stores', 'customers', 'suppliers'];

export function ImportForm() {
    const { file, kind, check, done, job, busy, problem } = upload.value;
    const kinds = operations.value.get('import')?.params.find((p) => p.name === 'as')?.allowed ?? KINDS;
    return (
        <section class="card import" aria-label="Import a file" aria-busy={busy}>
            <header>
                <h2>Import a file</h2>
                <p>CSV, TSV or a workbook, also gzip or zstd; nothing is changed before you say so</p>
            </header>
            <form
                class="upload"
                onSubmit={(event) => {
                    event.preventDefault();
                    void takeIn();
                }}
            >
                <label>
                    What the file holds
                    <select class="field" value={kind} disabled={busy} onChange={(event) => chooseKind(event.currentTarget.value)}>
                        {kinds.map((id) => (
                            <option key={id} value={id}>
                                {id.charAt(0).toUpperCase() + id.slice(1)}
                            </option>
                        ))}
                    </select>
                </label>
                <label>
                    File
                    <input type="file" disabled={busy} onChange={(event) => chooseFile(event.currentTarget.files?.[0] ?? null)} />
                </label>
                <button type="submit" class="btn pri" disabled={!check || busy}>
                    Import{file ? ` ${file.name}` : ''}
                </button>
            </form>
            {busy && !job && (
                <p class="words" role="status">
                    {check ? 'Importing' : 'Reading the file'}
                </p>
            )}
            {job && (
                <div class="words">
                    <Progress job={job} words={check ? 'Importing' : 'Reading the file'} cancel={() => void cancelJob(job.id)} />
                </div>
            )}
            {problem && <ErrorBox problem={problem} retry={() => void (check ? takeIn() : chooseFile(file))} />}
            {check && !busy && <Understood result={check} />}
            {done && <Taken result={done} />}
        </section>
    );
}

function Understood({ result }: { result: Result }) {
    const columns: TableColumn<Row>[] = [
        { head: 'What', cell: (row) => text(row, 'name').replaceAll('_', ' ') },
        { head: 'Understood as', class: 'wrap', cell: (row) => <b>{text(row, 'value')}</b> },
        { head: 'Because', class: 'wrap', cell: (row) => text(row, 'why') },
        { head: 'To change it', wide: true, class: 'wrap m', cell: (row) => text(row, 'change') },
    ];
    return (
        <>
            <p class="words" role="status">
                This is what the file says. Look it over; the button imports it.
            </p>
            <Table caption="What is understood" rows={result.rows} columns={columns} keyOf={(row) => `${text(row, 'section')} ${text(row, 'name')}`} />
        </>
    );
}

function Taken({ result }: { result: Result }) {
    const row = result.rows[0];
    const quarantined = number(row, 'quarantined') ?? 0;
    return (
        <div class="words" role="status">
            <p>
                <b>
                    {count(number(row, 'accepted') ?? 0)} of {count(number(row, 'offered') ?? 0)} records taken in
                </b>
                ; {count(number(row, 'duplicates') ?? 0)} were there already, {count(quarantined)} could not be read
                {quarantined > 0 && ` (imports rejects ${text(row, 'import_id')} says why)`}. <a href="/">See the overview</a>
            </p>
            {result.notes.map((note) => (
                <p key={note} class="note">
                    {note.charAt(0).toUpperCase() + note.slice(1)}
                </p>
            ))}
        </div>
    );
}
