/** Hands a file to the reader. */
export function save(bytes: Blob, name: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(bytes);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveText(text: string, name: string, type = 'text/csv;charset=utf-8'): void {
    save(new Blob([text], { type }), name);
}
