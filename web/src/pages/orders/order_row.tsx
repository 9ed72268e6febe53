/** One line of the order list. */
import { StockBar } from '../../charts/stock_bar.tsx';
import { exact, moneyAt, NOTHING, onePlace, units } from '../../lib/format.ts';
import { asOf } from '../../state/session.ts';
import { shortReason, type OrderLine } from './lines.ts';

interface OrderRowProps {
    line: OrderLine;
    index: number;
    name: string;
    severalStores: boolean;
    places: 0 | 2;
    fullReason: boolean;
    quantity: number;
    ticked: boolean;
    current: boolean;
    onTick: (extend: boolean) => void;
    onFocus: () => void;
    onQuantity: (quantity: number) => void;
}

const FEW_DAYS = 2;

export function OrderRow(props: OrderRowProps) {
    const { line, index, name, severalStores, places, fullReason, quantity, ticked, current, onTick, onFocus, onQuantity } = props;
    return (
        <tr
            role="row"
            aria-rowindex={index + 2}
            aria-selected={ticked}
            class={current ? 'current' : undefined}
            tabIndex={current ? 0 : -1}
            data-index={index}
            onFocus={onFocus}
        >
            <td role="gridcell" class="check">
                <input
                    type="checkbox"
                    tabIndex={-1}
                    checked={ticked}
                    aria-label={`Select ${name}${severalStores ? `, ${line.store}` : ''}`}
                    onClick={(event) => onTick(event.shiftKey)}
                />
            </td>
            <td role="gridcell" class="m wide">
                {line.product}
            </td>
            <td role="gridcell">
                <span class="name caps" title={name}>
                    {name}
                </span>
                <span class="beneath">
                    {severalStores && `${line.store} · `}
                    {shortReason(line, asOf.value)}
                </span>
            </td>
            {severalStores && (
                <td role="gridcell" class="m wide">
                    {line.store}
                </td>
            )}
            <td role="gridcell" class="n">
                <span title={exact(line.atRisk)}>{moneyAt(line.atRisk, places)}</span>
            </td>
            <td role="gridcell" class="n quantity">
                <input
                    type="text"
                    inputMode="numeric"
                    tabIndex={-1}
                    aria-label={`Quantity of ${name}`}
                    value={units(quantity)}
                    class={quantity === line.quantity ? undefined : 'edited'}
                    onChange={(event) => {
                        const typed = Number(event.currentTarget.value.replace(/[^\d.]/g, ''));
                        onQuantity(Number.isFinite(typed) ? typed : line.quantity);
                    }}
                />
            </td>
            <td role="gridcell" class="n wide">
                {units(line.onHand)}
                {line.coming > 0 && ` + ${units(line.coming)}`}
            </td>
            <td role="gridcell" class="n wide">
                <DaysLeft line={line} />
            </td>
            <td role="gridcell" class="wide against">
                <StockBar onHand={line.onHand} coming={line.coming} demand={line.demand} upTo={line.upTo} />
            </td>
            <td role="gridcell" class={fullReason ? 'wide reason full' : 'wide reason'} title={fullReason ? undefined : line.reason}>
                {fullReason ? line.reason : shortReason(line, asOf.value)}
            </td>
        </tr>
    );
}

function DaysLeft({ line }: { line: OrderLine }) {
    if (line.onHand <= 0) {
        return (
            <span class="dn">
                <span aria-hidden="true">◆ </span>out
            </span>
        );
    }
    if (line.daysLeft === null) return <>{NOTHING}</>;
    if (line.daysLeft >= FEW_DAYS) return <>{onePlace(line.daysLeft)}</>;
    return (
        <span class="dn">
            <span aria-hidden="true">◆ </span>
            {onePlace(line.daysLeft)}
        </span>
    );
}
