/** A month in one bar: what is counted, what is expected with its range, and the mark it is held against. */
import type { Decimal } from '../lib/decimal.ts';

interface MonthBarProps {
    soFar: Decimal;
    expected: Decimal;
    /** Range of the expected; null where too little is known. */
    low: Decimal | null;
    high: Decimal | null;
    plan: Decimal | null;
    summary: string;
}

const HEIGHT = 34;

export function MonthBar({ soFar, expected, low, high, plan, summary }: MonthBarProps) {
    const values = [soFar, expected, low, high, plan].map((value) => value?.toNumber() ?? 0);
    const most = Math.max(...values, 1) * 1.02;
    const at = (value: Decimal) => `${(Math.max(0, value.toNumber()) / most) * 100}%`;
    const rest = expected.minus(soFar);
    return (
        <svg role="img" aria-label={summary} class="monthbar" height={HEIGHT} width="100%">
            <rect x="0" y="8" width={at(soFar)} height="18" class="s1" />
            {rest.sign() > 0 && <rect x={at(soFar)} y="8.5" width={at(rest)} height="17" class="expected" />}
            {low && high && <line x1={at(low)} x2={at(high)} y1="17" y2="17" class="range" />}
            {plan && <rect x={at(plan)} y="1" width="4" height="32" class="tick" />}
        </svg>
    );
}
