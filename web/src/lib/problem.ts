/** What went wrong, in the server's words (RFC 9457) or, when it could not be asked, in ours. */
export class Problem extends Error {
    readonly status: number;
    readonly request: string | null;

    constructor(status: number, detail: string, request: string | null = null) {
        super(detail);
        this.status = status;
        this.request = request;
    }

    /** Orders need stock, and none was imported. */
    get isWithoutStock(): boolean {
        return this.status === 422 && /no stock levels/.test(this.message);
    }

    get isSignedOut(): boolean {
        return this.status === 401;
    }
}

interface ProblemDocument {
    title?: string;
    detail?: string;
    instance?: string;
}

export async function problemOf(response: Response): Promise<Problem> {
    const request = response.headers.get('X-Request-Id');
    try {
        const document = (await response.json()) as ProblemDocument;
        const words = document.detail ?? document.title ?? response.statusText;
        return new Problem(response.status, words, request ?? document.instance ?? null);
    } catch {
        return new Problem(response.status, response.statusText || `the server answered ${response.status}`, request);
    }
}

export function problemFrom(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof TypeError) return new Problem(0, 'The program does not answer; is it still running?');
    return new Problem(0, error instanceof Error ? error.message : String(error));
}
