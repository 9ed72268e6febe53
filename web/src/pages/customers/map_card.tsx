/** The groups on a map: how lately and how often they buy; the area is what they bring. */
import { Bubbles } from '../../charts/bubbles.tsx';
import { count, onePlace, percent } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { readSegments, type CustomerFigures } from './figures.ts';

export function MapCard({ figures: { segments } }: { figures: CustomerFigures }) {
    const groups = readSegments(segments.result).filter((group) => !group.withheld);
    return (
        <Card title="Where the groups stand" note="area: share of sales" answer={segments} rows={8} class="map">
            {() => (
                <Bubbles
                    points={groups.map((group) => ({ label: group.profile, x: group.recency, y: group.frequency, area: Math.max(group.netShare, 0) }))}
                    x="days since the last purchase"
                    y="receipts"
                    summary={`${groups.length} groups of customers by days since the last purchase and number of receipts. Arrow keys read each group; Table has every value.`}
                    speak={(i) => {
                        const group = groups[i];
                        if (!group) return '';
                        return `${group.profile}: ${count(group.customers)} customers, ${onePlace(group.frequency)} receipts, last purchase ${count(group.recency)} days ago, ${percent(group.netShare, 0)} of sales`;
                    }}
                />
            )}
        </Card>
    );
}
