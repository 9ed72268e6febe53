/** Data and imports: what came in, and bringing in more. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { asOf } from '../../state/session.ts';
import { ExpectedCard } from './expected_card.tsx';
import { ImportForm } from './import_form.tsx';
import { ImportsCard } from './imports_card.tsx';

export default function Data() {
    return (
        <>
            <Head title="Data and imports" sub={<DataTo />} />
            <div class="stack">
                <ImportForm />
                {asOf.value && <ExpectedCard />}
                {asOf.value && <ImportsCard />}
            </div>
        </>
    );
}
