/** Hands a file to the reader. */
export function save(text: string, name: string, type = 'text/csv;charset=utf-8'): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
