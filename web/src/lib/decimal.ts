/** Exact decimals. Money and units arrive as decimal literals and are added, compared and printed without ever passing
 *  through a floating-point number; `toNumber` is for lengths of bars and for ratios. */
export class Decimal {
    /** The value is digits / 10^scale. */
    readonly digits: bigint;
    readonly scale: number;

    private constructor(digits: bigint, scale: number) {
        this.digits = digits;
        this.scale = scale;
    }

    static readonly zero = new Decimal(0n, 0);

    /** Reads "-12.50"; null when the text is no plain decimal. */
    static parse(text: string): Decimal | null {
        const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
        if (!match) return null;
        const fraction = match[3] ?? '';
        const digits = BigInt(`${match[2] ?? ''}${fraction}`);
        return new Decimal(match[1] ? -digits : digits, fraction.length);
    }

    plus(other: Decimal): Decimal {
        const scale = Math.max(this.scale, other.scale);
        return new Decimal(this.at(scale) + other.at(scale), scale);
    }

    minus(other: Decimal): Decimal {
        return this.plus(other.negated());
    }

    negated(): Decimal {
        return new Decimal(-this.digits, this.scale);
    }

    abs(): Decimal {
        return this.digits < 0n ? this.negated() : this;
    }

    sign(): -1 | 0 | 1 {
        return this.digits > 0n ? 1 : this.digits < 0n ? -1 : 0;
    }

    compare(other: Decimal): number {
        return this.minus(other).sign();
    }

    /** To `places` digits after the point, half away from zero. */
    rounded(places: number): Decimal {
        if (places >= this.scale) return new Decimal(this.at(places), places);
        const unit = 10n ** BigInt(this.scale - places);
        const half = this.digits < 0n ? -unit / 2n : unit / 2n;
        return new Decimal((this.digits + half) / unit, places);
    }

    toNumber(): number {
        return Number(this.toString());
    }

    toString(): string {
        const text = (this.digits < 0n ? -this.digits : this.digits).toString().padStart(this.scale + 1, '0');
        const point = text.length - this.scale;
        const sign = this.digits < 0n ? '-' : '';
        return this.scale ? `${sign}${text.slice(0, point)}.${text.slice(point)}` : `${sign}${text}`;
    }

    private at(scale: number): bigint {
        return this.digits * 10n ** BigInt(scale - this.scale);
    }
}

export function total(values: Iterable<Decimal>): Decimal {
    let sum = Decimal.zero;
    for (const value of values) sum = sum.plus(value);
    return sum;
}

/** a / b as a share; null where b is zero. */
export function ratio(a: Decimal, b: Decimal): number | null {
    return b.sign() === 0 ? null : a.toNumber() / b.toNumber();
}
