/** Sends a picture to be recognised; the last answer stays until another picture is chosen. */
import { signal } from '@preact/signals';
import { startUpload } from '../../lib/api.ts';
import { problemFrom, type Problem } from '../../lib/problem.ts';
import type { Result } from '../../lib/table.ts';
import { finish } from '../../state/jobs.ts';

export interface Look {
    file: File | null;
    /** The picture, small, as a data: address. */
    shown: string;
    result: Result | null;
    busy: boolean;
    problem: Problem | null;
}

export const look = signal<Look>({ file: null, shown: '', result: null, busy: false, problem: null });

const SHOWN_PX = 560;

/** The picture made small, as text: the security policy allows no other address of it. Empty: the browser cannot read it. */
async function miniature(file: File): Promise<string> {
    try {
        const bitmap = await createImageBitmap(file);
        const scale = Math.min(1, SHOWN_PX / Math.max(bitmap.width, bitmap.height));
        const canvas = document.createElement('canvas');
        canvas.width = Math.max(1, Math.round(bitmap.width * scale));
        canvas.height = Math.max(1, Math.round(bitmap.height * scale));
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        bitmap.close();
        return canvas.toDataURL('image/jpeg', 0.85);
    } catch {
        return '';
    }
}

export async function recognise(file: File | null, model: string): Promise<void> {
    if (!file || !model) return;
    look.value = { file, shown: look.value.file === file ? look.value.shown : '', result: null, busy: true, problem: null };
    const change = (part: Partial<Look>) => {
        if (look.value.file === file) look.value = { ...look.value, ...part };
    };
    void miniature(file).then((shown) => change({ shown }));
    try {
        const answer = await startUpload('vision.recognise', { model, name: file.name }, file);
        const result = 'columns' in answer ? answer : await finish(answer, () => undefined);
        change({ result, busy: false });
    } catch (error) {
        change({ problem: problemFrom(error), busy: false });
    }
}
