/** Files a table of figures may be had as: what the server is asked for, and how the file is called. */
export interface FileFormat {
    id: string;
    words: string;
    type: string;
    ending: string;
}

export const FILE_FORMATS: readonly FileFormat[] = [
    { id: 'csv', words: 'CSV', type: 'text/csv', ending: 'csv' },
    { id: 'xlsx', words: 'Excel', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: 'xlsx' },
    { id: 'arrow', words: 'Arrow', type: 'application/vnd.apache.arrow.stream', ending: 'arrows' },
    { id: 'ndjson', words: 'JSON lines', type: 'application/x-ndjson', ending: 'ndjson' },
];

/** "demand.backtest" -> "demand-backtest.csv" */
export function fileName(operation: string, format: FileFormat): string {
    return `${operation.replaceAll('.', '-')}.${format.ending}`;
}
