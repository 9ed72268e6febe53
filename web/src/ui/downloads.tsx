/** The figures of an answer as a file, in the forms the server writes. */
import { useSignal } from '@preact/signals';
import { fetchFile } from '../lib/api.ts';
import { FILE_FORMATS, fileName, type FileFormat } from '../lib/formats.ts';
import { problemFrom } from '../lib/problem.ts';
import type { Answer } from '../state/query.ts';
import { save } from './save.ts';

export function Downloads({ answer }: { answer: Answer }) {
    const said = useSignal('');
    const fetchAs = (format: FileFormat) => {
        said.value = `fetching ${format.words}`;
        fetchFile(answer.operation, answer.parameters, answer.madeBy, format.type).then(
            (bytes) => {
                save(bytes, fileName(answer.operation, format));
                said.value = '';
            },
            (error: unknown) => (said.value = `${format.words}: ${problemFrom(error).message}`),
        );
    };
    return (
        <span class="downloads">
            Download{' '}
            {FILE_FORMATS.map((format) => (
                <button key={format.id} type="button" class="quiet" onClick={() => fetchAs(format)}>
                    <span class="hidden">Download </span>
                    {format.words}
                </button>
            ))}{' '}
            <span role="status">{said.value}</span>
        </span>
    );
}
