/** Users and keys: who may come in and see what, which programs may, and who changed what. */
import { Head } from '../../frame/head.tsx';
import { count } from '../../lib/format.ts';
import { plural } from '../../lib/words.ts';
import { text } from '../../lib/table.ts';
import { useAnswer } from '../../state/query.ts';
import { AuditCard } from './audit_card.tsx';
import { KeysCard } from './keys_card.tsx';
import { SessionsCard } from './sessions_card.tsx';
import { UsersCard } from './users_card.tsx';

export default function Users() {
    const users = useAnswer('users.list', {});
    const keys = useAnswer('keys.list', {});
    const waiting = (users.result?.rows ?? []).filter((row) => text(row, 'state') === 'waits').length;
    const ending = (keys.result?.rows ?? []).filter((row) => text(row, 'state') === 'ends').length;
    const people = users.result?.rows.length ?? 0;
    return (
        <>
            <Head title="Users and keys" />
            <div class="say">
                <p>
                    {people === 0 ? 'Only the owner may come in.' : `${count(people)} ${plural(people, 'person', 'people')} and ${count(keys.result?.rows.length ?? 0)} ${plural(keys.result?.rows.length ?? 0, 'key')} of programs may come in.`}
                </p>
                <p>
                    {waiting > 0 ? `${count(waiting)} ${plural(waiting, 'has', 'have')} not chosen a password yet. ` : ''}
                    {ending > 0 ? `${count(ending)} ${plural(ending, 'key ends', 'keys end')} within 14 days. ` : ''}
                    Rights go by role and store; every change is written down below.
                </p>
            </div>
            <div class="stack">
                <UsersCard answer={users} />
                <KeysCard answer={keys} />
            </div>
            <div class="grid pair">
                <AuditCard />
                <SessionsCard />
            </div>
        </>
    );
}
